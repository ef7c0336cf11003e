package io.nudger.deploy;

import static io.nudger.deploy.DeployFiles.DOCKER;
import static io.nudger.deploy.DeployFiles.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.nudger.testing.Deployment;
import io.nudger.testing.MetricsPage;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.SiteTarget;
import io.nudger.testing.WebhookSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What dashboards and alerts ask for is what the shipped jar tells. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("services")
final class DashboardsIT {
    private final Playground site = Playground.start();
    private final WebhookSink sink = WebhookSink.start();
    private final Deployment deployment;
    private final Node nudger;

    DashboardsIT(@TempDir Path directory) throws IOException {
        deployment = Deployment.onSharedServices(directory);
        deployment.targets(List.of(
                SiteTarget.of("up", site.http("/up")),
                SiteTarget.of("down", site.http("/status/503")),
                SiteTarget.of("tls", site.https("/up"))));
        Path alerts = Files.writeString(
                directory.resolve("alerts.yaml"),
                "receivers:\n  - {name: sink, webhook: {url: '" + sink.url() + "'}}\n"
                        // Nobody listens there: its notices wait.
                        + "  - {name: gone, webhook: {url: 'http://127.0.0.1:1/'}}\n"
                        + "routes: [{to: [sink, gone], group_wait: 0s}]\n");
        nudger = deployment.start(
                deployment.settings("monitor", "persister", "alerter").put("alerts", alerts.toString()),
                launch -> launch.jvm(site.authority().trustedBy(directory)));
        deployment.awaitNumber(3, "SELECT count(DISTINCT target) FROM check_results");
    }

    @AfterAll
    void stop() {
        deployment.close();
        sink.close();
        site.close();
    }

    @Test
    void everyMetricExists() {
        Set<String> asked = new TreeSet<>();
        Dashboard.ALL.forEach(
                dashboard -> dashboard.expressions().forEach(query -> asked.addAll(Dashboard.metrics(query))));
        JsonObject alerts = DeployFiles.yaml(DOCKER.resolve("prometheus/alerts.yml"));
        for (JsonObject group : objects(alerts, "groups")) {
            objects(group, "rules")
                    .forEach(rule ->
                            asked.addAll(Dashboard.metrics(rule.get("expr").getAsString())));
        }
        assertThat(asked).hasSizeGreaterThan(20);
        // The lag is known only after the first look at the ends of the partitions.
        await().untilAsserted(() -> {
            MetricsPage page = nudger.metrics();
            assertThat(asked)
                    .allSatisfy(name -> assertThat(page.samples(name)).as(name).isNotEmpty());
        });
    }

    @Test
    void everyStatementRuns() {
        deployment.awaitNumber(1, "SELECT count(*) FROM outage_list");
        for (Dashboard dashboard : Dashboard.ALL) {
            assertThat(dashboard.statements())
                    .allSatisfy(statement -> assertThat(deployment.database().query(statement))
                            .as(statement)
                            .isNotEmpty());
        }
    }
}
