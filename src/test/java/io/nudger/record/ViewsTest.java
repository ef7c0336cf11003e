package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.FailureReason;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class ViewsTest {
    /** The interval of these targets is ten seconds: fresh is what is younger than forty. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final Duration OLD = Duration.ofSeconds(60);

    private static StoreFixture fixture;

    @BeforeAll
    static void migrate() {
        fixture = new StoreFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void mostOfTheFreshZonesDecide() {
        Instant now = Instant.now();
        Instant fresh = now.minus(FRESH);
        Instant old = now.minus(OLD);
        fixture.store(up("all-up", "a", fresh), up("all-up", "b", fresh), up("all-up", "c", fresh));
        fixture.store(up("one-down", "a", fresh), up("one-down", "b", fresh), down("one-down", "c", fresh));
        fixture.store(up("half-down", "a", fresh), down("half-down", "b", fresh));
        fixture.store(up("most-down", "a", fresh), down("most-down", "b", fresh), down("most-down", "c", fresh));
        fixture.store(down("stale-up", "a", fresh), up("stale-up", "b", old), up("stale-up", "c", old));
        fixture.store(down("all-stale", "a", old));
        Verdict unknown = Verdict.unknown(FailureReason.OVERLOADED, "stalled");
        fixture.store(
                result(info("blind", "c1"), "a", fresh, unknown), result(info("blind", "c1"), "b", fresh, unknown));
        fixture.store(up("half-blind", "a", fresh), result(info("half-blind", "c1"), "b", fresh, unknown));

        assertThat(fixture.database.query("SELECT format('%s %s up=%s down=%s unknown=%s stale=%s', target, state,"
                        + " zones_up, zones_down, zones_unknown, zones_stale) AS line"
                        + " FROM target_availability WHERE target LIKE '%-%' OR target = 'blind' ORDER BY target"))
                .extracting(row -> row.get("line"))
                .containsExactly(
                        "all-stale stale up={} down={} unknown={} stale={a}",
                        "all-up up up={a,b,c} down={} unknown={} stale={}",
                        "blind stale up={} down={} unknown={a,b} stale={}",
                        "half-blind up up={a} down={} unknown={b} stale={}",
                        "half-down partial up={a} down={b} unknown={} stale={}",
                        "most-down down up={a} down={b,c} unknown={} stale={}",
                        "one-down partial up={a,b} down={c} unknown={} stale={}",
                        "stale-up down up={} down={a} unknown={} stale={b,c}");
    }

    @Test
    void urlStatusesAreThoseOfHttpNudger() {
        fixture.store(
                up("url", "a", NOON),
                down("url", "b", NOON),
                result(info("url", "c1"), "a", NOON.plusSeconds(1), Verdict.missed(FailureReason.STOPPED, "stopping")));

        List<Map<String, Object>> rows =
                fixture.database.query("SELECT * FROM url_statuses WHERE url LIKE '%/url.%' ORDER BY id");

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).keySet())
                .containsExactly(
                        "id",
                        "timestamp",
                        "url",
                        "status_code",
                        "failure_reason",
                        "response_time",
                        "regexp",
                        "regexp_matched");
        assertThat(rows.get(0))
                .containsEntry("url", "https://url.example/c1")
                .containsEntry("response_time", 0.123456)
                .containsEntry("failure_reason", null)
                .containsEntry("regexp", "ok|c1")
                .containsEntry("regexp_matched", true);
        assertThat(rows.get(1)).containsEntry("failure_reason", "status").containsEntry("status_code", 200);
        assertThat(fixture.database.query("SELECT * FROM url_statuses WHERE url LIKE '%/url.%' ORDER BY id"))
                .isEqualTo(rows);
        assertThat(fixture.database.number("SELECT id >> 21 FROM url_statuses WHERE url LIKE '%/url.%' LIMIT 1"))
                .isEqualTo(NOON.toEpochMilli());
    }

    @Test
    void whatIsAskedForOneDayReadsOneDay() {
        fixture.store(down("plan", "a", NOON), down("plan", "a", NOON.minus(Duration.ofDays(3))));

        String plan = fixture.database
                .query("EXPLAIN (ANALYZE, COSTS OFF) SELECT * FROM check_results"
                        + " WHERE scheduled_at >= '2026-11-20' AND scheduled_at < '2026-11-21' AND outcome = 'down'")
                .toString();

        assertThat(plan).contains("checks_2026_11_20").doesNotContain("on checks_2026_11_17");
        assertThat(plan.lines().filter(line -> line.contains("check_failures_2026_11_17")))
                .allSatisfy(line -> assertThat(line).contains("never executed"));
    }
}
