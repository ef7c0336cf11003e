package io.nudger.testing;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in this JVM: one KRaft node that is broker and controller. {@link #stop} and {@link #start} keep
 * ports and data, so that an outage can be played; what a test wants to do with topics and records is in
 * {@link KafkaProbe}.
 */
public final class EmbeddedKafka extends EmbeddedService implements Broker {
    private static final String CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";

    private final int port;
    private final Map<String, String> properties;
    private final List<String> scramCredentials;
    private @Nullable KafkaRaftServer server;

    private EmbeddedKafka(
            Path directory,
            int port,
            int controllerPort,
            Map<String, String> overrides,
            List<String> scramCredentials,
            boolean temporary) {
        super(directory, temporary);
        this.port = port;
        this.properties = properties(directory, port, controllerPort, overrides);
        this.scramCredentials = scramCredentials;
    }

    /** The broker of this JVM, running; started at the first call, stopped when the JVM ends. Nobody may stop it. */
    public static EmbeddedKafka shared() {
        return Shared.INSTANCE;
    }

    /** A running broker of the caller's own, on free ports, with a directory that goes with it. */
    public static EmbeddedKafka temporary() {
        return temporary(Map.of());
    }

    /** As {@link #temporary()}, with broker properties that differ from the usual ones. */
    public static EmbeddedKafka temporary(Map<String, String> overrides) {
        return temporary(overrides, List.of());
    }

    /** As {@link #temporary(Map)}, with SCRAM users, as {@code kafka-storage format --add-scram} names them. */
    public static EmbeddedKafka temporary(Map<String, String> overrides, List<String> scramCredentials) {
        return running(() -> absent(overrides, scramCredentials));
    }

    /** A broker of the caller's own that has not started yet: its ports are free, its address is known. */
    public static EmbeddedKafka absent() {
        return absent(Map.of(), List.of());
    }

    private static EmbeddedKafka absent(Map<String, String> overrides, List<String> scramCredentials) {
        return new EmbeddedKafka(
                temporaryDirectory("nudger-kafka"),
                FreePorts.next(),
                FreePorts.next(),
                overrides,
                scramCredentials,
                true);
    }

    /** A broker with these ports and this directory, whose data outlive it; to be started. */
    public static EmbeddedKafka at(Path directory, int port, int controllerPort) {
        return at(directory, port, controllerPort, Map.of());
    }

    static EmbeddedKafka at(Path directory, int port, int controllerPort, Map<String, String> overrides) {
        return new EmbeddedKafka(directory, port, controllerPort, overrides, List.of(), false);
    }

    private static Map<String, String> properties(
            Path directory, int port, int controllerPort, Map<String, String> overrides) {
        Map<String, String> p = new HashMap<>();
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("log.dirs", directory.toString());
        // As in production: a topic exists because somebody made it.
        p.put("auto.create.topics.enable", "false");
        // There is one broker.
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            p.put(topic + ".replication.factor", "1");
            p.put(topic + ".num.partitions", "1");
        }
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        // A lone consumer need not wait for others to join.
        p.put("group.initial.rebalance.delay.ms", "0");
        // 128 MB by default.
        p.put("log.cleaner.dedupe.buffer.size", "4194304");
        // After a crash, the controller waits that long before it lets the same broker in again.
        p.put("broker.session.timeout.ms", "3000");
        p.put("broker.heartbeat.interval.ms", "500");
        p.putAll(overrides);
        return p;
    }

    /**
     * Starts the broker on its ports, with the data it has.
     *
     * @throws IllegalStateException when it cannot, for instance because a port is taken
     */
    @Override
    public synchronized void start() {
        requireOpen();
        if (server != null) {
            return;
        }
        refuseToEndTheJvm();
        Properties p = new Properties();
        p.putAll(properties);
        try {
            format();
            KafkaRaftServer started = new KafkaRaftServer(KafkaConfig.fromProps(p), Time.SYSTEM);
            try {
                started.startup();
            } catch (Throwable failed) {
                started.shutdown();
                throw failed;
            }
            server = started;
        } catch (Exception e) {
            throw new IllegalStateException("Kafka did not start on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
    }

    /** Stops the broker in an orderly way; ports and data stay its own. Does nothing when it is not running. */
    @Override
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** {@code host:port}, for the clients. */
    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    private void format() throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(directory);
        new Formatter()
                .setPrintStream(new PrintStream(PrintStream.nullOutputStream()))
                .setNodeId(Integer.parseInt(requireNonNull(properties.get("node.id"))))
                .setClusterId(CLUSTER_ID)
                .addDirectory(directory.toString())
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setScramArguments(scramCredentials)
                .run();
    }

    /** When its controller port is taken, a broker ends the JVM it runs in: here that is the JVM of the tests. */
    private static void refuseToEndTheJvm() {
        Exit.setExitProcedure(EmbeddedKafka::refuse);
        Exit.setHaltProcedure(EmbeddedKafka::refuse);
    }

    private static void refuse(int status, @Nullable String message) {
        throw new IllegalStateException("Kafka wanted to end the JVM with status " + status + ": " + message);
    }

    /** Made when it is first asked for. */
    private static final class Shared {
        static final EmbeddedKafka INSTANCE = Services.untilTheEnd(temporary());
    }
}
