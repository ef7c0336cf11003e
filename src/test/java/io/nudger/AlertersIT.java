package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Node;
import io.nudger.testing.Services;
import io.nudger.testing.StateRows;
import io.nudger.testing.WebhookSink;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two alerters of the shipped jar, one of which is always in trouble. */
@Tag("services")
final class AlertersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void whenTheLeaderStandsStillOrIsKilledAnotherLeadsAndNothingIsLostOrDoubled() throws IOException {
        try (WebhookSink sink = WebhookSink.start();
                Deployment deployment = Deployment.onSharedServices(directory)) {
            StateRows rows = new StateRows(deployment.database())
                    .zones("eu", "us")
                    .targets("shop-", 3, "https://host-#.example/");
            rows.up("%");
            Path alerts = Files.writeString(
                    directory.resolve("alerts.yaml"),
                    "receivers: [{name: sink, webhook: {url: '" + sink.url() + "'}}]\n"
                            + "routes: [{to: [sink], group_wait: 0s}]\n");
            Node first = deployment.start(settings(deployment, alerts));
            Node second = deployment.start(settings(deployment, alerts));
            first.awaitReady();
            second.awaitReady();
            await().atMost(PATIENCE).until(() -> leads(first) != leads(second));
            boolean firstLeads = leads(first);
            Node frozen = firstLeads ? first : second;
            Node next = firstLeads ? second : first;
            deployment.awaitNumber(3, "SELECT count(*) FROM target_states");

            frozen.process().signal("STOP");
            rows.down("shop-1", "%", 2);
            await().atMost(PATIENCE).until(() -> leads(next));
            await().atMost(PATIENCE).until(() -> sink.accepted().size() == 1);
            frozen.process().signal("CONT");
            await().atMost(PATIENCE).until(() -> !leads(frozen));
            assertThat(leads(next)).isTrue();

            next.kill();
            rows.down("shop-2", "%", 2);
            await().atMost(PATIENCE).until(() -> leads(frozen));
            await().atMost(PATIENCE).until(() -> sink.accepted().size() == 2);
            rows.upAgain("shop-%", "%");
            deployment.awaitNumber(2, "SELECT count(*) FROM outages WHERE ended_at IS NOT NULL");
            deployment.awaitNumber(2, "SELECT count(*) FROM notices WHERE kind = 'up' AND sent_at IS NOT NULL");

            frozen.stop();
            assertThat(deployment.database().number("SELECT count(*) FROM notices WHERE sent_at IS NULL"))
                    .isZero();
            assertThat(sink.accepted().stream().map(WebhookSink.Post::body)).doesNotHaveDuplicates();
            assertThat(deployment.database().number("SELECT generation FROM leases"))
                    .isEqualTo(3);
            assertThat(published(topic(deployment)))
                    .containsExactlyElementsOf(deployment
                            .database()
                            .query(
                                    "SELECT target || ' ' || sequence || ' ' || state AS change FROM changes ORDER BY id")
                            .stream()
                            .map(row -> row.get("change"))
                            .map(String::valueOf)
                            .toList());
        }
    }

    private static List<String> published(String topic) {
        return KafkaProbe.of(Services.kafka(), Map.of("isolation.level", "read_committed")).consumeAll(topic).stream()
                .map(record -> new JsonObject(new String(record.value(), StandardCharsets.UTF_8)))
                .map(change ->
                        change.getString("target") + " " + change.getLong("sequence") + " " + change.getString("state"))
                .toList();
    }

    private static String topic(Deployment deployment) {
        return deployment.topic() + ".states";
    }

    private static JsonObject settings(Deployment deployment, Path alerts) {
        return deployment
                .settings("alerter")
                .put("alerts", alerts.toString())
                .put("alerter", new JsonObject().put("tick", "200ms").put("topic", topic(deployment)));
    }

    private static boolean leads(Node node) {
        return new JsonObject(node.get("/health").body())
                .getJsonArray("checks").stream()
                        .map(JsonObject.class::cast)
                        .filter(check -> check.getString("id").equals("alerter"))
                        .anyMatch(check ->
                                check.getJsonObject("data", new JsonObject()).getBoolean("leader", false));
    }
}
