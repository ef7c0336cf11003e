package io.nudger.bench;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.testing.Deployment;
import io.nudger.testing.Jdks;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Node;
import io.nudger.testing.StartCache;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Row 7: how soon a monitor works, and how much memory it holds, on every JDK of this machine. */
final class Footprint implements Benchmark {
    private static final double READY_GOAL_SECONDS = 1.5;
    private static final int STARTS = 3;
    private static final int FEW = 10;
    private static final int PARTITIONS = 6;

    private static final int CONTAINED = 1_000;
    private static final int SECONDS = 15;
    private static final long CONTAINER_MIB = 192;
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MIB = 1 << 20;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public int row() {
        return 7;
    }

    @Override
    public String title() {
        return "Footprint of a monitor: its start and its memory";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        String site = lab.nginx().map(nginx -> nginx.http("/")).orElse("http://127.0.0.1:9/");
        int starts = Math.min(STARTS, plan.runs());
        Exporter exporter = exporter(lab, starts);
        List<Result> results = new ArrayList<>();
        for (Path jdk : jdks(plan)) {
            String java = "Java " + Jdks.version(jdk) + ", ";
            results.addAll(
                    lab.withDeployment(deployment -> starts(lab, deployment, jdk, java, site, starts, exporter)));
            for (int count : plan.idleFleets()) {
                Fleet fleet = new Fleet(count, IDLE, site);
                results.add(lab.withDeployment(deployment -> idle(plan, deployment, jdk, java, fleet, exporter)));
            }
            results.add(lab.withDeployment(deployment -> contained(lab, plan, deployment, jdk, java, site)));
        }
        return results;
    }

    private static List<Path> jdks(Plan plan) {
        List<Path> all = Jdks.homes();
        return plan.everyJdk()
                ? all
                : all.stream().max(Comparator.comparingInt(Jdks::version)).stream()
                        .toList();
    }

