package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.FreePorts;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Node;
import io.nudger.testing.NudgerProcess;
import io.nudger.testing.Patience;
import io.nudger.testing.Playground;
import io.nudger.testing.Services;
import io.nudger.testing.SiteTarget;
import io.nudger.testing.WebhookSink;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, in the shipped jar: a site goes down, somebody is notified once, and once when it is back. */
@Tag("services")
final class StatesIT {
    @TempDir
    private Path directory;

    @Test
    void aSiteThatGoesDownIsAStateAnOutageARecordAndOneMessage() throws IOException {
        try (WebhookSink sink = WebhookSink.start();
                Deployment deployment = Deployment.onSharedServices(directory)) {
            Path alerts = Files.writeString(
                    directory.resolve("alerts.yaml"),
                    "receivers: [{name: sink, webhook: {url: '" + sink.url() + "'}}]\n"
                            + "routes: [{match: {labels: {team: web}}, to: [sink], group_wait: 0s}]\n");
            String topic = deployment.topic() + ".states";
            JsonObject settings = deployment
                    .settings("monitor", "persister", "alerter")
                    .put("alerts", alerts.toString())
                    .put("alerter", new JsonObject().put("tick", "200ms").put("topic", topic));
            Path conf = Files.writeString(directory.resolve("settings.json"), settings.encode());
            URI url;
            try (Playground site = Playground.start()) {
                url = site.http("/up");
                deployment.targets(List.of(SiteTarget.of("shop", url).with("labels", Map.of("team", "web"))));
                Node nudger = deployment.start(settings);
                nudger.awaitReady();
                deployment.awaitNumber(1, "SELECT count(*) FROM current_states WHERE state = 'up'");
                assertThat(sink.accepted()).isEmpty();
            }
            deployment.awaitNumber(1, "SELECT count(*) FROM current_states WHERE state = 'down'");
            await().until(() -> sink.accepted().size() == 1);
            assertThat(sink.accepted().get(0).body()).contains("shop", "connect");
            assertThat(run("states", "-conf", conf.toString())).contains("shop").contains("down");
            assertThat(run("states", "-conf", conf.toString(), "shop", "--zones"))
                    .contains("shop")
                    .contains(settings.getString("monitor_id"));
            assertThat(run("ack", "-conf", conf.toString(), "shop", "--by", "me", "--note", "on it"))
                    .contains("on it");
            deployment.awaitNumber(1, "SELECT count(*) FROM outage_list WHERE acknowledged_by = 'me'");

            try (Playground again = Playground.start(url.getPort(), FreePorts.next())) {
                deployment.awaitNumber(1, "SELECT count(*) FROM outage_list WHERE ended_at IS NOT NULL");
                await().until(() -> sink.accepted().size() == 2);
                assertThat(again.port()).isEqualTo(url.getPort());
            }
            List<String> states =
                    KafkaProbe.of(Services.kafka(), Map.of("isolation.level", "read_committed"))
                            .awaitRecords(topic, 3)
                            .stream()
                            .map(record -> new JsonObject(new String(record.value(), StandardCharsets.UTF_8))
                                    .getString("state"))
                            .toList();
            assertThat(states).startsWith("up", "down", "up");
        }
    }

    private static String run(String... arguments) {
        try (NudgerProcess process = NudgerProcess.with(arguments).start()) {
            assertThat(process.awaitExit(Patience.LIMIT)).isZero();
            return process.output();
        }
    }
}
