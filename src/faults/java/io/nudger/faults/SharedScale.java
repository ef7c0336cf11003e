package io.nudger.faults;

import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.EmbeddedPostgres;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.SiteTarget;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code make sharing-scale}: what very many targets cost 1, 2 and 4 monitors of a zone, processes of the shipped jar on this
 * machine with a real broker and a site that answers at once: how long shares and a reload of one target take, and memory.
 */
public final class SharedScale {
    private static final int SHARES = 64;
    private static final int FILES = 10;
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final Deployment deployment;
    private final Path files;
    private final URI site;
    private final int count;
    private final List<Node> members = new ArrayList<>();

    private SharedScale(Deployment deployment, Path directory, URI site, int count) throws IOException {
        this.deployment = deployment;
        this.files = Files.createDirectories(directory.resolve("targets"));
        this.site = site;
        this.count = count;
        for (int file = 0; file < FILES; file++) {
            write(file, INTERVAL);
        }
    }

    /** With so many targets (the first argument, 100000), checked every five minutes each. */
    public static void main(String... arguments) throws IOException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        Path directory = Files.createTempDirectory("nudger-scale");
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary();
                EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
                Playground site = Playground.start();
                Deployment deployment = Deployment.of(directory, kafka.bootstrapServers(), postgres.createDatabase())) {
            new SharedScale(deployment, directory, site.http("/up"), count).measure();
        }
        System.exit(0);
    }

    private void measure() throws IOException {
        System.out.printf("%d targets, %d shares%n%n", count, SHARES);
        System.out.println("monitors  shared after s  one target reloaded after s  resident MiB each");
        for (int wanted : List.of(1, 2, 4)) {
            long begun = System.nanoTime();
            while (members.size() < wanted) {
                members.add(start("scale-" + members.size()));
            }
            awaitShared();
            double shared = secondsSince(begun);
            double reloaded = reload(INTERVAL.plusSeconds(wanted));
            System.out.printf("%8d  %14.1f  %27.2f  %s%n", wanted, shared, reloaded, memory());
        }
        long begun = System.nanoTime();
        members.remove(0).stop();
        awaitShared();
        System.out.printf("%8d  %14.1f  after one has stopped%n", members.size(), secondsSince(begun));
    }

    private Node start(String id) {
        JsonObject settings = deployment
                .settings("monitor")
                .put("monitor_id", id)
                .put("targets", files.toString())
                .put("sharing", JsonObject.of("enabled", true));
        settings.getJsonObject("spool")
                .put("directory", files.resolveSibling(id).toString());
        return deployment.start(settings);
    }

    /** All targets of a file; the first of them has an interval of its own. */
    private void write(int file, Duration first) throws IOException {
        int from = file * count / FILES;
        List<SiteTarget> targets = IntStream.range(from, (file + 1) * count / FILES)
                .mapToObj(i ->
                        SiteTarget.of("site-" + i, site).every(i == from ? first : INTERVAL, Duration.ofSeconds(5)))
                .toList();
        Path whole = files.resolveSibling("whole-" + file);
        SiteTarget.write(whole, targets);
        Files.move(whole, files.resolve("targets-" + file + ".yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The owner of the target that has another interval says so. */
    private double reload(Duration interval) throws IOException {
        int before = changes();
        write(0, interval);
        long begun = System.nanoTime();
        await().atMost(PATIENCE).pollInterval(GLANCE).until(() -> changes() > before);
        return secondsSince(begun);
    }

    private int changes() {
        return members.stream()
                .mapToInt(member -> member.process().log().split("targets changed", -1).length)
                .sum();
    }

    private void awaitShared() {
        members.forEach(Node::awaitReady);
        double each = (double) SHARES / members.size();
        await().atMost(PATIENCE)
                .pollInterval(GLANCE)
                .ignoreExceptions()
                .until(() ->
                        members.stream().allMatch(member -> Math.abs(sum(member, "nudger_owned_shares") - each) < 1)
                                && members.stream()
                                                .mapToDouble(member -> sum(member, "nudger_owned_targets"))
                                                .sum()
                                        == count);
    }

    private static double sum(Node member, String metric) {
        return member.metrics().sum(metric);
    }

    private List<Long> memory() throws IOException {
        List<Long> resident = new ArrayList<>();
        for (Node member : members) {
            Path status = Path.of("/proc/" + member.process().pid() + "/status");
            resident.add(Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                    .sum());
        }
        return resident;
    }

    private static double secondsSince(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
