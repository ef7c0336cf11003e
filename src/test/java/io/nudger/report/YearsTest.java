package io.nudger.report;

import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.TargetInfo;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import io.nudger.config.Match;
import io.nudger.consume.RecordException;
import io.nudger.record.Migrations;
import io.nudger.record.StoreFixture;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Years go by: each month is printed when it is over, and everything that happens afterwards happens: months come, intervals and
 * thresholds change, a target goes, checks are archived and then dropped, an alerter begins to decide, the program is upgraded.
 */
@Tag("services")
final class YearsTest {
    private static final List<YearMonth> MONTHS = List.of(
            YearMonth.of(2022, 3),
            YearMonth.of(2022, 9),
            YearMonth.of(2023, 3),
            YearMonth.of(2024, 2),
            YearMonth.of(2025, 3));
    private static final Duration HALF_A_DAY = Duration.ofHours(12);
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final Map<YearMonth, Report> printed = new LinkedHashMap<>();

    @Test
    void whatWasPrintedInAMonthIsTheSameInYears() throws RecordException, SQLException {
        try (StoreFixture fixture = new StoreFixture()) {
            fixture.database.execute("UPDATE retention SET archive = '3000 days', sums = '3000 days'");
            for (YearMonth month : MONTHS) {
                pass(fixture, month);
                printed.put(month, read(fixture, month));
                monthsLater(fixture, month);
            }
            assertThat(printedIn(MONTHS.get(0)).targets()).containsExactly("gone", "shop");
            assertThat(decidedBy()).containsExactly("incidents", "incidents", "incidents", "states", "states");
            assertSame(fixture);

            Migrations.run(fixture.database.settings());
            fixture.database.execute("UPDATE retention SET sums = '3000 days'");
            fixture.database.execute(
                    "UPDATE targets SET labels = '{\"team\": \"new\"}', url = 'https://elsewhere.example/'");
            fixture.database.execute("SELECT expire_seals(), expire_states()");
            assertSame(fixture);

            sumsEnd(fixture);
        }
    }

    private Report printedIn(YearMonth month) {
        return Objects.requireNonNull(printed.get(month));
    }

    /** Of the first year, nothing is kept any more: that is said, and nothing else. */
    private void sumsEnd(StoreFixture fixture) throws RecordException {
        fixture.database.execute("UPDATE retention SET archive = '1 day', sums = now() - '2023-01-01T00:00Z'");
        fixture.database.execute("SELECT drop_periods('2023-01-01', '2024-01-01'), expire_seals(), expire_states(),"
                + " keep_incidents('2023-01-01', '2023-01-01')");
        for (YearMonth month : MONTHS) {
            Report before = printedIn(month);
            ReportVerifier.Outcome outcome = verify(fixture, before);
            if (month.getYear() > 2022) {
                assertThat(outcome.differences()).as(month.toString()).isEmpty();
            } else {
                assertThat(outcome.differences())
                        .containsExactly("nothing before " + month.plusMonths(1) + "-01T00:00:00Z is kept any more"
                                + " (postgres.rollup_retention): the report cannot be compared");
            }
        }
        assertThat(read(fixture, MONTHS.get(0)).isGone()).isTrue();
        halfOfASpan(fixture);

        // The change that was in force when the sums begin is older than they are.
        fixture.database.execute("UPDATE retention SET sums = now() - '2024-06-01T00:00Z'");
        fixture.database.execute("SELECT expire_states()");
        assertThat(verify(fixture, printedIn(MONTHS.get(4))).differences()).isEmpty();
        partOfADay(fixture);
    }

    private static void halfOfASpan(StoreFixture fixture) throws RecordException {
        Report half = between(fixture, "2022-09-01T00:00:00Z", "2023-04-01T00:00:00Z");
        assertThat(half.isGone()).isFalse();
        assertThat(half.toHtml("en")).contains("Of the time before 1 January 2023 nothing is kept any more");
        assertThat(half.toHtml("de")).contains("1. Januar 2023").doesNotContain("kept any more");
        assertThat(half.toCsv().lines().skip(1)).allMatch(line -> line.endsWith(",2023-01-01T00:00:00Z,"));
    }

