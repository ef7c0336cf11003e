package io.nudger.faults;

import static org.awaitility.Awaitility.await;

import io.nudger.document.Secret;
import io.nudger.kafka.SigningKey;
import io.nudger.testing.Circumstances;
import io.nudger.testing.Deployment;
import io.nudger.testing.EmbeddedPostgres;
import io.nudger.testing.FreePorts;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.KafkaProcess;
import io.nudger.testing.Node;
import io.nudger.testing.NudgerProcess;
import io.nudger.testing.Playground;
import io.nudger.testing.RecordAudit;
import io.nudger.testing.RequestLog;
import io.nudger.testing.SiteTarget;
import io.nudger.testing.SmallDisk;
import io.nudger.testing.TcpProxy;
import io.nudger.testing.TestDatabase;
import io.nudger.wire.WireFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A monitor, a persister, a broker and a database, each in processes of their own, a site in this one, and a network of
 * its own between each pair that talks. Everything can be broken and put right again.
 */
final class World implements AutoCloseable {
    /** A slot's check ends within this, and is reported. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Duration TIMEOUT = Duration.ofMillis(800);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SPOOL_MEGABYTES = 32;
    private static final String SIGNING_KEY = "what the monitors of this world sign with";

    final KafkaProcess kafka;
    final EmbeddedPostgres postgres;
    final TcpProxy monitorToKafka;
    final TcpProxy persisterToKafka;
    final TcpProxy persisterToPostgres;
    final TcpProxy monitorToSite;
    /** Of one of the monitors that share the targets of a zone. */
    final TcpProxy memberToKafka;

    final Circumstances circumstances = Circumstances.ofGoodSites();
    /** Where the monitor keeps what waits, if it is a disk that can be filled. */
    final Optional<SmallDisk> spoolDisk;

    private final Playground site = Playground.start();
    private final Deployment deployment;
    private final List<SiteTarget> targets;
    private final Path directory;
    private final Path spool;
    private Node monitor;
    private Node persister;
    private @Nullable AlertWorld alerts;

    private World(Path directory, int targetCount) {
        this.directory = directory;
        KafkaProcess.Way monitorsWay = KafkaProcess.Way.open();
        KafkaProcess.Way persistersWay = KafkaProcess.Way.open();
        KafkaProcess.Way membersWay = KafkaProcess.Way.open();
        kafka = KafkaProcess.start(
                directory.resolve("kafka"),
                FreePorts.next(),
                Map.of("MONITOR", monitorsWay, "PERSISTER", persistersWay, "MEMBER", membersWay));
        monitorToKafka = monitorsWay.proxy();
        persisterToKafka = persistersWay.proxy();
        memberToKafka = membersWay.proxy();
        postgres = EmbeddedPostgres.temporary();
        persisterToPostgres = TcpProxy.before(postgres.port());
        monitorToSite = TcpProxy.before(site.port());
        deployment = Deployment.of(directory, kafka.bootstrapServers(), postgres.createDatabase());
        targets = IntStream.range(0, targetCount)
                .mapToObj(i -> SiteTarget.of(
                                "site-" + i, URI.create("http://127.0.0.1:" + monitorToSite.port() + "/site/" + i))
                        .every(INTERVAL, TIMEOUT))
                .toList();
        deployment.targets(targets);
        spool = createDirectory(directory.resolve("spool"));
        spoolDisk = SmallDisk.tryMount(spool, SPOOL_MEGABYTES);
        monitor = deployment.start(monitorSettings("monitor-1", spool));
        persister = deployment.start(persisterSettings());
    }

    /** One with so many targets, each checked every second, with its files in this directory; all of it ready. */
    static World start(Path directory, int targets) {
        World world = new World(directory, targets);
        try {
            world.awaitReady();
            return world;
        } catch (RuntimeException | Error e) {
            world.close();
            throw e;
        }
    }

    /** The topic of results. */
    String topic() {
        return deployment.topic();
    }

    /** What the monitor checks. */
    List<SiteTarget> targets() {
        return targets;
    }

    /** The database, reached without a proxy. */
    TestDatabase database() {
        return deployment.database();
    }

    /** The broker, reached without a proxy. */
    KafkaProbe broker() {
        return KafkaProbe.at(kafka.bootstrapServers());
    }

    /** Two alerters, with a record of their own; they begin when they are first asked for. */
    AlertWorld alerts() {
        AlertWorld started = alerts;
        if (started == null) {
            started = AlertWorld.start(directory.resolve("alerters"), kafka.bootstrapServers());
            alerts = started;
        }
        return started;
    }

    /** The monitor's process. */
    Node monitor() {
        return monitor;
    }

    /** The persister's process. */
    Node persister() {
        return persister;
    }

