package io.nudger.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Schedule;
import io.nudger.check.Zone;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An auditor who finds nothing is worth nothing: each kind of fault is planted once. */
@Tag("services")
final class RecordAuditTest {
    private static final Zone ZONE = new Zone("attic", List.of());
    private static final Instant SINCE = Instant.parse("2026-11-21T10:00:00Z");
    private static final Instant UNTIL = SINCE.plusSeconds(10);
    private static final SiteTarget QUICK = SiteTarget.of("quick", URI.create("http://localhost/site/1?who=quick"));
    private static final SiteTarget CALM = SiteTarget.of("calm", URI.create("http://localhost/site/2"))
            .every(Duration.ofMillis(2_500), Duration.ofSeconds(1));
    private static final List<SiteTarget> TARGETS = List.of(QUICK, CALM);

    private final TestDatabase database = Services.postgres().createDatabase();
    private final RequestLog log = new RequestLog();

    @BeforeEach
    void plantATrueRecord() {
        database.execute("CREATE SCHEMA nudger");
        database.execute(
                """
                CREATE TABLE check_results (target text, zone text, outcome text, reason text, status_code int,
                    scheduled_at timestamptz, started_at timestamptz, duration float8);
                CREATE TABLE missed_slot_ranges (target text, zone text, first_slot timestamptz, last_slot timestamptz,
                    slot_interval interval)""");
        for (SiteTarget target : TARGETS) {
            Schedule schedule = Schedule.of(target.name(), target.interval(), ZONE);
            // More than is audited, on both sides.
            for (long slot = schedule.slotAfter(micros(SINCE.minusSeconds(6)));
                    slot < micros(UNTIL.plusSeconds(6));
                    slot = schedule.slotAfter(slot)) {
                store(target, slot, "up", "");
                log.add(new Visit(target.requestUri(), instant(slot + 2_000)));
            }
        }
    }

    @Test
    void aTrueRecordHasNoProblem() {
        RecordAudit.Evaluations evaluations = audit();
        assertThat(evaluations.problems()).isEmpty();
        assertThat(evaluations.slots()).isEqualTo(14);
        assertThat(evaluations.rows()).isEqualTo(14);
    }

    @Test
    void aMissingRowIsFoundTwice() {
        database.execute("DELETE FROM check_results WHERE target = 'quick' AND scheduled_at = ?::timestamptz", aSlot());
        assertThat(audit().problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("quick").contains("no row"))
                .anySatisfy(problem -> assertThat(problem).startsWith("a request without its row"));
    }

    @Test
    void slotsInARangeNeedNoRowAndAreCountedOnce() {
        long last = slot() + 2 * QUICK.interval().toNanos() / 1_000;
        database.execute(
                "DELETE FROM check_results WHERE target = 'quick' AND scheduled_at BETWEEN ?::timestamptz AND ?::timestamptz",
                aSlot(),
                instant(last).toString());
        assertThat(audit(List.of(QUICK)).problems()).isNotEmpty();
        for (int twice = 0; twice < 2; twice++) {
            database.execute(
                    """
                    INSERT INTO missed_slot_ranges
                    VALUES ('quick', 'attic', ?::timestamptz, ?::timestamptz, ?::bigint * interval '1 microsecond')""",
                    aSlot(),
                    instant(last).toString(),
                    QUICK.interval().toNanos() / 1_000);
        }
        assertThat(audit(List.of(QUICK)).problems()).isEmpty();
        store(QUICK, slot(), "up", "");
        assertThat(audit(List.of(QUICK)).problems()).isEmpty();
    }

    private RecordAudit.Evaluations audit(List<SiteTarget> targets) {
        return RecordAudit.slots(database, "attic", targets, SINCE, UNTIL);
    }

    @Test
    void aDoubledRowIsFound() {
        store(QUICK, slot(), "up", "");
        assertThat(audit().problems())
                .anySatisfy(problem -> assertThat(problem).contains("quick").contains("2 rows"));
    }

    @Test
    void aRowBesideTheSlotsIsFound() {
        store(QUICK, slot() + 300_000, "missed", "overloaded");
        assertThat(audit().problems()).singleElement().satisfies(problem -> assertThat(problem)
                .contains("not a slot"));
    }

