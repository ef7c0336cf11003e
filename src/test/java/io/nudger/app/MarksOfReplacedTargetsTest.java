package io.nudger.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nudger.bus.ResultBus;
import io.nudger.check.HttpCheck;
import io.nudger.check.Micros;
import io.nudger.check.Origin;
import io.nudger.check.Schedule;
import io.nudger.check.Target;
import io.nudger.check.Zone;
import io.nudger.config.AddressRules;
import io.nudger.config.CheckSettings;
import io.nudger.config.SpoolSettings;
import io.nudger.http.HttpProber;
import io.nudger.http.ProbeTransport;
import io.nudger.http.Probing;
import io.nudger.outbox.KafkaPublisherVerticle;
import io.nudger.outbox.SlotMarks;
import io.nudger.probe.Monitor;
import io.nudger.probe.ProbeFactory;
import io.nudger.probe.ProbeMetrics;
import io.nudger.probe.SlotClock;
import io.nudger.testing.FreePorts;
import io.nudger.testing.Futures;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.TestKafkaSettings;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.HealthChecks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file of the outbox says of a target while a check of it is running: what a kill would find. */
final class MarksOfReplacedTargetsTest {
    private static final Zone ZONE = new Zone("test", List.of());
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NONE = -1;
    private static final Duration SHORT = Duration.ofMillis(100);

    private final ProbeTransport transport = ProbeTransport.create();
    private final Vertx vertx = Vertx.builder().withTransport(transport).build();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpProber prober =
            HttpProber.create(vertx, transport, InstantSource.system(), meters, AddressRules.DEFAULT);
    private final SlotClock clock = new SlotClock(InstantSource.system()).watch();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final MisbehavingServer slow = MisbehavingServer.start(visitor -> {
        visitor.awaitRequest();
        Probing.await(answer);
        visitor.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
    private final MisbehavingServer good = MisbehavingServer.start(visitor -> {
        visitor.awaitRequest();
        visitor.write("HTTP/1.1 204 No Content\r\n\r\n");
    });

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        answer.countDown();
        List.copyOf(vertx.deploymentIDs()).forEach(id -> Futures.get(vertx.undeploy(id)));
        Futures.get(prober.close());
        Futures.get(vertx.close());
        clock.close();
        slow.close();
        good.close();
    }

    @Test
    void aMarkPassesNoSlotWhoseCheckIsStillRunning() throws Exception {
        ProbeFactory probes = probesWhoseResultsStayOnDisk();
        Duration interval = Duration.ofMinutes(1);
        String name = IntStream.range(0, 1_000)
                .mapToObj(number -> "soon-" + number)
                .filter(each -> untilSlot(each, interval) > 200_000 && untilSlot(each, interval) < 500_000)
                .findFirst()
                .orElseThrow();
        String old = deploy(probes.apply(target(name, slow.http("/"), interval)));
        await().atMost(PATIENCE).until(() -> slow.visitors() == 1);
        long slot = Schedule.of(name, interval, ZONE).slotAtOrBefore(Micros.of(Instant.now()));
        List<String> others = List.of(
                deploy(probes.apply(target(name, good.http("/"), SHORT))),
                deploy(probes.apply(target("other", good.http("/"), SHORT))));
        await().atMost(PATIENCE).until(() -> mark("other") > NONE);
        long then = mark("other");

        // Their marks are written together.
        await().atMost(PATIENCE).until(() -> mark("other") > then + 10 * Micros.of(SHORT));
        assertThat(mark(name)).isGreaterThan(NONE).isLessThan(slot);

        answer.countDown();
        Futures.get(vertx.undeploy(old));
        await().atMost(PATIENCE).until(() -> mark(name) > slot);
        others.forEach(deployment -> Futures.get(vertx.undeploy(deployment)));
    }

    private String deploy(Deployable verticle) {
        return Futures.get(vertx.deployVerticle(verticle));
    }

    /** The slot of the mark of this target in the file. */
    private long mark(String target) throws IOException, SQLException {
        return marks().getOrDefault(target, NONE);
    }

    private static long untilSlot(String name, Duration interval) {
        long now = Micros.of(Instant.now());
        return Schedule.of(name, interval, ZONE).slotAfter(now) - now;
    }

    private static Target target(String name, URI url, Duration interval) {
        return new Target(name, url, interval, interval.dividedBy(2), HttpCheck.DEFAULT, Map.of(), true);
    }

    /** There is no Kafka. */
    private ProbeFactory probesWhoseResultsStayOnDisk() {
        ResultBus results = ResultBus.create(vertx);
        SlotMarks marks = new SlotMarks(ZONE.name());
        String publisher = deploy(new KafkaPublisherVerticle(
                TestKafkaSettings.of("127.0.0.1:" + FreePorts.next(), "nudger.checks")
                        .build(),
                new SpoolSettings(directory, 1L << 30, Duration.ofDays(1), Duration.ofSeconds(1), 1_000),
                marks,
                results,
                HealthChecks.create(vertx),
                HealthChecks.create(vertx),
                meters));
        assertThat(publisher).isNotEmpty();
        return new ProbeFactory(
                new Monitor(new Origin(ZONE.name(), "monitor"), ZONE, CheckSettings.DEFAULT),
                Map.of(HttpCheck.class, prober),
                prober::eventLoop,
                results,
                new ProbeMetrics(meters, ZONE.name()),
                clock,
                marks);
    }

    /** The slots of the marks in the file, by target: in a copy, as the file is the publisher's. */
    private Map<String, Long> marks() throws IOException, SQLException {
        Path copy = Files.createTempDirectory(directory, "copy");
        for (String file : List.of("spool.db", "spool.db-wal")) {
            Files.copy(directory.resolve(file), copy.resolve(file));
        }
        Map<String, Long> marks = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy.resolve("spool.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT target, slot FROM marks")) {
            while (rows.next()) {
                marks.put(rows.getString(1), rows.getLong(2));
            }
        }
        return marks;
    }
}
