package io.nudger.bench;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.NudgerProcess;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Row 3: one monitor with as many targets as the plan has at most, a verticle each. */
final class ManyTargets implements Benchmark {
    private static final Duration IDLE = Duration.ofHours(1);
    private static final int STARTS = 3;
    private static final int RATE = 1_000;
    private static final String HEAP = "-Xmx512m";
    private static final double START_GOAL_SECONDS = 10;
    private static final double HEAP_GOAL_BYTES = 2_048;
    private static final double RELOAD_GOAL_SECONDS = 1;
    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public int row() {
        return 3;
    }

    @Override
    public String title() {
        return "Many targets in one monitor, " + HEAP;
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        int count = plan.fleets().get(plan.fleets().size() - 1);
        String site = lab.nginx().map(nginx -> nginx.http("/")).orElse("http://127.0.0.1:9/");
        return Stream.of(
                        lab.withDeployment(deployment -> starts(deployment, new Fleet(count, IDLE, site), plan)),
                        lab.withDeployment(deployment ->
                                reloads(lab, deployment, Fleet.atRate(count, Math.min(RATE, count), site), plan)))
                .flatMap(List::stream)
                .toList();
    }

    private List<Result> starts(Deployment deployment, Fleet fleet, Plan plan) {
        long one = liveWith(deployment, new Fleet(1, IDLE, fleet.site()));
        fleet.write(deployment.targetsFile());
        List<Double> starts = new ArrayList<>();
        List<Double> validations = new ArrayList<>();
        List<Double> heaps = new ArrayList<>();
        for (int run = 0; run < Math.min(STARTS, plan.runs()); run++) {
            validations.add(validate(deployment));
            long begin = System.nanoTime();
            Node monitor = Lab.startReady(deployment, deployment.settings("monitor"), HEAP);
            starts.add((System.nanoTime() - begin) / NANOS_PER_SECOND);
            heaps.add((Heap.live(monitor.process().pid()) - one) / (fleet.count() - 1.0));
            monitor.kill();
        }
        String name = String.format("%,d targets", fleet.count());
        return List.of(
                Result.of(
                                row(),
                                name + ", start to all scheduled",
                                "s",
                                starts,
                                new Reference("s, `validate` of the file", validations))
                        .with(Goal.atMost(START_GOAL_SECONDS)),
                Result.of(
                                row(),
                                name + ", heap for each idle one",
                                "bytes",
                                heaps,
                                new Reference(
                                        "bytes, a verticle that does nothing",
                                        emptyVerticles(fleet.count(), heaps.size())))
                        .with(Goal.atMost(HEAP_GOAL_BYTES)));
    }

    private static long liveWith(Deployment deployment, Fleet fleet) {
        fleet.write(deployment.targetsFile());
        Node monitor = Lab.startReady(deployment, deployment.settings("monitor"), HEAP);
        long live = Heap.live(monitor.process().pid());
        monitor.kill();
        return live;
    }

    private static double validate(Deployment deployment) {
        long begin = System.nanoTime();
        try (NudgerProcess process = NudgerProcess.with(
                        "validate", "-conf", deployment.settings("monitor").encode())
                .jvm(HEAP)
                .start()) {
            if (process.awaitExit(Duration.ofMinutes(1)) != 0) {
                throw new IllegalStateException(process.log());
            }
        }
        return (System.nanoTime() - begin) / NANOS_PER_SECOND;
    }

    /** What so many verticles of Vert.x weigh by themselves. */
    private static List<Double> emptyVerticles(int count, int runs) {
        List<Double> weights = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            Vertx vertx = Vertx.vertx();
            long before = Heap.ownLive();
            Future.all(IntStream.range(0, count)
                            .mapToObj(i -> vertx.deployVerticle(new VerticleBase() {}))
                            .toList())
                    .await();
            weights.add((Heap.ownLive() - before) / (double) count);
            vertx.close().await();
        }
        return weights;
    }

    private List<Result> reloads(Lab lab, Deployment deployment, Fleet fleet, Plan plan) {
        fleet.write(deployment.targetsFile());
        Node monitor = Lab.startReady(deployment, deployment.settings("monitor"), HEAP);
        Pause.of(plan.settling());
        List<Double> seconds = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        List<Double> lost = new ArrayList<>();
        for (int run = 0; run < Math.min(STARTS, plan.runs()); run++) {
            without.add(delays(lab, deployment, fleet, plan.observation(), lost, () -> {}));
            int change = run;
            Runnable reload = () -> seconds.add(change(deployment, monitor, fleet, change));
            with.add(delays(lab, deployment, fleet, plan.observation(), lost, reload));
        }
        monitor.stop();
        String name = String.format("%,d targets, one changed", fleet.count());
        return List.of(
                Result.of(
                                row(),
                                name + ", file to effect",
                                "s",
                                seconds,
                                Reference.fixed("s, the wait for a file to settle", 0.15, seconds.size()))
                        .with(Goal.atMost(RELOAD_GOAL_SECONDS)),
                Result.of(
                        row(),
                        name + ", slot delay p99 around it",
                        "ms",
                        with,
                        new Reference("ms, without a reload", without)),
                Result.of(row(), name + ", slots lost", "slots", lost, Reference.absent("every slot is due"))
                        .with(Goal.atMost(0)));
    }

    /** Seconds from the moment the file is in place to the moment its change acts. */
    private static double change(Deployment deployment, Node monitor, Fleet fleet, int number) {
        String told = "changed=1 unchanged=" + (fleet.count() - 1);
        long before = occurrences(monitor, told);
        fleet.writeWithChange(deployment.targetsFile(), "?" + (number + 1));
        long begin = System.nanoTime();
        long patience = begin + Duration.ofMinutes(1).toNanos();
        while (occurrences(monitor, told) == before) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException(
                        "the change never acted: " + monitor.process().log());
            }
            Pause.of(Duration.ofMillis(5));
        }
        return (System.nanoTime() - begin) / NANOS_PER_SECOND;
    }

    private static long occurrences(Node monitor, String told) {
        return monitor.process()
                .log()
                .lines()
                .filter(line -> line.contains(told))
                .count();
    }

    /** The slot delay, p99, of a few seconds in which this happens; what was lost is noted. */
    private static double delays(
            Lab lab, Deployment deployment, Fleet fleet, Duration watched, List<Double> lost, Runnable happening) {
        Instant since = Instant.now();
        happening.run();
        Pause.of(watched);
        Instant until = Instant.now();
        Pause.of(Duration.ofSeconds(1));
        Outcomes outcomes = Outcomes.read(lab.kafka().bootstrapServers(), deployment.topic(), since, until);
        lost.add((double) (outcomes.failed()
                + fleet.slots(since, until)
                - outcomes.slots().size()));
        return outcomes.delays().quantile(0.99);
    }
}