    @Test
    void aRowWithoutARequestIsFound() {
        RequestLog shorter = new RequestLog();
        log.visits().stream().skip(1).forEach(shorter::add);
        List<String> problems = RecordAudit.slotsAndVisits(
                        database, "attic", TARGETS, SINCE.minusSeconds(6), UNTIL, shorter)
                .problems();
        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem)
                .startsWith("a row with 0 requests"));
    }

    @Test
    void aRequestTooManyIsFound() {
        log.add(new Visit(QUICK.requestUri(), instant(slot() + 4_000)));
        assertThat(audit().problems()).singleElement().satisfies(problem -> assertThat(problem)
                .startsWith("a row with 2 requests"));
    }

    @Test
    void aLateRequestBelongsToTheCheckThatRan() {
        long interval = QUICK.interval().toNanos() / 1_000;
        database.execute(
                "UPDATE check_results SET duration = ? WHERE target = 'quick' AND scheduled_at = ?::timestamptz",
                (interval - 50_000) / 1e6,
                aSlot());
        RequestLog late = new RequestLog();
        for (Visit visit : log.visits()) {
            boolean own =
                    visit.uri().equals(QUICK.requestUri()) && visit.receivedAt().equals(instant(slot() + 2_000));
            late.add(own ? new Visit(QUICK.requestUri(), instant(slot() + interval - 100_000)) : visit);
        }
        assertThat(RecordAudit.slotsAndVisits(database, "attic", TARGETS, SINCE, UNTIL, late)
                        .problems())
                .isEmpty();
    }

    @Test
    void aRequestThatReachedABusySiteAfterItsCheckIsNotTheNextOnes() {
        long next = slot() + QUICK.interval().toNanos() / 1_000;
        log.add(new Visit(QUICK.requestUri(), instant(next + 1_500)));
        assertThat(audit().problems()).as("the check before has its own").hasSize(1);
        RequestLog late = new RequestLog();
        log.visits().stream()
                .filter(visit -> !visit.receivedAt().equals(instant(slot() + 2_000)))
                .forEach(late::add);
        assertThat(lateProblems(late)).as("the check before was answered").hasSize(2);
        database.execute(
                "UPDATE check_results SET outcome = 'down', reason = 'timeout', status_code = NULL, duration = 0.8"
                        + " WHERE target = 'quick' AND scheduled_at = ?::timestamptz",
                aSlot());
        assertThat(lateProblems(late)).isEmpty();
    }

    private List<String> lateProblems(RequestLog late) {
        return RecordAudit.slotsAndVisits(database, "attic", TARGETS, SINCE, UNTIL, late)
                .problems();
    }

    @Test
    void onlyAReasonBeforeTheRequestExcusesItsAbsence() {
        database.execute("UPDATE check_results SET outcome = 'down', reason = 'connect', status_code = NULL");
        assertThat(RecordAudit.slotsAndVisits(database, "attic", TARGETS, SINCE, UNTIL, new RequestLog())
                        .problems())
                .isEmpty();
        assertThat(audit().problems()).isNotEmpty();
        database.execute("UPDATE check_results SET outcome = 'missed', reason = 'overloaded'");
        assertThat(audit().problems()).isNotEmpty();
        database.execute("UPDATE check_results SET outcome = 'unknown', reason = 'stopped'");
        assertThat(audit().problems()).isEmpty();
    }

    @Test
    void aSiteThatAnsweredWellMustNotBeDown() {
        log.visits().forEach(visit -> visit.end("200"));
        database.execute("UPDATE check_results SET outcome = 'down', reason = 'status' WHERE target = 'quick'");
        // The visits end now, which is well within this deadline.
        SiteTarget patient = QUICK.every(QUICK.interval(), Duration.ofDays(36_500));
        Circumstances circumstances = Circumstances.ofGoodSites();
        assertThat(audit(List.of(patient), circumstances).problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).contains("answered well in time"));
        circumstances.cutOff(SINCE, UNTIL);
        assertThat(audit(List.of(patient), circumstances).problems()).isEmpty();
        assertThat(audit(List.of(patient), Circumstances.USUAL).problems()).isEmpty();
    }

    @Test
    void whatAKilledMonitorHadAskedIsKnownToNobody() {
        Instant slot = instant(slot());
        database.execute(
                "UPDATE check_results SET outcome = 'missed', reason = 'stopped', started_at = NULL, duration = NULL"
                        + " WHERE target = 'quick' AND scheduled_at = ?::timestamptz",
                aSlot());
        Circumstances circumstances = Circumstances.ofGoodSites();
        assertThat(audit(TARGETS, circumstances).problems()).singleElement().satisfies(problem -> assertThat(problem)
                .startsWith("a request without its row"));
        circumstances.killed(slot, slot.plusMillis(100));
        assertThat(audit(TARGETS, circumstances).problems()).isEmpty();
    }

    @Test
    void twoMonitorsOfAZoneMayAskTwice() {
        Instant slot = instant(slot());
        log.add(new Visit(QUICK.requestUri(), slot.plusMillis(4)));
        log.add(new Visit(QUICK.requestUri(), slot.plusMillis(400)));
        Circumstances circumstances = Circumstances.ofGoodSites();
        assertThat(audit(TARGETS, circumstances).problems()).hasSize(2);
        circumstances.crowded(slot, slot.plusMillis(500));
        assertThat(audit(TARGETS, circumstances).problems()).isEmpty();
        log.add(new Visit(QUICK.requestUri(), slot.plusMillis(5)));
        assertThat(audit(TARGETS, circumstances).problems()).singleElement().satisfies(problem -> assertThat(problem)
                .startsWith("a row with 3 requests"));
    }

    private RecordAudit.Evaluations audit(List<SiteTarget> targets, Circumstances circumstances) {
        return RecordAudit.underFaults(database, "attic", targets, SINCE, UNTIL, log, circumstances);
    }

    private RecordAudit.Evaluations audit() {
        return RecordAudit.slotsAndVisits(database, "attic", TARGETS, SINCE, UNTIL, log);
    }

    private static long slot() {
        return Schedule.of(QUICK.name(), QUICK.interval(), ZONE).slotAfter(micros(SINCE.plusSeconds(3)));
    }

    private static String aSlot() {
        return instant(slot()).toString();
    }

    private void store(SiteTarget target, long slot, String outcome, String reason) {
        database.execute(
                "INSERT INTO check_results VALUES (?, 'attic', ?, nullif(?, ''), 200, ?::timestamptz, ?::timestamptz, 0.005)",
                target.name(),
                outcome,
                reason,
                instant(slot).toString(),
                instant(slot + 1_000).toString());
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
