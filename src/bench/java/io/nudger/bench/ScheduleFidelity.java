package io.nudger.bench;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Row 2: how long after its slot a check begins, and how many slots are missed, beside a timer that does nothing else. */
final class ScheduleFidelity implements Benchmark {
    private static final int RATE = 1_000;
    private static final int RUNS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int EVALUATED = 10_000;
    private static final double GOAL_MILLIS = 10;
    /** A rate is sustained when no slot is missed and hardly one is later than that. */
    private static final double SUSTAINED_MILLIS = 100;

    private static final Map<String, ToDoubleFunction<Samples>> FIGURES = figures();

    @Override
    public int row() {
        return 2;
    }

    @Override
    public String title() {
        return "Schedule fidelity: from the slot to the start of its check";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        Optional<Nginx> site = lab.nginx();
        if (site.isEmpty()) {
            return List.of(
                    new Result(row(), "slot delay", "ms", List.of(), Reference.absent("nginx is absent"), null, ""));
        }
        List<Result> results = new ArrayList<>();
        double sustained = 0;
        for (int count : plan.fleets()) {
            double before = sustained;
            Watch watch = new Watch(lab, plan, site.get(), count);
            sustained = lab.withDeployment(deployment -> watch.run(deployment, before, results));
        }
        return results;
    }

    private static Map<String, ToDoubleFunction<Samples>> figures() {
        Map<String, ToDoubleFunction<Samples>> figures = new LinkedHashMap<>();
        figures.put("p50", Samples::median);
        figures.put("p99", delays -> delays.quantile(0.99));
        figures.put("p99.9", delays -> delays.quantile(0.999));
        figures.put("max", Samples::max);
        return figures;
    }

    /** One monitor, watched. */
    private final class Watch {
        private final Lab lab;
        private final Plan plan;
        private final Nginx site;
        private final int count;

        Watch(Lab lab, Plan plan, Nginx site, int count) {
            this.lab = lab;
            this.plan = plan;
            this.site = site;
            this.count = count;
        }

        /** The highest rate that it sustains; 0 when none was tried. */
        double run(Deployment deployment, double sustainedBefore, List<Result> results) {
            Fleet fleet = Fleet.atRate(count, Math.min(RATE, count), site.http("/"));
            fleet.write(deployment.targetsFile());
            Node monitor = Lab.startReady(deployment, deployment.settings("monitor"), "-Xmx512m");
            Pause.of(plan.settling());
            List<Observation> seen = new ArrayList<>();
            for (int run = 0; run < Math.min(RUNS, plan.runs()); run++) {
                seen.add(observe(deployment, fleet));
            }
            results.addAll(lines(fleet, seen));
            double sustained = search(deployment, monitor, sustainedBefore, results);
            monitor.kill();
            return sustained;
        }

        private List<Result> lines(Fleet fleet, List<Observation> seen) {
            String name = String.format("%,d targets, %,d/s", count, Math.min(RATE, count));
            List<Result> lines = new ArrayList<>();
            FIGURES.forEach((figure, of) -> {
                Result line = Result.of(
                        row(),
                        name + ", " + figure,
                        "ms",
                        seen.stream()
                                .map(each -> of.applyAsDouble(each.outcomes().delays()))
                                .toList(),
                        new Reference(
                                "ms, a bare timer",
                                seen.stream()
                                        .map(each -> of.applyAsDouble(each.timer()))
                                        .toList()));
                boolean evaluated = fleet.count() == EVALUATED && figure.equals("p99");
                lines.add(evaluated ? line.with(Goal.atMost(GOAL_MILLIS)) : line);
            });
            Result missed = new Result(
                    row(),
                    name + ", slots missed",
                    "slots",
                    seen.stream().map(each -> (double) each.missed()).toList(),
                    new Reference(
                            "slots due",
                            seen.stream().map(each -> (double) each.due()).toList()),
                    null,
                    "");
            lines.add(fleet.count() == EVALUATED ? missed.with(Goal.atMost(0)) : missed);
            return lines;
        }

        private double search(Deployment deployment, Node monitor, double sustainedBefore, List<Result> results) {
            if (plan.rates().isEmpty()) {
                return 0;
            }
            int at = Math.max(0, plan.rates().indexOf((int) sustainedBefore));
            boolean falling = sustainedBefore > 0;
            Observation best = null;
            int sustained = 0;
            while (at >= 0 && at < plan.rates().size()) {
                int rate = plan.rates().get(at);
                Observation seen = tryRate(deployment, monitor, rate);
                boolean good = seen.isSustained();
                if (good) {
                    best = seen;
                    sustained = rate;
                }
                if (good == falling) {
                    break;
                }
                at += falling ? -1 : 1;
            }
            results.add(new Result(
                    row(),
                    String.format("%,d targets, highest sustained rate tried", count),
                    "checks/s",
                    List.of((double) sustained),
                    Reference.fixed(
                            "checks/s tried at most",
                            plan.rates().get(plan.rates().size() - 1),
                            1),
                    null,
                    best == null
                            ? "none of " + plan.rates() + " was sustained"
                            : String.format(
                                    java.util.Locale.ROOT,
                                    "no slot missed; slot delay p99 %.1f ms, max %.1f ms",
                                    best.outcomes().delays().quantile(0.99),
                                    best.outcomes().delays().max())));
            return sustained;
        }

        /** A monitor that does not come to the new rate in time has not sustained it. */
        private Observation tryRate(Deployment deployment, Node monitor, int rate) {
            Fleet fleet = Fleet.atRate(count, rate, site.http("/"));
            long changed = changes(monitor);
            fleet.write(deployment.targetsFile());
            try {
                awaitChange(monitor, changed);
                Pause.of(plan.observation().dividedBy(2));
                return observe(deployment, fleet);
            } catch (AssertionError | RuntimeException notReached) {
                System.out.printf("   %,d targets at %,d/s: %s%n", count, rate, notReached.getClass());
                return Observation.NONE;
            }
        }

        /** How often all targets have changed so far. */
        private long changes(Node monitor) {
            String told = "added=0 removed=0 changed=" + count + " unchanged=0";
            return monitor.process()
                    .log()
                    .lines()
                    .filter(line -> line.contains(told))
                    .count();
        }

        private void awaitChange(Node monitor, long before) {
            Instant deadline = Instant.now().plus(PATIENCE);
            while (changes(monitor) == before) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("the targets did not change within " + PATIENCE);
                }
                Pause.of(Duration.ofMillis(50));
            }
        }

        private Observation observe(Deployment deployment, Fleet fleet) {
            Instant since = Instant.now();
            Samples timer;
            try (BareTimer bare = BareTimer.start()) {
                Pause.of(plan.observation());
                timer = bare.end();
            }
            Instant until = Instant.now();
            Pause.of(Duration.ofSeconds(1));
            Outcomes outcomes = Outcomes.read(lab.kafka().bootstrapServers(), deployment.topic(), since, until);
            return new Observation(outcomes, timer, fleet.slots(since, until));
        }
    }

    /** What was seen of a while. */
    private record Observation(Outcomes outcomes, Samples timer, long due) {
        static final Observation NONE = new Observation(new Outcomes(List.of()), Samples.of(), 1);

        boolean isSustained() {
            return missed() == 0 && outcomes.delays().quantile(0.99) <= SUSTAINED_MILLIS;
        }

        /** Slots that did not end as up, and slots of which nothing was heard. */
        long missed() {
            return outcomes.failed() + due - outcomes.slots().size();
        }
    }
}