    /** The sums of hours go by the month, those of days by the year. */
    private static void partOfADay(StoreFixture fixture) throws RecordException {
        Report part = between(fixture, "2024-02-05T00:00:00Z", "2024-02-06T12:00:00Z");
        assertThat(part.undividedDays()).isEmpty();
        fixture.database.execute("DELETE FROM check_hours WHERE hour < '2024-03-01T00:00Z'");
        part = between(fixture, "2024-02-05T00:00:00Z", "2024-02-06T12:00:00Z");
        assertThat(part.undividedDays()).containsExactly(Instant.parse("2024-02-06T00:00:00Z"));
        assertThat(part.toHtml("en")).contains("Of 6 February 2024 only the sum of the whole day is kept");
        assertThat(part.toHtml("de")).contains("Vom 6. Februar 2024");
        assertThat(part.toCsv().lines())
                .allMatch(line -> line.endsWith(",,2024-02-06T00:00:00Z") || line.startsWith("from"));
        assertThat(between(fixture, "2024-02-05T00:00:00Z", "2024-02-07T00:00:00Z")
                        .undividedDays())
                .isEmpty();
    }

    private static Report between(StoreFixture fixture, String from, String to) throws RecordException {
        return reader(fixture)
                .read(ReportRequest.ofSpan(Instant.parse(from), Instant.parse(to), NOW, Match.ALL, options()), NOW);
    }

    private void assertSame(StoreFixture fixture) throws RecordException {
        for (Map.Entry<YearMonth, Report> one : printed.entrySet()) {
            Report before = one.getValue();
            ReportVerifier.Outcome outcome = verify(fixture, before);
            assertThat(outcome.differences()).as(one.getKey().toString()).isEmpty();
            assertThat(outcome.seals() + outcome.withoutRows()).isPositive();
            Report again = read(fixture, one.getKey());
            assertThat(again.toCsv()).isEqualTo(before.toCsv());
            assertThat(withoutPresent(again)).isEqualTo(withoutPresent(before));
        }
    }

    /** What a target is today is of today. */
    private static JsonObject withoutPresent(Report report) {
        JsonObject json = new JsonObject(report.toJson());
        assertThat(json.remove("generated_at")).isNotNull();
        assertThat(json.getJsonObject("tables").remove("targets")).isNotNull();
        return json;
    }

    private List<String> decidedBy() {
        return printed.values().stream()
                .map(report -> report.table("outages", "shop").get(0).getString("decided_by"))
                .toList();
    }

    /** The checks of a month, with an outage of its own, and a maintenance. */
    private static void pass(StoreFixture fixture, YearMonth month) {
        Instant first = month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Duration interval = month.getYear() < 2023 ? HALF_A_DAY : HALF_A_DAY.dividedBy(2);
        Thresholds thresholds = month.getYear() < 2024 ? Thresholds.ONE : new Thresholds(3, 2);
        int outage = 10 + month.getMonthValue();
        List<CheckResult> results = new ArrayList<>();
        long slots = Duration.ofDays(month.lengthOfMonth()).dividedBy(interval);
        for (int slot = 0; slot < slots; slot++) {
            Instant at = first.plus(interval.multipliedBy(slot));
            for (String zone : List.of("eu", "us")) {
                boolean down = slot >= outage && slot < outage + 4;
                Verdict verdict = down ? Verdict.down(FailureReason.TIMEOUT, "late") : Verdict.up();
                boolean missed = slot == 5 && zone.equals("us");
                results.add(check(
                        "shop",
                        zone,
                        at,
                        interval,
                        thresholds,
                        missed ? Verdict.missed(FailureReason.STOPPED, "missed") : verdict));
                if (month.getYear() < 2023) {
                    results.add(check("gone", zone, at, interval, thresholds, Verdict.up()));
                }
            }
        }
        fixture.store(results);
        fixture.database.execute(
                """
                INSERT INTO maintenances (name, selector, starts_at, ends_at, counts, source)
                VALUES (?, '{"names": ["shop"]}', ?::timestamptz, ?::timestamptz + interval '13 hours', false, 'command')""",
                month.toString(),
                first.plus(interval.multipliedBy(outage)).toString(),
                first.plus(interval.multipliedBy(outage)).toString());
        if (month.getYear() > 2023) {
            decide(fixture, first.plus(interval.multipliedBy(outage)), first.plus(interval.multipliedBy(outage + 4)));
        }
        assertThat(fixture.rollUp()).isNotNegative();
        fixture.database.execute("SELECT seal_next('0 s') FROM generate_series(1, 40)");
    }

