package io.nudger.record;

import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Verdict;
import io.nudger.config.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Incidents outlive their rows. */
@Tag("services")
final class IncidentsTest {
    private static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");
    private static final Duration TWO_DAYS = Duration.ofDays(2);
    private static final Retention RETENTION = new Retention(TWO_DAYS, TWO_DAYS, TWO_DAYS, Duration.ofDays(30));
    private static final String INCIDENTS =
            "SELECT target, started_at::text, confirmed_at::text, ended_at::text, failures, reason, message FROM incidents"
                    + " ORDER BY target, started_at";

    private static final String SINCE = "SELECT target, started_at, confirmed_at, ended_at, failures, reason"
            + " FROM %s WHERE started_at >= ? ORDER BY target, started_at";

    private final StoreFixture dropping = new StoreFixture();
    private final StoreFixture keeping = new StoreFixture();
    private final Random random = new Random(11);

    @AfterEach
    void close() {
        dropping.close();
        keeping.close();
    }

    @Test
    void incidentsAreTheSameWhenTheirRowsAreGone() {
        for (int day = 0; day < 8; day++) {
            List<CheckResult> results = new ArrayList<>();
            for (int hour = 0; hour < 24; hour++) {
                Instant slot = BEGIN.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour));
                results.add(check("calm", "c1", slot, 0.03));
                results.add(check("shaky", "c1", slot, 0.5));
                results.add(check("confirmed", "c2", slot, 0.6));
                results.add(check("dead", "c1", slot, day < 1 || day > 5 ? 0 : 1));
                results.add(check("gone", "c2", slot, day < 2 ? 0 : 1));
            }
            dropping.store(results);
            keeping.store(results);
            endOf(day);
            assertThat(dropping.database.query(INCIDENTS))
                    .as("day " + day)
                    .isEqualTo(keeping.database.query(INCIDENTS));
            for (int i = 0; i < 5; i++) {
                Object since = BEGIN.plus(Duration.ofHours(random.nextInt(24 * (day + 1))))
                        .atOffset(ZoneOffset.UTC);
                assertThat(dropping.database.query(SINCE.formatted("incidents_since(NULL, ?)"), since, since))
                        .as("day %d, since %s", day, since)
                        .isEqualTo(keeping.database.query(
                                SINCE.formatted("(SELECT ?::timestamptz) AS s, incidents"), since, since));
            }
        }
        assertThat(dropping.database.number("SELECT count(*) FROM checks WHERE scheduled_at < '2026-10-06'"))
                .isZero();
        assertThat(dropping.database.query("SELECT state, since::text FROM confirmed_statuses WHERE target = 'gone'"))
                .containsExactly(Map.of("state", "down", "since", "2026-10-03 00:00:00+00"));
    }

    @Test
    void incidentsThatAreKeptTwiceAreOne() {
        dropping.store(check("twice", "c1", BEGIN, 1), check("twice", "c1", BEGIN.plusSeconds(3_600), 0));

        for (int i = 0; i < 2; i++) {
            dropping.database.execute("SELECT keep_incidents('2026-10-02', '-infinity')");
            assertThat(dropping.database.query(INCIDENTS)).hasSize(1);
        }
    }

    @Test
    void incidentsAreForgottenWithTheSums() {
        dropping.store(check("old", "c1", BEGIN, 1), check("old", "c1", BEGIN.plusSeconds(3_600), 0));
        dropping.store(check("open", "c1", BEGIN, 1));
        endOf(10);
        assertThat(dropping.database.query(INCIDENTS)).hasSize(2);

        endOf(40);

        assertThat(dropping.database.query(INCIDENTS)).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("target", "open"));
    }

    private CheckResult check(String target, String config, Instant slot, double failing) {
        boolean down = random.nextDouble() < failing;
        return result(
                info(target, config),
                "home",
                slot,
                down ? Verdict.down(FailureReason.STATUS, "at " + slot) : Verdict.up());
    }

    private void endOf(int day) {
        InstantSource clock = InstantSource.fixed(BEGIN.plus(Duration.ofDays(day + 1L)));
        assertThat(dropping.rollUp()).isNotNegative();
        assertThat(new Partitions(dropping.connections, dropping.connections, RETENTION, clock)
                        .dropExpired()
                        .await())
                .isNotNegative();
    }
}
