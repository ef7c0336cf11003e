package io.nudger.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.config.MaintenanceTime;
import io.nudger.config.MaintenanceTime.Span;
import io.nudger.config.MaintenanceWindow;
import io.nudger.config.Match;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenancePlanTest {
    private static final Set<DayOfWeek> DAILY = EnumSet.allOf(DayOfWeek.class);

    /** Clocks in Berlin go forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-28, 02:30, PT1H, 2026-03-28T01:30:00Z, 2026-03-28T02:30:00Z",
        // 02:30 is not there: the clock shows 03:30.
        "2026-03-29, 02:30, PT1H, 2026-03-29T01:30:00Z, 2026-03-29T02:30:00Z",
        "2026-03-29, 01:30, PT1H, 2026-03-29T00:30:00Z, 2026-03-29T01:30:00Z",
        // 02:30 is there twice: the first one.
        "2026-10-25, 02:30, PT1H, 2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z",
        // Over midnight, and as long as it says although the clock goes back meanwhile.
        "2026-10-24, 23:00, PT6H, 2026-10-24T21:00:00Z, 2026-10-25T03:00:00Z",
        "2026-12-31, 23:30, PT2H, 2026-12-31T22:30:00Z, 2027-01-01T00:30:00Z"
    })
    void aWindowFollowsTheClockOnTheWall(String day, String start, Duration lasts, Instant from, Instant to) {
        MaintenanceTime weekly =
                new MaintenanceTime.Weekly(DAILY, LocalTime.parse(start), lasts, ZoneId.of("Europe/Berlin"));
        assertThat(weekly.spans(Instant.parse(day + "T10:00:00Z").minus(Duration.ofDays(1)), to.plusSeconds(1)))
                .contains(new Span(from, to));
        assertThat(weekly.spans(from, from.plusSeconds(1))).containsExactly(new Span(from, to));
        assertThat(weekly.spans(to.minusSeconds(1), to)).containsExactly(new Span(from, to));
        assertThat(weekly.spans(to, to.plusSeconds(1))).isEmpty();
    }

    @Test
    void onlyTheDaysThatAreListed() {
        MaintenanceTime weekly = new MaintenanceTime.Weekly(
                EnumSet.of(DayOfWeek.SUNDAY, DayOfWeek.WEDNESDAY),
                LocalTime.parse("02:00"),
                Duration.ofHours(1),
                ZoneId.of("Europe/Berlin"));
        // 2026-11-30 is a Monday.
        assertThat(weekly.spans(Instant.parse("2026-11-30T00:00:00Z"), Instant.parse("2026-12-07T00:00:00Z")))
                .extracting(Span::from)
                .containsExactly(Instant.parse("2026-12-02T01:00:00Z"), Instant.parse("2026-12-06T01:00:00Z"));
    }

    @Test
    void windowsMayOverlapThemselves() {
        MaintenanceTime weekly =
                new MaintenanceTime.Weekly(DAILY, LocalTime.NOON, Duration.ofHours(30), ZoneId.of("UTC"));
        Instant now = Instant.parse("2026-11-30T13:00:00Z");
        assertThat(weekly.spans(now, now.plusSeconds(1)))
                .extracting(Span::from)
                .containsExactly(Instant.parse("2026-11-29T12:00:00Z"), Instant.parse("2026-11-30T12:00:00Z"));
    }

    @Test
    void eachOccurrenceIsARowADayAheadAndOnce() {
        Instant now = Instant.parse("2026-11-30T13:00:00Z");
        MaintenanceWindow nightly = nightly(Duration.ofHours(1));
        Plan.Builder plan = new Plan.Builder();
        List<Quiet> after = new MaintenancePlan(List.of(nightly), now).plan(List.of(), plan);
        assertThat(plan.maintenances)
                .containsExactly(new Plan.Occurrence(
                        nightly, Instant.parse("2026-12-01T02:00:00Z"), Instant.parse("2026-12-01T03:00:00Z")));
        List<Quiet> rows = new ArrayList<>();
        after.forEach(quiet -> rows.add(row(1, quiet, false)));
        assertThat(planned(List.of(nightly), now, rows).maintenances).isEmpty();
        assertThat(planned(List.of(nightly), now, List.of(row(1, after.get(0), true))).maintenances)
                .as("somebody has ended it")
                .isEmpty();
        assertThat(planned(List.of(nightly(Duration.ofHours(2))), now, rows).maintenances)
                .as("it is longer now")
                .hasSize(1);
        assertThat(planned(List.of(), now, rows).revoked).as("it is gone").containsExactly(1L);
        assertThat(planned(List.of(), Instant.parse("2026-12-01T04:00:00Z"), rows).revoked)
                .as("what is over stays")
                .isEmpty();
    }

    @Test
    void aSingleWindowIsRecordedAfterwardsToo() {
        Instant now = Instant.parse("2026-11-30T13:00:00Z");
        Span span = new Span(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
        MaintenanceWindow move = new MaintenanceWindow("move", Match.ALL, new MaintenanceTime.Once(span), false);
        assertThat(planned(List.of(move), now, List.of()).maintenances).hasSize(1);
    }

    private static Plan.Builder planned(List<MaintenanceWindow> windows, Instant now, List<Quiet> rows) {
        Plan.Builder plan = new Plan.Builder();
        List<Quiet> unused = new MaintenancePlan(windows, now).plan(rows, plan);
        return plan;
    }

    private static MaintenanceWindow nightly(Duration lasts) {
        MaintenanceTime time = new MaintenanceTime.Weekly(DAILY, LocalTime.parse("02:00"), lasts, ZoneId.of("UTC"));
        return new MaintenanceWindow("nightly", Match.ALL, time, false);
    }

    private static Quiet row(long id, Quiet quiet, boolean revoked) {
        return new Quiet(id, quiet.kind(), quiet.name(), quiet.match(), quiet.from(), quiet.to(), true, revoked);
    }
}