    /** What blackbox_exporter takes, once for each start; nothing without it. */
    private Exporter exporter(Lab lab, int starts) {
        List<Double> seconds = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            long begin = System.nanoTime();
            lab.newBlackboxExporter().ifPresent(exporter -> {
                awaitOk(URI.create(exporter.health()));
                seconds.add((System.nanoTime() - begin) / NANOS_PER_SECOND);
                memory.add(ProcessStat.residentMib(exporter.pid()));
                exporter.close();
            });
        }
        return new Exporter(seconds, memory);
    }

    private List<Result> starts(
            Lab lab, Deployment deployment, Path jdk, String java, String site, int starts, Exporter exporter) {
        new Fleet(FEW, Duration.ofSeconds(1), site).write(deployment.targetsFile());
        // As at every start but the very first.
        KafkaProbe.of(lab.kafka()).createTopic(deployment.topic(), PARTITIONS);
        List<Start> bare = measure(lab, deployment, jdk, starts);
        Reference reference = reference("s", exporter.seconds());
        List<Result> results = new ArrayList<>();
        results.add(ready(java + "start to ready", bare, reference));
        results.add(Result.of(
                row(),
                java + "start to the first check",
                "s",
                bare.stream().map(Start::checking).toList(),
                Reference.absent("it checks when asked")));
        StartCache cache = StartCache.train(jdk, lab.kafka().bootstrapServers(), lab.newDirectory());
        results.add(ready(
                java + "start to ready with "
                        + (StartCache.isAheadOfTime(jdk) ? "the cache of the image" : "an archive of its classes"),
                measure(lab, deployment, jdk, starts, cache.option()),
                reference));
        return results;
    }

    private Result ready(String name, List<Start> starts, Reference reference) {
        return Result.of(row(), name, "s", starts.stream().map(Start::ready).toList(), reference)
                .with(Goal.atMost(READY_GOAL_SECONDS));
    }

    private List<Start> measure(Lab lab, Deployment deployment, Path jdk, int count, String... jvmOptions) {
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant at = Instant.now();
            long begin = System.nanoTime();
            Node monitor = deployment.start(
                    deployment.settings("monitor"), launch -> launch.onJdk(jdk).jvm(jvmOptions));
            awaitOk(monitor.base().resolve("/health/ready"));
            double ready = (System.nanoTime() - begin) / NANOS_PER_SECOND;
            Pause.of(Duration.ofMillis(1_500));
            monitor.kill();
            Instant first = Outcomes.read(lab.kafka().bootstrapServers(), deployment.topic(), at, Instant.now())
                    .first();
            starts.add(new Start(
                    ready,
                    first == null ? Double.NaN : Duration.between(at, first).toMillis() / MILLIS_PER_SECOND));
        }
        return starts;
    }

    private Result idle(Plan plan, Deployment deployment, Path jdk, String java, Fleet fleet, Exporter exporter) {
        fleet.write(deployment.targetsFile());
        Node monitor = deployment.start(
                deployment.settings("monitor"), launch -> launch.onJdk(jdk).jvm("-Xmx512m"));
        monitor.awaitReady();
        Pause.of(plan.observation().dividedBy(2));
        double resident = ProcessStat.residentMib(monitor.process().pid());
        monitor.kill();
        return Result.of(
                row(),
                String.format(Locale.ROOT, "%s%,d idle targets, -Xmx512m", java, fleet.count()),
                "MiB in RAM",
                List.of(resident),
                reference("MiB", exporter.memory()));
    }

    /** With the options of the image, and as if the machine had no more memory than the container. */
    private Result contained(Lab lab, Plan plan, Deployment deployment, Path jdk, String java, String site) {
        Fleet fleet = new Fleet(CONTAINED, Duration.ofSeconds(SECONDS), site);
        fleet.write(deployment.targetsFile());
        Node monitor = deployment.start(deployment.settings("monitor"), launch -> launch.onJdk(jdk)
                .jvm(
                        "-XX:MaxRAM=" + CONTAINER_MIB + "m",
                        "-XX:MaxRAMPercentage=50",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError"));
        Optional<ControlGroup> limit = ControlGroup.ofMemory(CONTAINER_MIB * MIB)
                .filter(group -> group.takes(monitor.process().pid()));
        monitor.awaitReady();
        Instant since = Instant.now();
        Pause.of(plan.observation());
        Instant until = Instant.now();
        Pause.of(Duration.ofSeconds(1));
        double peak = ProcessStat.peakResidentMib(monitor.process().pid());
        monitor.kill();
        limit.ifPresent(ControlGroup::close);
        Outcomes outcomes = Outcomes.read(lab.kafka().bootstrapServers(), deployment.topic(), since, until);
        double due = fleet.slots(since, until);
        return Result.of(
                        row(),
                        java + "1,000 targets every " + SECONDS + " s in 192 MiB, slots missed",
                        "slots",
                        List.of(outcomes.failed() + due - outcomes.slots().size()),
                        Reference.fixed("slots due", due, 1))
                .with(Goal.atMost(0))
                .with(String.format(
                        Locale.ROOT,
                        "at most %.0f MiB in RAM, pages of files included that the system can take back; %s",
                        peak,
                        limit.isPresent()
                                ? "under a control group with that limit"
                                : "no control group could be made here, the JVM was given the limit"));
    }

    private static Reference reference(String unit, List<Double> values) {
        return values.isEmpty()
                ? Reference.absent("blackbox_exporter is absent")
                : new Reference(unit + ", blackbox_exporter", values);
    }

    private void awaitOk(URI uri) {
        Instant deadline = Instant.now().plus(PATIENCE);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(1)).build();
        while (!answersOk(request)) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(uri + " is not well");
            }
            Pause.of(Duration.ofMillis(5));
        }
    }

    private boolean answersOk(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * One start.
     *
     * @param ready seconds to ready
     * @param checking seconds to the first check
     */
    private record Start(double ready, double checking) {}

    /**
     * What blackbox_exporter takes, in each of several starts.
     *
     * @param seconds to its first answer
     * @param memory MiB in RAM then
     */
    private record Exporter(List<Double> seconds, List<Double> memory) {}
}