    /** An alerter has known the target since the beginning of 2024, and has seen its outages. */
    private static void decide(StoreFixture fixture, Instant began, Instant ended) {
        fixture.database.execute(
                """
                WITH t AS (
                    SELECT id FROM targets WHERE name = 'shop'
                ), o AS (
                    INSERT INTO outages (target_id, started_at, confirmed_at, ended_at, worst, reason, message, late)
                    SELECT id, ?::timestamptz, ?::timestamptz, ?::timestamptz, 'down', 'timeout', 'late', false FROM t
                ), n AS (
                    SELECT coalesce(max(c.sequence), 0) AS last FROM state_changes c JOIN t ON t.id = c.target_id
                )
                INSERT INTO state_changes (target_id, sequence, slot, decided_at, since, from_state, to_state, cause, late, zones,
                    published_at)
                SELECT t.id, n.last + v.step, v.at, v.at, v.at, v.was, v.becomes, 'checks', false, '{}', v.at
                  FROM t, n, (VALUES (1, '2024-01-01T00:00Z'::timestamptz, NULL, 'up'), (2, ?::timestamptz, 'up', 'down'),
                      (3, ?::timestamptz, 'down', 'up')) AS v (step, at, was, becomes)
                 WHERE n.last = 0 OR v.step > 1""",
                began.toString(),
                began.toString(),
                ended.toString(),
                began.toString(),
                ended.toString());
    }

    /** Checks go to the archive when the month is over, and out of it two months of this test later. */
    private void monthsLater(StoreFixture fixture, YearMonth month) {
        LocalDate next = month.plusMonths(1).atDay(1);
        int archived = printed.size() - 3;
        LocalDate first = archived < 0
                ? LocalDate.EPOCH
                : MONTHS.get(archived).plusMonths(1).atDay(1);
        fixture.database.execute("UPDATE retention SET archive = now() - ?::timestamptz", first.atStartOfDay() + "Z");
        fixture.database.execute("SELECT keep_incidents(?::date, '-infinity')", next.toString());
        fixture.database.execute(
                "SELECT drop_partitions(?::date, ?::date, ?::date)",
                next.toString(),
                next.toString(),
                first.toString());
        fixture.database.execute(
                "SELECT archive_next(?::date, ?::date) FROM generate_series(1, 32)", next.toString(), first.toString());
        fixture.database.execute("SELECT drop_periods('2000-01-01', ?::date)", first.toString());
        assertThat(fixture.database.number("SELECT count(*) FROM checks")).isZero();
    }

    private static CheckResult check(
            String target, String zone, Instant at, Duration interval, Thresholds thresholds, Verdict verdict) {
        TargetInfo like = info(target, "c" + interval.toHours() + thresholds.failure());
        return result(
                new TargetInfo(target, like.url(), interval, like.labels(), like.regexp(), thresholds, like.config()),
                zone,
                at,
                verdict);
    }

    private static ReportReader reader(StoreFixture fixture) {
        return new ReportReader(fixture.database.settings());
    }

    private static ReportVerifier.Outcome verify(StoreFixture fixture, Report report) throws RecordException {
        return new ReportVerifier(reader(fixture)).verify(Report.parse(report.toJson()), NOW);
    }

    private static ReportOptions options() {
        return new ReportOptions("Years", 0.99, false);
    }

    private static Report read(StoreFixture fixture, YearMonth month) throws RecordException {
        return reader(fixture).read(ReportRequest.ofMonth(month, NOW, Match.ALL, options()), NOW);
    }
}
