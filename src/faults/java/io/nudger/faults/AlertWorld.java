package io.nudger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.EmbeddedPostgres;
import io.nudger.testing.FallingSites;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Node;
import io.nudger.testing.NoticeAudit;
import io.nudger.testing.TcpProxy;
import io.nudger.testing.WebhookSink;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Two alerters of the shipped jar, and what they work with: a record made by SQL, in a database server of their own, a network
 * to it, and two receivers, one of which knows keys.
 */
final class AlertWorld implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final int SITES = 6;

    final EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
    final TcpProxy toPostgres = TcpProxy.before(postgres.port());
    final FallingSites sites = new FallingSites(postgres.createDatabase(), SITES);
    final WebhookSink keyed = WebhookSink.start();
    final WebhookSink keyless = WebhookSink.start();

    private final String bootstrapServers;
    private final Deployment deployment;
    private final Path alerts;
    private final List<Node> alerters = new ArrayList<>();
    private NoticeAudit.@Nullable Findings findings;

    private AlertWorld(Path directory, String bootstrapServers) throws IOException {
        this.bootstrapServers = bootstrapServers;
        deployment = Deployment.of(directory, bootstrapServers, sites.database());
        alerts = Files.writeString(
                directory.resolve("alerts.yaml"),
                """
                receivers:
                  - {name: keyed, webhook: {url: '%s', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', timeout: 1s}}
                  - {name: keyless, webhook: {url: '%s', timeout: 1s}}
                routes: [{to: [keyed, keyless], group_wait: 0s}]
                flapping: {changes: 0}
                """
                        .formatted(keyed.url(), keyless.url()));
        startOne();
        startOne();
        alerters.forEach(Node::awaitReady);
        awaitQuiet();
    }

    /** Starts one, with its files in this directory; it is ready. */
    static AlertWorld start(Path directory, String bootstrapServers) {
        try {
            return new AlertWorld(Files.createDirectories(directory), bootstrapServers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one that leads; waits until there is one. */
    Node leader() {
        await().atMost(PATIENCE)
                .pollInterval(GLANCE)
                .until(() -> alerters.stream().filter(AlertWorld::leads).count() == 1);
        return alerters.stream().filter(AlertWorld::leads).findFirst().orElseThrow();
    }

    /** The one that does not lead. */
    Node follower() {
        Node leader = leader();
        return alerters.stream()
                .filter(node -> !node.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    /** Kills one. */
    void kill(Node alerter) {
        alerter.kill();
        alerters.remove(alerter);
    }

    /** Starts one where two were. */
    void startOne() {
        JsonObject settings = deployment
                .settings("alerter")
                .put("alerts", alerts.toString())
                .put("alerter", JsonObject.of("tick", "200ms", "lease", "2s", "topic", topic()));
        settings.getJsonObject("postgres")
                .put(
                        "uri",
                        "postgresql://127.0.0.1:" + toPostgres.port() + "/"
                                + sites.database().settings().database());
        alerters.add(deployment.start(settings));
    }

    /** Whether this one leads. */
    static boolean leads(Node alerter) {
        return new JsonObject(alerter.get("/health").body())
                .getJsonArray("checks").stream()
                        .map(JsonObject.class::cast)
                        .filter(check -> check.getString("id").equals("alerter"))
                        .anyMatch(check ->
                                check.getJsonObject("data", new JsonObject()).getBoolean("leader", false));
    }

    /** Waits until everything that happened was decided, sent and published; then nothing may be lost or doubled. */
    void audit() {
        keyed.recover();
        keyless.recover();
        alerters.forEach(Node::awaitReady);
        awaitQuiet();
        NoticeAudit.Findings found =
                NoticeAudit.of(sites.database(), sites.outages(), Map.of("keyed", keyed, "keyless", keyless));
        findings = found;
        assertThat(found.problems()).isEmpty();
        await().atMost(PATIENCE)
                .until(() ->
                        sites.database().number("SELECT count(*) FROM state_changes WHERE published_at IS NULL") == 0);
        assertThat(published()).as("the topic").containsExactlyElementsOf(decided());
    }

    /** What the last audit found, in a line. */
    String summary() {
        NoticeAudit.Findings last = findings;
        if (last == null) {
            return "none";
        }
        return "%d outages; accepted %s, of these doubles %s"
                .formatted(last.outages(), last.messages(), last.doubles());
    }

    private void awaitQuiet() {
        await().atMost(PATIENCE).pollInterval(GLANCE).until(sites::isQuiet);
    }

    private String topic() {
        return deployment.topic() + ".states";
    }

    /**
     * The changes in the order in which they came first. One may come again, when its alerter is cut off from the database before it
     * has marked it; but never after a later one of its target, which would not be the newest any more.
     */
    private List<String> published() {
        Map<String, Long> newest = new HashMap<>();
        Set<String> changes = new LinkedHashSet<>();
        KafkaProbe kafka = KafkaProbe.at(bootstrapServers, Map.of("isolation.level", "read_committed"));
        for (ConsumerRecord<String, byte[]> record : kafka.consumeAll(topic())) {
            JsonObject change = new JsonObject(new String(record.value(), StandardCharsets.UTF_8));
            String target = change.getString("target");
            long sequence = change.getLong("sequence");
            assertThat(sequence).as("of " + target).isGreaterThanOrEqualTo(newest.getOrDefault(target, 0L));
            newest.put(target, sequence);
            changes.add(target + " " + sequence + " " + change.getString("state"));
        }
        return List.copyOf(changes);
    }

    private List<String> decided() {
        return sites
                .database()
                .query("SELECT target || ' ' || sequence || ' ' || state AS change FROM changes ORDER BY id")
                .stream()
                .map(row -> String.valueOf(row.get("change")))
                .toList();
    }

    @Override
    public void close() {
        deployment.close();
        keyed.close();
        keyless.close();
        toPostgres.close();
        postgres.close();
    }
}
