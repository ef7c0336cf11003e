package io.nudger.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nudger.check.Outcome;
import io.nudger.check.SlotMark;
import io.nudger.config.SpoolSettings;
import io.nudger.testing.SmallDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolStoreTest {
    private static final long MIB = 1L << 20;

    private final Random random = new Random(1);
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    private SpoolSettings settings(Path path, long maxSize) {
        return new SpoolSettings(path, maxSize, Duration.ofHours(1), Duration.ofSeconds(1), 5_000);
    }

    private SpoolStore open() throws SpoolException {
        return open(directory, 1_024 * MIB);
    }

    private SpoolStore open(Path path, long maxSize) throws SpoolException {
        InstantSource clock = () -> now;
        return SpoolStore.open(settings(path, maxSize), clock);
    }

    private SpoolEntry entry(long number) {
        byte[] value = new byte[700];
        random.nextBytes(value);
        return new SpoolEntry(number, "target-" + number % 10, number * 1_000, Outcome.UP, "application/json", value);
    }

    private List<SpoolEntry> entries(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::entry).toList();
    }

    private static void write(SpoolStore store, List<SpoolEntry> entries) throws SpoolException {
        assertThat(store.write(new SpoolBatch(entries, List.of()), List.of(), false))
                .isEmpty();
    }

    private static List<Long> numbers(SpoolStore store) throws SpoolException {
        return store.read(0, Long.MAX_VALUE, 1_000_000).stream()
                .filter(EntryTable.Read::whole)
                .map(read -> read.entry().number())
                .toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    /** The directory as a crash of the machine would leave it: without what is written when a store is closed. */
    private Path copyOfOpenStore() throws IOException {
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    @Test
    void whatIsWrittenIsReadAgainInOrder() throws SpoolException {
        List<SpoolEntry> entries = entries(1, 101);
        try (SpoolStore store = open()) {
            write(store, entries);
            assertThat(store.write(new SpoolBatch(List.of(), List.of(3L, 4L, 999L)), List.of(), true))
                    .isEmpty();
            assertThat(store.count()).isEqualTo(98);
        }
        try (SpoolStore store = open()) {
            assertThat(store.count()).isEqualTo(98);
            assertThat(store.lastNumber()).isEqualTo(100);
            assertThat(store.oldest()).isEqualTo(now);
            assertThat(store.read(0, 100, 3))
                    .extracting(read -> read.entry().number())
                    .containsExactly(1L, 2L, 5L);
            assertThat(store.read(5, 7, 10)).hasSize(2).first().satisfies(read -> {
                assertThat(read.whole()).isTrue();
                assertThat(read.entry()).usingRecursiveComparison().isEqualTo(entries.get(5));
            });
        }
    }

    @Test
    void marksBelongToTheirZone() throws SpoolException {
        SlotMark mark = new SlotMark(123_456, 1_000);
        SlotMark changed = new SlotMark(200_777, 5_000);
        try (SpoolStore store = open()) {
            assertThat(store.marks("eu")).isEmpty();
            assertThat(store.write(
                            SpoolBatch.NONE,
                            List.of(new SlotChange("a", null, mark), new SlotChange("b", null, mark)),
                            false))
                    .isEmpty();
            assertThat(store.write(
                            SpoolBatch.NONE,
                            List.of(new SlotChange("a", mark, changed), new SlotChange("b", mark, null)),
                            false))
                    .isEmpty();
        }
        try (SpoolStore store = open()) {
            assertThat(store.marks("eu")).isEqualTo(Map.of("a", changed));
            assertThat(store.marks("us")).isEmpty();
            assertThat(store.marks("eu")).isEmpty();
        }
    }

    @Test
    void aTornTailIsCut() throws Exception {
        SpoolStore store = open();
        for (int i = 0; i < 20; i++) {
            write(store, entries(1 + i * 10, 11 + i * 10));
        }
        Path copy = copyOfOpenStore();
        store.close();
        try (RandomAccessFile journal =
                new RandomAccessFile(copy.resolve("spool.db-wal").toFile(), "rw")) {
            journal.setLength(journal.length() - 1_000);
        }
        try (SpoolStore cut = open(copy, 1_024 * MIB)) {
            assertThat(numbers(cut)).isEqualTo(range(1, 191));
            assertThat(cut.count()).isEqualTo(190);
            write(cut, entries(500, 501));
        }
    }

    @Test
    void garbageInTheJournalEndsIt() throws Exception {
        SpoolStore store = open();
        for (int i = 0; i < 20; i++) {
            write(store, entries(1 + i * 10, 11 + i * 10));
        }
        Path copy = copyOfOpenStore();
        store.close();
        overwrite(copy.resolve("spool.db-wal"), 0.5, 2_000);
        try (SpoolStore cut = open(copy, 1_024 * MIB)) {
            List<Long> left = numbers(cut);
            assertThat(left).hasSizeBetween(50, 150).isEqualTo(range(1, left.size() + 1));
            assertThat(cut.count()).isEqualTo(left.size());
        }
    }

    @Test
    void aCorruptDatabaseIsSetAsideAndWhatCanBeReadGoesOn() throws Exception {
        try (SpoolStore store = open()) {
            assertThat(store.marks("eu")).isEmpty();
            for (int i = 0; i < 100; i++) {
                write(store, entries(1 + i * 100, 101 + i * 100));
            }
        }
        overwrite(directory.resolve("spool.db"), 0.5, 100_000);
        List<Long> left = new ArrayList<>();
        try (SpoolStore store = open()) {
            for (int attempt = 0; attempt < 2 && left.isEmpty(); attempt++) {
                try {
                    left.addAll(numbers(store));
                } catch (SpoolException e) {
                    assertThat(e.kind()).isEqualTo(SpoolException.Kind.CORRUPT);
                }
            }
            assertThat(left).hasSizeBetween(1_000, 9_999).contains(1L, 10_000L);
            assertThat(store.count() + store.unreadable()).isEqualTo(10_000);
            write(store, entries(20_000, 20_001));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("spool.db.corrupt-" + now.toEpochMilli());
        }
    }

    @Test
    void onlyTheLastCorruptDatabaseIsKept() throws Exception {
        for (int i = 0; i < 3; i++) {
            Files.writeString(directory.resolve("spool.db"), "This is no database. ".repeat(500));
            Files.writeString(directory.resolve("spool.db.corrupt-" + i + "-wal"), "Its journal.");
            now = now.plusSeconds(1);
            try (SpoolStore store = open()) {
                assertThat(store.count()).isZero();
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.contains("corrupt")))
                    .contains("spool.db.corrupt-" + now.toEpochMilli())
                    .allMatch(name -> name.startsWith("spool.db.corrupt-" + now.toEpochMilli()));
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsNotFatal() throws Exception {
        Files.writeString(directory.resolve("spool.db"), "This is no database. ".repeat(500));
        try (SpoolStore store = open()) {
            write(store, entries(1, 2));
            assertThat(numbers(store)).containsExactly(1L);
        }
    }

    @Test
    void aDamagedEntryIsToldFromAWholeOne() throws Exception {
        SpoolEntry marked = new SpoolEntry(
                2, "t", 2_000, Outcome.DOWN, "application/json", "x".repeat(700).getBytes(US_ASCII));
        try (SpoolStore store = open()) {
            write(store, List.of(entry(1), marked, entry(3)));
        }
        Path file = directory.resolve("spool.db");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length - 50; i++) {
            if (bytes[i] == 'x' && bytes[i + 50] == 'x') {
                bytes[i + 20] = 'y';
                break;
            }
        }
        Files.write(file, bytes);
        try (SpoolStore store = open()) {
            assertThat(store.read(0, 10, 10)).extracting(EntryTable.Read::whole).containsExactly(true, false, true);
            assertThat(store.unreadable()).isEqualTo(1);
        }
    }

    @Test
    void theOldestGoWhenTheSizeIsReached() throws SpoolException {
        try (SpoolStore store = open(directory, 2 * MIB)) {
            List<Dropped> dropped = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                dropped.addAll(
                        store.write(new SpoolBatch(entries(1 + i * 100, 101 + i * 100), List.of()), List.of(), false));
            }
            List<Long> left = numbers(store);
            assertThat(store.bytes()).isBetween(MIB, 2 * MIB);
            assertThat(left).hasSizeGreaterThan(1_000).last().isEqualTo(10_000L);
            assertThat(dropped).extracting(Dropped::number).isEqualTo(range(1, left.get(0)));
            assertThat(dropped.get(0)).isEqualTo(new Dropped(1, new SlotSpan("target-1", 1_000, 1_000), false));
            assertThat(store.count()).isEqualTo(left.size());
        }
    }

    @Test
    void theOldestGoWhenTheyAreTooOldAndTheirRoomIsGivenBack() throws Exception {
        try (SpoolStore store = open()) {
            for (int i = 0; i < 20; i++) {
                write(store, entries(1 + i * 1_000, 1_001 + i * 1_000));
            }
            now = now.plus(Duration.ofMinutes(59));
            write(store, entries(50_000, 50_010));
            assertThat(store.tidy()).isEmpty();
            long full = store.bytes();
            now = now.plus(Duration.ofMinutes(2));
            List<Dropped> expired = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                expired.addAll(store.tidy());
            }
            assertThat(expired).extracting(Dropped::number).isEqualTo(range(1, 20_001));
            assertThat(numbers(store)).isEqualTo(range(50_000, 50_010));
            assertThat(full).isGreaterThan(10 * MIB);
        }
        assertThat(Files.size(directory.resolve("spool.db"))).isLessThan(6 * MIB);
    }

    @Test
    void aFullDiskCanStillBeEmptied() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        try (SmallDisk disk = SmallDisk.mount(small, 24)) {
            long written = 0;
            try (SpoolStore store = open(small, 1_024 * MIB)) {
                try {
                    for (int i = 0; i < 1_000; i++) {
                        write(store, entries(1 + i * 100, 101 + i * 100));
                        written = 100L + i * 100L;
                    }
                } catch (SpoolException e) {
                    assertThat(e).hasMessageContaining("no space left on the disk of spool.directory " + small);
                    assertThat(e.kind()).isEqualTo(SpoolException.Kind.FULL);
                }
                assertThat(written).isBetween(6_000L, 30_000L);
                assertThat(numbers(store)).isEqualTo(range(1, written + 1));
            }
            disk.fill();
            try (SpoolStore store = open(small, 1_024 * MIB)) {
                assertThat(numbers(store)).isEqualTo(range(1, written + 1));
                assertThatThrownBy(() -> write(store, entries(60_000, 63_000))).isInstanceOf(SpoolException.class);
                assertThat(store.write(new SpoolBatch(List.of(), range(1, 5_001)), List.of(), true))
                        .isEmpty();
                assertThat(store.tidy()).isEmpty();
                write(store, entries(70_000, 72_000));
                assertThat(store.count()).isEqualTo(written - 5_000 + 2_000);
            }
        }
    }

    @Test
    void aDirectoryThatIsNoneIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> open(file, MIB))
                .hasMessage("spool.directory " + file + " cannot be used: it is no directory");
        Path sealed = Files.createDirectory(
                directory.resolve("sealed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        if (!Files.isWritable(sealed)) {
            assertThatThrownBy(() -> open(sealed, MIB))
                    .hasMessage("spool.directory " + sealed + " cannot be used: permission denied");
        }
    }

    private void overwrite(Path path, double where, int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek((long) (file.length() * where));
            byte[] garbage = new byte[length];
            random.nextBytes(garbage);
            file.write(garbage);
        }
    }
}