    /** Kills the monitor: what it asks just then, nobody will ever know. */
    void killMonitor() {
        monitor.kill();
        Instant now = Instant.now();
        // A request that was sent may still be on its way to the site.
        circumstances.killed(now.minus(TIMEOUT), now.plus(TIMEOUT));
    }

    /** Starts a monitor where there is none. */
    void startMonitor() {
        startMonitor(UnaryOperator.identity());
    }

    /** Starts a monitor where there is none, in another way than usual. */
    void startMonitor(UnaryOperator<NudgerProcess.Launch> launch) {
        monitor = deployment.start(monitorSettings("monitor-1", spool), launch);
    }

    /** Starts a monitor where there is none, which has room for so many results in memory. */
    void startMonitor(int buffer) {
        JsonObject settings = monitorSettings("monitor-1", spool);
        settings.getJsonObject("kafka").put("buffer", buffer);
        monitor = deployment.start(settings);
    }

    /** Starts a persister where there is none. */
    void startPersister() {
        persister = deployment.start(persisterSettings());
    }

    /** Another monitor of the same zone; the caller stops it. */
    Node startRival() {
        return deployment.start(monitorSettings("monitor-2", directory.resolve("spool-of-the-rival")));
    }

    /** What its processes have in common; another one may share its site and its servers. */
    Deployment deployment() {
        return deployment;
    }

    /** These settings, by which a member reaches Kafka through a network of its own. */
    JsonObject throughNetworkOfMember(JsonObject settings) {
        kafkaThrough(settings, memberToKafka);
        return settings;
    }

    /** A path of the site, which is reached without a proxy. */
    URI site(String path) {
        return URI.create("http://127.0.0.1:" + site.port() + path);
    }

    /** What the site has seen. */
    RequestLog siteLog() {
        return site.log();
    }

    /** For files of its own. */
    Path directory() {
        return directory;
    }

    /** Waits until both processes are ready. */
    void awaitReady() {
        monitor.awaitReady();
        persister.awaitReady();
    }

    /** Waits until the persister has done with everything that the topic holds, while no monitor adds to it. */
    void awaitNoLag() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> broker().lag(topic() + ".persisters", topic()) == 0);
    }

    /** Waits until the persister has done with everything that the topic holds now; more comes all the time. */
    void awaitCaughtUp() {
        String group = topic() + ".persisters";
        long end = broker().committed(group) + broker().lag(group, topic());
        await().atMost(PATIENCE).ignoreExceptions().until(() -> broker().committed(group) >= end);
    }

    /** Holds the record of these slots against the log of the site. */
    RecordAudit.Evaluations audit(Instant since, Instant until) {
        return RecordAudit.underFaults(database(), Deployment.ZONE, targets, since, until, site.log(), circumstances);
    }

    @Override
    public void close() {
        if (alerts != null) {
            alerts.close();
        }
        deployment.close();
        spoolDisk.ifPresent(SmallDisk::close);
        kafka.close();
        postgres.close();
        List.of(monitorToKafka, persisterToKafka, persisterToPostgres, monitorToSite, memberToKafka)
                .forEach(TcpProxy::close);
        site.close();
    }

    /** Signs a record as the monitors of this world do. */
    void sign(ProducerRecord<String, byte[]> record) {
        byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
        byte[] contentType = record.headers().lastHeader(WireFormat.HEADER).value();
        record.headers()
                .add(SigningKey.HEADER, SigningKey.of(Secret.of(SIGNING_KEY)).sign(key, contentType, record.value()));
    }

    private JsonObject monitorSettings(String id, Path spoolDirectory) {
        JsonObject settings = deployment.settings("monitor").put("monitor_id", id);
        settings.getJsonObject("spool").put("directory", spoolDirectory.toString());
        kafkaThrough(settings, monitorToKafka);
        settings.getJsonObject("kafka").put("signing_key", SIGNING_KEY);
        return settings;
    }

    private JsonObject persisterSettings() {
        JsonObject settings = deployment.settings("persister");
        kafkaThrough(settings, persisterToKafka);
        // The shortest that brokers allow by default: that long after a kill the partitions are free.
        settings.getJsonObject("kafka").put("consumer", JsonObject.of("session.timeout.ms", "6000"));
        JsonObject key = JsonObject.of("zone", Deployment.ZONE, "key", SIGNING_KEY);
        settings.put("persister", JsonObject.of("signing", JsonObject.of("keys", JsonArray.of(key))));
        settings.getJsonObject("postgres")
                .put(
                        "uri",
                        "postgresql://127.0.0.1:" + persisterToPostgres.port() + "/"
                                + database().settings().database());
        return settings;
    }

    private static Path createDirectory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void kafkaThrough(JsonObject settings, TcpProxy proxy) {
        settings.getJsonObject("kafka").put("client", JsonObject.of("bootstrap.servers", "127.0.0.1:" + proxy.port()));
    }
}
