package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.up;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.FailureReason;
import io.nudger.check.SlotGap;
import io.nudger.check.Verdict;
import io.nudger.config.Retention;
import io.nudger.consume.Results;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class MissedRangesTest {
    private static final Duration INTERVAL = up("any", "home", NOON).target().interval();

    private static StoreFixture fixture;

    @BeforeAll
    static void migrate() {
        fixture = new StoreFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static Instant slot(int number) {
        return NOON.plus(INTERVAL.multipliedBy(number));
    }

    private static SlotGap gap(String target, int first, int last, FailureReason reason) {
        return new SlotGap(
                up(target, "home", NOON).target(),
                up(target, "home", NOON).origin(),
                slot(first),
                slot(last),
                Verdict.missed(reason, "The monitor was away."));
    }

    private static SlotGap gap(String target, int first, int last) {
        return gap(target, first, last, FailureReason.STOPPED);
    }

    private static void store(SlotGap... gaps) {
        assertThat(fixture.store.storeGaps(Arrays.asList(gaps)).await()).isEmpty();
    }

    private static List<Map<String, Object>> rangesOf(String target) {
        return fixture.database.query("SELECT * FROM missed_slot_ranges WHERE target = ? ORDER BY first_slot", target);
    }

    private static List<Integer> missed(String target, int since, int until) {
        return fixture
                .database
                .query(
                        """
                SELECT scheduled_at FROM targets t, missed_in_ranges(t.id, ?, ?) WHERE t.name = ? ORDER BY 1""",
                        Timestamp.from(slot(since)),
                        Timestamp.from(slot(until)),
                        target)
                .stream()
                .map(row -> (int) Duration.between(
                                NOON,
                                requireNonNull((Timestamp) row.get("scheduled_at"))
                                        .toInstant())
                        .dividedBy(INTERVAL))
                .toList();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void aRangeIsStoredOnceAndInWords() {
        store(gap("away", 10, 1_009));
        store(gap("away", 10, 1_009));

        assertThat(rangesOf("away")).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("zone", "home")
                .containsEntry("monitor", "monitor-home")
                .containsEntry("first_slot", Timestamp.from(slot(10)))
                .containsEntry("last_slot", Timestamp.from(slot(1_009)))
                .containsEntry("slots", 1_000L)
                .containsEntry("outcome", "missed")
                .containsEntry("reason", "stopped")
                .containsEntry("message", "The monitor was away."));
        assertThat(fixture.database.number(
                        "SELECT count(*) FROM targets WHERE name = 'away' AND first_seen = ?",
                        Timestamp.from(slot(10))))
                .isEqualTo(1);
    }

    @Test
    void ofTwoRangesWithOneBeginningTheLongerCountsInEitherOrder() {
        store(gap("first-short", 0, 299), gap("first-short", 0, 399));
        store(gap("first-long", 0, 399));
        store(gap("first-long", 0, 299));
        store(gap("equal-1", 0, 299, FailureReason.STOPPED), gap("equal-1", 0, 299, FailureReason.OVERLOADED));
        store(gap("equal-2", 0, 299, FailureReason.OVERLOADED), gap("equal-2", 0, 299, FailureReason.STOPPED));

        assertThat(rangesOf("first-short")).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("slots", 400L));
        assertThat(rangesOf("first-long")).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("slots", 400L));
        assertThat(rangesOf("equal-1")).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("reason", "stopped"));
        assertThat(rangesOf("equal-2")).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("reason", "stopped"));
    }

    @Test
    void theSlotsOfRangesAreReportedOnceAndWithoutThoseThatHaveARow() {
        fixture.store(up("partly", "home", slot(3)), up("partly", "home", slot(7)), up("partly", "elsewhere", slot(4)));
        store(gap("partly", 2, 9), gap("partly", 5, 11), gap("other", 0, 99));

        assertThat(missed("partly", 0, 100)).containsExactly(2, 4, 5, 6, 8, 9, 10, 11);
        assertThat(missed("partly", 4, 9)).containsExactly(4, 5, 6, 8);
        assertThat(missed("partly", 12, 100)).isEmpty();
        assertThat(missed("partly", -50, 2)).isEmpty();
        assertThat(missed("other", 0, 1_000)).isEqualTo(numbers(0, 100));

        fixture.store(up("partly", "home", slot(4)));
        assertThat(missed("partly", 4, 9)).as("a row that comes late").containsExactly(5, 6, 8);
    }

    @Test
    void whatWasGivenUpIsARangeToo() {
        SlotGap stopped = gap("given-up", 0, 999);
        store(new SlotGap(
                stopped.target(),
                stopped.origin(),
                stopped.first(),
                stopped.last(),
                Verdict.unknown(FailureReason.OVERLOADED, "The check ran, but its result was given up.")));
        fixture.store(up("given-up", "home", slot(3)));

        assertThat(rangesOf("given-up")).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("outcome", "unknown")
                .containsEntry("reason", "overloaded")
                .containsEntry("message", "The check ran, but its result was given up."));
        assertThat(missed("given-up", 0, 6)).containsExactly(0, 1, 2, 4, 5);

        store(gap("given-up", 995, 1_004));
        assertThat(fixture.database.query(
                        "SELECT sum(unknown)::int AS unknown, sum(missed)::int AS missed"
                                + " FROM availability('given-up', ?, ?) WHERE zone = 'home'",
                        Timestamp.from(slot(3)),
                        Timestamp.from(slot(2_000))))
                .as("what was given up goes before what did not run")
                .containsExactly(Map.of("unknown", 996, "missed", 5));
    }

    @Test
    void rangesGoWithTheRetention() {
        Duration kept = Duration.ofDays(3);
        Partitions partitions = new Partitions(
                fixture.connections, fixture.connections, Retention.of(kept, Duration.ofDays(1_096)), Results.CLOCK);
        int old = (int) kept.plusDays(2).dividedBy(INTERVAL);
        store(gap("old", -old, -old + 299), gap("long", -old, 0));
        fixture.store(up("row", "home", slot(-old + 600)));

        assertThat(partitions.dropExpired().await())
                .as("evidence only: hours that are not summed up keep their rows and ranges")
                .isEqualTo(2);
        assertThat(rangesOf("old")).hasSize(1);
        assertThat(fixture.rollUp()).isPositive();
        assertThat(partitions.dropExpired().await()).isOne();
        assertThat(partitions.dropExpired().await()).isZero();

        assertThat(rangesOf("old")).isEmpty();
        assertThat(rangesOf("long")).hasSize(1);
    }
}
