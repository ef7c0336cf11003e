package io.nudger.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.MalformedResultException;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotGapCodec;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.check.WireFormat;
import io.nudger.config.SpoolSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SpoolLossesTest {
    private static final long MIB = 1L << 20;
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Origin ORIGIN = new Origin("eu", "monitor-1");

    private Instant now = NOON;

    @TempDir
    Path directory;

    private SpoolStore open() throws SpoolException {
        InstantSource clock = () -> now;
        return SpoolStore.open(
                new SpoolSettings(directory, MIB, Duration.ofHours(1), Duration.ofSeconds(1), 5_000), clock);
    }

    private static TargetInfo target(String name) {
        return new TargetInfo(name, "https://" + name + ".example/", INTERVAL, Map.of(), null, "0123456789abcdef");
    }

    private static Instant slot(int number) {
        return NOON.plus(INTERVAL.multipliedBy(number));
    }

    private static CheckResult result(String target, int slot, Verdict verdict) {
        return new CheckResult(target(target), ORIGIN, slot(slot), null, verdict, Observation.NONE);
    }

    private static SpoolEntry entry(long number, CheckResult result, WireFormat format) {
        return new SpoolEntry(
                number,
                result.target().name(),
                Micros.of(result.scheduledAt()),
                result.verdict().outcome(),
                format.contentType(),
                format.codec().encode(result));
    }

    private static SpoolEntry entry(long number, String target, int slot) {
        return entry(number, result(target, slot, Verdict.up()), WireFormat.JSON);
    }

    private static SlotGap gap(String target, int first, int last, Verdict verdict) {
        return new SlotGap(target(target), ORIGIN, slot(first), slot(last), verdict);
    }

    private static SlotGap lost(String target, int first, int last) {
        return gap(target, first, last, LossCause.BUFFER_FULL.verdict());
    }

    private static SlotSpan span(String target, int first, int last) {
        return new SlotSpan(target, Micros.of(slot(first)), Micros.of(slot(last)));
    }

    /** Those that had to go for it do not matter. */
    private static void put(SpoolStore store, SpoolBatch batch) throws SpoolException {
        List<Dropped> ignored = write(store, batch);
    }

    private static List<Dropped> write(SpoolStore store, SpoolBatch batch) throws SpoolException {
        return store.write(batch, List.of(), false);
    }

    private static void lose(SpoolStore store, SlotGap... gaps) throws SpoolException {
        assertThat(write(store, new SpoolBatch(List.of(), List.of(), List.of(gaps), List.of())))
                .isEmpty();
    }

    private static void redeem(SpoolStore store, SlotSpan... spans) throws SpoolException {
        assertThat(write(store, new SpoolBatch(List.of(), List.of(), List.of(), List.of(spans))))
                .isEmpty();
    }

    /** All that is told, from the entries that are made of it. */
    private static List<SlotGap> tell(SpoolStore store) throws SpoolException, MalformedResultException {
        int told = store.tell(1_000_000, 10_000);
        List<SlotGap> gaps = new ArrayList<>();
        for (EntryTable.Read read : store.read(999_999, Long.MAX_VALUE, 10_000)) {
            assertThat(read.whole()).isTrue();
            gaps.add(SlotGapCodec.decode(read.entry().value()));
        }
        assertThat(gaps).hasSize(told);
        assertThat(store.losses()).isZero();
        return gaps;
    }

    @Test
    void slotsThatFollowEachOtherAreOneRange() throws Exception {
        try (SpoolStore store = open()) {
            lose(store, lost("a", 0, 0), lost("b", 0, 0), lost("a", 1, 1));
            lose(store, lost("a", 2, 5), lost("b", 2, 2), gap("a", 6, 6, Verdict.missed(FailureReason.STOPPED, "x")));
            assertThat(store.losses()).isEqualTo(4);
        }
        try (SpoolStore store = open()) {
            assertThat(store.losses()).isEqualTo(4);
            assertThat(tell(store))
                    .containsExactly(
                            lost("a", 0, 5),
                            gap("a", 6, 6, Verdict.missed(FailureReason.STOPPED, "x")),
                            lost("b", 0, 0),
                            lost("b", 2, 2));
            assertThat(store.count()).isEqualTo(4);
        }
    }

    @Test
    void whatIsRedeemedIsNotTold() throws Exception {
        try (SpoolStore store = open()) {
            lose(store, lost("a", 0, 9), lost("b", 0, 9), lost("c", 0, 9), lost("d", 0, 9), lost("e", 3, 3));
            redeem(
                    store,
                    span("a", 0, 0),
                    span("a", 1, 1),
                    span("b", 9, 9),
                    span("c", 4, 5),
                    span("c", 7, 7),
                    span("d", 0, 9),
                    span("e", 2, 2),
                    span("none", 0, 100));
            redeem(store, new SlotSpan("e", Micros.of(slot(3)) + 1, Micros.of(slot(5))));
            assertThat(store.losses()).isEqualTo(6);

            assertThat(tell(store))
                    .containsExactly(
                            lost("a", 2, 9),
                            lost("b", 0, 8),
                            lost("c", 0, 3),
                            lost("c", 6, 6),
                            lost("c", 8, 9),
                            lost("e", 3, 3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTooMuchOrTooOldIsAccountedForWhateverItsFormat(WireFormat format) throws Exception {
        try (SpoolStore store = open()) {
            for (int i = 0; i < 100; i++) {
                int from = i * 100;
                List<SpoolEntry> entries = IntStream.range(from, from + 100)
                        .mapToObj(n -> entry(1 + n, result("a", n, Verdict.up()), format))
                        .toList();
                put(store, new SpoolBatch(entries, List.of()));
            }
            int left = (int) store.count();
            assertThat(left).isBetween(1_000, 9_000);
            assertThat(store.losses()).isEqualTo(1);
            now = now.plus(Duration.ofHours(2));
            for (int i = 0; i < 10; i++) {
                assertThat(store.tidy()).isNotNull();
            }
            assertThat(store.count()).isZero();

            assertThat(tell(store))
                    .containsExactly(
                            gap("a", 0, 9_999 - left, LossCause.MAX_SIZE.verdict()),
                            gap("a", 10_000 - left, 9_999, LossCause.MAX_AGE.verdict()));
        }
    }

    @Test
    void whatDidNotRunStaysWhatItIs() throws Exception {
        SlotGap stopped = gap("gap", 0, 999, Verdict.missed(FailureReason.STOPPED, "not running"));
        try (SpoolStore store = open()) {
            put(
                    store,
                    new SpoolBatch(
                            List.of(
                                    entry(
                                            1,
                                            result("m", 0, Verdict.missed(FailureReason.OVERLOADED, "x")),
                                            WireFormat.JSON),
                                    entry(
                                            2,
                                            result("u", 0, Verdict.unknown(FailureReason.STOPPED, "x")),
                                            WireFormat.JSON),
                                    entry(3, result("d", 0, Verdict.down(FailureReason.STATUS, "x")), WireFormat.JSON),
                                    SpoolEntry.of(4, stopped)),
                            List.of()));
            now = now.plus(Duration.ofHours(2));
            assertThat(store.tidy()).contains(new Dropped(4, SlotSpan.of(stopped), true));

            List<SlotGap> told = tell(store);
            assertThat(told).hasSize(4).contains(stopped);
            assertThat(told)
                    .filteredOn(gap -> !gap.equals(stopped))
                    .extracting(gap -> gap.target().name(), gap -> gap.verdict().outcome(), gap -> gap.verdict()
                            .reason())
                    .containsExactly(
                            tuple("d", Outcome.UNKNOWN, FailureReason.OVERLOADED),
                            tuple("m", Outcome.MISSED, FailureReason.OVERLOADED),
                            tuple("u", Outcome.UNKNOWN, FailureReason.STOPPED));
        }
    }

    @Test
    void theAccountHasABoundAndWhatItHasNoRoomForIsCounted() throws Exception {
        try (SpoolStore store = open()) {
            for (int i = 0; i < 2_000; i++) {
                lose(store, lost("target-" + i, 0, 9));
            }
            long ranges = store.losses();
            assertThat(ranges).isBetween(100L, 1_000L);
            assertThat(store.untold()).isEqualTo((2_000 - ranges) * 10);
            lose(store, lost("target-0", 10, 99));
            assertThat(store.losses())
                    .as("a range that grows takes no more room")
                    .isEqualTo(ranges);

            assertThat(tell(store)).hasSize((int) ranges).contains(lost("target-0", 0, 99));
            lose(store, lost("another", 0, 0));
            assertThat(store.losses()).isEqualTo(1);
        }
    }

    @Test
    void withoutRoomForMoreRangesTheyAreToldTogether() throws Exception {
        Verdict missed = Verdict.missed(FailureReason.OVERLOADED, "The check did not run.");
        List<SlotGap> alternating = IntStream.range(0, 20_000)
                .mapToObj(n -> n % 2 == 0 ? lost("a", n, n) : gap("a", n, n, missed))
                .toList();
        try (SpoolStore store = open()) {
            lose(store, alternating.toArray(SlotGap[]::new));
            assertThat(store.untold()).isZero();

            List<SlotGap> told = tell(store);
            assertThat(told).hasSizeBetween(1_000, 10_000);
            assertThat(told.stream().flatMap(gap -> gap.results().stream()).map(CheckResult::scheduledAt))
                    .containsExactlyElementsOf(IntStream.range(0, 20_000)
                            .mapToObj(SpoolLossesTest::slot)
                            .toList());
            SlotGap last = told.get(told.size() - 1);
            assertThat(last.slots()).isGreaterThan(10_000);
            assertThat(last.verdict()).isEqualTo(LossTable.BLURRED);
        }
    }

    @Test
    void ofADamagedEntryTheSlotIsToldWhenItsTargetIsKnown() throws Exception {
        try (SpoolStore store = open()) {
            put(
                    store,
                    new SpoolBatch(List.of(entry(1, "kept", 0), entry(2, "kept", 1), entry(3, "alone", 0)), List.of()));
        }
        Path file = directory.resolve("spool.db");
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int second = text.indexOf("12:00:10");
        int alone = text.indexOf("https://alone.example/");
        assertThat(List.of(second, alone)).doesNotContain(-1);
        text = text.substring(0, second) + "12:00:77" + text.substring(second + 8);
        Files.writeString(
                file, text.replace("https://alone.example/", "https://alone_example/"), StandardCharsets.ISO_8859_1);
        try (SpoolStore store = open()) {
            List<SpoolEntry> damaged = store.read(0, 10, 10).stream()
                    .filter(read -> !read.whole())
                    .map(EntryTable.Read::entry)
                    .toList();
            assertThat(damaged).extracting(SpoolEntry::number).containsExactly(2L, 3L);

            assertThat(store.insteadOf(damaged)).containsExactly(gap("kept", 1, 1, LossCause.DAMAGED.verdict()));
            assertThat(store.untold()).isEqualTo(1);
        }
    }

    @Test
    void theAccountSurvivesTheDamageOfOtherPages() throws Exception {
        try (SpoolStore store = open()) {
            lose(store, lost("a", 0, 9));
            for (int i = 0; i < 20; i++) {
                int from = i * 100;
                put(
                        store,
                        new SpoolBatch(
                                IntStream.range(from, from + 100)
                                        .mapToObj(n -> entry(1 + n, "b", n))
                                        .toList(),
                                List.of()));
            }
        }
        Path file = directory.resolve("spool.db");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 50_000, (byte) 0x5a);
        Files.write(file, bytes);
        try (SpoolStore store = open()) {
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    assertThat(store.read(0, Long.MAX_VALUE, 10_000)).isNotNull();
                } catch (SpoolException e) {
                    assertThat(e.kind()).isEqualTo(SpoolException.Kind.CORRUPT);
                }
            }
            assertThat(store.losses()).isEqualTo(1);
            assertThat(tell(store)).containsExactly(lost("a", 0, 9));
        }
    }

    @Test
    void aDamagedAccountDoesNotCostTheEntries() throws Exception {
        try (SpoolStore store = open()) {
            lose(store, lost("a", 0, 9));
            put(
                    store,
                    new SpoolBatch(
                            IntStream.range(0, 500)
                                    .mapToObj(n -> entry(1 + n, "b", n))
                                    .toList(),
                            List.of()));
        }
        Path file = directory.resolve("spool.db");
        int page = number(file, "SELECT rootpage FROM sqlite_master WHERE name = 'losses'");
        int size = number(file, "PRAGMA page_size");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, (page - 1) * size, page * size, (byte) 0x5a);
        Files.write(file, bytes);
        try (SpoolStore store = open()) {
            assertThat(store.count()).isEqualTo(500);
            assertThat(store.read(0, Long.MAX_VALUE, 1_000)).hasSize(500).allMatch(EntryTable.Read::whole);
            assertThat(store.losses()).isZero();
            lose(store, lost("a", 0, 9));
            assertThat(store.losses()).isEqualTo(1);
        }
    }

    private static int number(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getInt(1);
        }
    }
}
