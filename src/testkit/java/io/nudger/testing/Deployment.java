package io.nudger.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.document.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * nudger as deployed for one test: processes of the shipped jar, a targets file, a database and topics of its own. At the
 * end no process is left.
 */
public final class Deployment implements AutoCloseable {
    /** The zone of its monitors. */
    public static final String ZONE = "test";

    private final Path directory;
    private final String bootstrapServers;
    private final TestDatabase database;
    private final int replicas;
    private final String topic;
    private final Deque<Node> nodes = new ArrayDeque<>();

    private Deployment(Path directory, String bootstrapServers, TestDatabase database, int replicas) {
        this.directory = directory;
        this.bootstrapServers = bootstrapServers;
        this.database = database;
        this.replicas = replicas;
        this.topic = "checks." + database.settings().database();
    }

    /** One on these services, with its files in this directory. */
    public static Deployment of(Path directory, String bootstrapServers, TestDatabase database) {
        return new Deployment(directory, bootstrapServers, database, 1);
    }

    /** One whose topics are on all brokers of this cluster. */
    public static Deployment of(Path directory, KafkaCluster kafka, TestDatabase database) {
        return new Deployment(directory, kafka.bootstrapServers(), database, kafka.size());
    }

    /** One on the services that all tests share. */
    public static Deployment onSharedServices(Path directory) {
        return of(
                directory,
                Services.kafka().bootstrapServers(),
                Services.postgres().createDatabase());
    }

    /** Its database. */
    public TestDatabase database() {
        return database;
    }

    /** Its topic of results. */
    public String topic() {
        return topic;
    }

    /** Its file of targets. */
    public Path targetsFile() {
        return directory.resolve("targets.yaml");
    }

    /** Puts these targets into the file, at once and whole. */
    public void targets(List<SiteTarget> targets) {
        SiteTarget.write(targetsFile(), targets);
    }

    /** Settings of a process with these roles; the caller may change them before {@link #start}. */
    public JsonObject settings(String... roles) {
        return new JsonObject()
                .put("roles", new JsonArray(List.of(roles)))
                .put("zone", ZONE)
                .put("monitor_id", "monitor-1")
                .put("targets", targetsFile().toString())
                .put(
                        "kafka",
                        new JsonObject()
                                .put("topic", topic)
                                .put("dead_letter_topic", topic + ".dead")
                                .put("partitions", 6)
                                .put("replication_factor", replicas)
                                .put("group", topic + ".persisters")
                                .put("client", new JsonObject().put("bootstrap.servers", bootstrapServers)))
                .put(
                        "postgres",
                        new JsonObject()
                                .put("uri", database.uri())
                                .put("user", database.settings().user())
                                .put("password", password()))
                .put(
                        "spool",
                        new JsonObject()
                                .put("directory", directory.resolve("spool").toString()))
                .put("http", new JsonObject().put("host", "127.0.0.1").put("port", FreePorts.next()));
    }

    private String password() {
        Secret password = database.settings().password();
        return password == null ? "any: the embedded server trusts everyone" : password.reveal();
    }

    /** Starts a process with these roles; it is not ready yet. */
    public Node start(String... roles) {
        return start(settings(roles));
    }

    /** Starts a process with these settings; it is not ready yet. */
    public Node start(JsonObject settings) {
        return start(settings, UnaryOperator.identity());
    }

    /** As {@link #start(JsonObject)}, in another way than usual: on another JDK, with options of the JVM. */
    public Node start(JsonObject settings, UnaryOperator<NudgerProcess.Launch> launch) {
        Node node = Node.start(settings, launch);
        nodes.push(node);
        return node;
    }

    /** Waits until the query gives at least this number. */
    public void awaitNumber(long atLeast, String sql, Object... parameters) {
        await().atMost(Patience.LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> database.number(sql, parameters) >= atLeast);
    }

    /** Waits until what is on its way is stored, and the record of these slots is complete. */
    public void awaitCompleteRecord(List<SiteTarget> targets, Instant since, Instant until) {
        await().atMost(Patience.LIMIT).untilAsserted(() -> assertThat(
                        RecordAudit.slots(database, ZONE, targets, since, until).problems())
                .isEmpty());
    }

    /** As {@link #awaitCompleteRecord}; what is stored has to agree with what the site saw. */
    public void awaitTrueRecord(List<SiteTarget> targets, Instant since, Instant until, RequestLog log) {
        await().atMost(Patience.LIMIT)
                .untilAsserted(() -> assertThat(RecordAudit.slotsAndVisits(database, ZONE, targets, since, until, log)
                                .problems())
                        .isEmpty());
    }

    /** Kills what still runs. */
    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
