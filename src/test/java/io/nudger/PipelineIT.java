package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.ClosedPort;
import io.nudger.testing.Deployment;
import io.nudger.testing.MetricsPage;
import io.nudger.testing.NameServer;
import io.nudger.testing.Node;
import io.nudger.testing.Playground;
import io.nudger.testing.SiteTarget;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole way, in the shipped jar: from a site, over Kafka, to a row, for everything that can become of a check. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("services")
final class PipelineIT {
    private final Playground site = Playground.start();
    private final Playground stranger = Playground.start();
    private final ClosedPort nobody = ClosedPort.take();
    private final NameServer names = NameServer.start(name -> NameServer.Reply.NXDOMAIN);
    private final Deployment deployment;
    private final Node nudger;
    private final Instant since;

    PipelineIT(@TempDir Path directory) {
        deployment = Deployment.onSharedServices(directory);
        deployment.targets(targets());
        JsonObject settings = deployment.settings("monitor", "persister");
        nudger =
                deployment.start(settings, launch -> launch.jvm(site.authority().trustedBy(directory)));
        nudger.awaitReady();
        since = Instant.now();
    }

    @AfterAll
    void stop() {
        deployment.close();
        site.close();
        stranger.close();
        nobody.close();
        names.close();
    }

    @ParameterizedTest
    @MethodSource
    void everyOutcomeBecomesARow(Case expected) {
        String name = expected.target.name();
        String reason = expected.reason == null ? "" : expected.reason;
        // On a machine that is busy starting some of the first checks know nothing, or meet their timeout.
        String sql = "SELECT * FROM check_results WHERE target = ? AND outcome = ? AND coalesce(reason, '') = ?"
                + " ORDER BY scheduled_at LIMIT 1";
        Map<String, @Nullable Object> row = await(expected.toString())
                .until(
                        () -> deployment.database().query(sql, name, expected.outcome(), reason),
                        rows -> !rows.isEmpty())
                .get(0);
        assertThat(row)
                .containsEntry("status_code", expected.status)
                .containsEntry("zone", Deployment.ZONE)
                .containsEntry("monitor", "monitor-1");
        assertThat(row.get("message") == null).isEqualTo(expected.reason == null);
        assertThat((Double) row.get("delay")).isBetween(0.0, 10.0);
        assertThat((Double) row.get("duration")).isBetween(0.0, 10.0);
    }

    List<Case> everyOutcomeBecomesARow() {
        return List.of(
                up(target("up", site.http("/up")).with("regexp", "is f[aeiou]ne")),
                up(target("slow", site.http("/slow?ms=300"))),
                up(target("redirect", site.http("/redirect?times=3")).with("regexp", "fine")),
                up(target("tls", site.https("/up"))),
                up(target("missing", site.http("/status/404")).with("expect", Map.of("status", 404)), 404),
                down("body", 200, target("wrong", site.http("/wrong")).with("regexp", "fine")),
                down("status", 503, target("error", site.http("/status/503"))),
                down("redirect", 302, target("circle", site.http("/redirect-loop"))),
                down("timeout", null, target("hang", site.http("/hang"))),
                down("timeout", 200, target("drip", site.http("/drip?bytes=100&ms=100"))),
                down("reset", null, target("reset", site.http("/reset"))),
                down("reset", 200, target("broken", site.http("/broken"))),
                down(
                        "too_large",
                        200,
                        target("large", site.http("/large"))
                                .with("max_body_size", "64KiB")
                                .with("regexp", "fine")),
                down("connect", null, target("nobody", URI.create("http://127.0.0.1:" + nobody.port() + "/"))),
                down(
                        "resolve",
                        null,
                        target("nowhere", URI.create("http://nowhere.test/"))
                                .with("resolver", "127.0.0.1:" + names.address().getPort())),
                down("tls", null, target("not-tls", URI.create("https://localhost:" + site.port() + "/"))),
                down("tls", null, target("stranger", stranger.https("/up"))));
    }

    @Test
    void theRecordIsCompleteAndTrue() {
        // The circle asks for its own URL again and again.
        List<SiteTarget> others = targets().stream()
                .filter(target -> !target.name().equals("circle"))
                .toList();
        deployment.awaitTrueRecord(others, since, since.plusSeconds(6), site.log());
        deployment.awaitCompleteRecord(targets(), since, since.plusSeconds(6));
    }

    @Test
    void healthAnswersInJson() {
        for (String path : List.of("/health", "/health/live", "/health/ready")) {
            HttpResponse<String> response = nudger.get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(new JsonObject(response.body()).getString("status")).isEqualTo("UP");
        }
        assertThat(nudger.get("/health").body()).contains("kafka", "postgres");
    }

    @Test
    void metricsAreInTheFormatOfPrometheus() {
        deployment.awaitNumber(targets().size(), "SELECT count(DISTINCT target) FROM check_results");
        HttpResponse<String> response = nudger.get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        MetricsPage page = MetricsPage.parse(response.body());
        assertThat(page.sum("probe_success", "target=up", "zone=test")).isEqualTo(1);
        assertThat(page.sum("probe_success", "target=error", "zone=test")).isZero();
        assertThat(page.sum("probe_http_status_code", "target=error")).isEqualTo(503);
        assertThat(page.sum("probe_failed_due_to_regex", "target=wrong")).isEqualTo(1);
        assertThat(page.sum("probe_duration_seconds", "target=slow")).isBetween(0.3, 1.5);
        assertThat(page.sum("probe_http_duration_seconds", "target=slow", "phase=processing"))
                .isBetween(0.29, 1.5);
        assertThat(page.sum("probe_ssl_earliest_cert_expiry", "target=tls"))
                .isGreaterThan((double) Instant.now().getEpochSecond());
        assertThat(page.sum("nudger_checks_total", "outcome=down", "reason=reset"))
                .isPositive();
        assertThat(page.sum("nudger_persisted_rows_total")).isPositive();
        assertThat(page.types()).containsEntry("nudger_slot_delay_seconds", "histogram");
        assertThat(page.quantile("nudger_slot_delay_seconds", 0.5)).isBetween(0.0, 1.0);
    }

    private List<SiteTarget> targets() {
        return everyOutcomeBecomesARow().stream().map(Case::target).toList();
    }

    /** Each target has a URL of its own, so that its requests can be told apart. */
    private static SiteTarget target(String name, URI url) {
        URI own = URI.create(url + (url.getQuery() == null ? "?" : "&") + "who=" + name);
        return SiteTarget.of(name, own).every(Duration.ofSeconds(2), Duration.ofMillis(1_500));
    }

    private static Case up(SiteTarget target) {
        return up(target, 200);
    }

    private static Case up(SiteTarget target, int status) {
        return new Case(target, null, status);
    }

    private static Case down(String reason, @Nullable Integer status, SiteTarget target) {
        return new Case(target, reason, status);
    }

    /** What has to come of this target. */
    private record Case(SiteTarget target, @Nullable String reason, @Nullable Integer status) {
        String outcome() {
            return reason == null ? "up" : "down";
        }

        @Override
        public String toString() {
            return target.name() + " is " + outcome() + (reason == null ? "" : ": " + reason);
        }
    }
}
