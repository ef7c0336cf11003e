package io.nudger.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Clock;
import io.nudger.check.Outcome;
import io.nudger.check.SlotMark;
import io.nudger.config.SpoolSettings;
import io.nudger.outbox.Batch.MarkChange;
import io.nudger.outbox.Batch.Row;
import io.nudger.testing.Futures;
import io.nudger.testing.SmallDisk;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxDiskTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final int ALL = 1_000_000;

    private final Random random = new Random(1);
    private final List<OutboxDisk> open = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void closeAll() {
        open.forEach(disk -> Futures.get(disk.close()));
    }

    @AfterAll
    static void closeVertx() {
        Futures.get(VERTX.close());
    }

    private OutboxDisk open() {
        return open(directory, new SlotMarks("eu"));
    }

    private OutboxDisk open(Path path, SlotMarks marks) {
        SpoolSettings settings = new SpoolSettings(path, 1L << 30, Duration.ofHours(1), Duration.ofSeconds(1), 5_000);
        OutboxDisk disk = new OutboxDisk(VERTX, settings, marks, Clock.SYSTEM);
        open.add(disk);
        assertThat(Futures.get(disk.open())).isNotNegative();
        return disk;
    }

    private void close(OutboxDisk disk) {
        open.remove(disk);
        Futures.get(disk.close());
    }

    private Row row(long number) {
        byte[] value = new byte[700];
        random.nextBytes(value);
        return new Row(
                number, new Payload("target-" + number % 10, number * 1_000, Outcome.UP, "application/json", value));
    }

    private List<Row> rows(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::row).toList();
    }

    private static void write(OutboxDisk disk, List<Row> rows) {
        Futures.get(disk.write(new Batch(rows, List.of(), List.of(), false)));
    }

    private static void delete(OutboxDisk disk, List<Long> numbers) {
        Futures.get(disk.write(new Batch(List.of(), numbers, List.of(), false)));
    }

    private static void move(OutboxDisk disk, MarkChange... changes) {
        Futures.get(disk.write(new Batch(List.of(), List.of(), List.of(changes), true)));
    }

    private static List<Long> numbers(OutboxDisk disk) {
        return Futures.get(disk.read(0, ALL)).rows().stream().map(Row::number).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    /** The directory as a crash of the machine would leave it: without what is written when a file is closed. */
    private Path copyWhileOpen() throws IOException {
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private void overwrite(Path path, double where, int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek((long) (file.length() * where));
            byte[] garbage = new byte[length];
            random.nextBytes(garbage);
            file.write(garbage);
        }
    }

    @Test
    void whatIsWrittenIsReadAgainInOrder() {
        List<Row> rows = rows(1, 101);
        OutboxDisk disk = open();
        write(disk, rows);
        delete(disk, List.of(3L, 4L, 999L));
        assertThat(disk.state().entries()).isEqualTo(98);
        close(disk);

        OutboxDisk again = open();
        assertThat(again.state().entries()).isEqualTo(98);
        assertThat(again.state().oldest()).isNotNull();
        assertThat(Futures.get(again.open())).as("the last number").isEqualTo(100);
        OutboxFile.Reading first = Futures.get(again.read(0, 3));
        assertThat(first.rows()).extracting(Row::number).containsExactly(1L, 2L, 5L);
        assertThat(first.last()).isEqualTo(5);
        assertThat(first.isEnd()).isFalse();
        OutboxFile.Reading rest = Futures.get(again.read(5, 1_000));
        assertThat(rest.rows()).hasSize(95);
        assertThat(rest.rows().get(0).payload())
                .usingRecursiveComparison()
                .isEqualTo(rows.get(5).payload());
        assertThat(rest.isEnd()).isTrue();
    }

    @Test
    void marksBelongToTheirZone() {
        SlotMark mark = new SlotMark(123_456, 1_000);
        SlotMark changed = new SlotMark(200_777, 5_000);
        OutboxDisk disk = open();
        move(disk, new MarkChange("a", null, mark), new MarkChange("b", null, mark));
        move(disk, new MarkChange("a", mark, changed), new MarkChange("b", mark, null));
        close(disk);

        SlotMarks same = new SlotMarks("eu");
        close(open(directory, same));
        assertThat(same.begin("a", changed)).isEqualTo(changed);
        assertThat(same.begin("b", mark)).isNull();
        SlotMarks other = new SlotMarks("us");
        close(open(directory, other));
        assertThat(other.begin("a", changed)).isNull();
        SlotMarks back = new SlotMarks("eu");
        close(open(directory, back));
        assertThat(back.begin("a", changed)).isNull();
    }

    @Test
    void aTornTailIsCut() throws IOException {
        OutboxDisk disk = open();
        for (int i = 0; i < 20; i++) {
            write(disk, rows(1 + i * 10, 11 + i * 10));
        }
        Path copy = copyWhileOpen();
        try (RandomAccessFile journal =
                new RandomAccessFile(copy.resolve("spool.db-wal").toFile(), "rw")) {
            journal.setLength(journal.length() - 1_000);
        }
        OutboxDisk cut = open(copy, new SlotMarks("eu"));
        assertThat(numbers(cut)).isEqualTo(range(1, 191));
        assertThat(cut.state().entries()).isEqualTo(190);
        write(cut, rows(500, 501));
    }

    @Test
    void garbageInTheJournalEndsIt() throws IOException {
        OutboxDisk disk = open();
        for (int i = 0; i < 20; i++) {
            write(disk, rows(1 + i * 10, 11 + i * 10));
        }
        Path copy = copyWhileOpen();
        overwrite(copy.resolve("spool.db-wal"), 0.5, 2_000);
        OutboxDisk cut = open(copy, new SlotMarks("eu"));
        List<Long> left = numbers(cut);
        assertThat(left).hasSizeBetween(50, 150).isEqualTo(range(1, left.size() + 1));
        assertThat(cut.state().entries()).isEqualTo(left.size());
    }

    @Test
    void aDamagedFileIsSetAsideAndANewOneBegins() throws IOException {
        OutboxDisk disk = open();
        for (int i = 0; i < 100; i++) {
            write(disk, rows(1 + i * 100, 101 + i * 100));
        }
        close(disk);
        overwrite(directory.resolve("spool.db"), 0.5, 100_000);
        OutboxDisk damaged = open();
        assertThatThrownBy(() -> Futures.get(damaged.read(0, ALL)))
                .isInstanceOfSatisfying(
                        DiskException.class, e -> assertThat(e.kind()).isEqualTo(DiskException.Kind.CORRUPT));
        assertThat(damaged.state().entries()).isZero();
        write(damaged, rows(20_000, 20_001));
        assertThat(numbers(damaged)).containsExactly(20_000L);
        assertThat(damaged.state().trouble()).isNull();
        assertThat(setAside()).hasSize(1);
    }

    private List<String> setAside() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("spool.db.corrupt-"))
                    .toList();
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsSetAsideAndOnlyTheLastIsKept() throws IOException {
        for (int i = 0; i < 3; i++) {
            Files.writeString(directory.resolve("spool.db"), "This is no database. ".repeat(500));
            Files.writeString(directory.resolve("spool.db.corrupt-" + i), "One that was set aside before.");
            OutboxDisk disk = open();
            assertThat(disk.state().entries()).isZero();
            write(disk, rows(1, 2));
            assertThat(numbers(disk)).containsExactly(1L);
            close(disk);
        }
        assertThat(setAside()).hasSize(1).allSatisfy(name -> assertThat(directory.resolve(name))
                .hasContent("This is no database. ".repeat(500)));
    }

    @Test
    void aDamagedEntryIsSeenAmongWholeOnes() throws IOException {
        byte[] text = "x".repeat(700).getBytes(US_ASCII);
        OutboxDisk disk = open();
        write(disk, List.of(row(1), new Row(2, new Payload("t", 2_000, Outcome.DOWN, "text/x", text)), row(3)));
        close(disk);
        Path file = directory.resolve("spool.db");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length - 50; i++) {
            if (bytes[i] == 'x' && bytes[i + 50] == 'x') {
                bytes[i + 20] = 'y';
                break;
            }
        }
        Files.write(file, bytes);
        OutboxFile.Reading reading = Futures.get(open().read(0, 10));
        assertThat(reading.rows()).extracting(Row::number).containsExactly(1L, 3L);
        assertThat(reading.damaged()).extracting(Row::number).containsExactly(2L);
        assertThat(reading.last()).isEqualTo(3);
    }

    @Test
    void theRoomOfWhatIsDeletedIsGivenBack() throws IOException {
        OutboxDisk disk = open();
        for (int i = 0; i < 20; i++) {
            write(disk, rows(1 + i * 1_000, 1_001 + i * 1_000));
        }
        long full = disk.state().bytes();
        for (int i = 0; i < 20; i++) {
            delete(disk, range(1 + i * 1_000, 1_001 + i * 1_000));
        }
        assertThat(full).isGreaterThan(10 << 20);
        assertThat(disk.state().bytes()).isLessThan(1 << 20);
        assertThat(disk.state().oldest()).isNull();
        close(disk);
        assertThat(Files.size(directory.resolve("spool.db"))).isLessThan(6 << 20);
    }

    @Test
    void aFullDiskCanStillBeEmptied() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        try (SmallDisk device = SmallDisk.mount(small, 24)) {
            OutboxDisk disk = open(small, new SlotMarks("eu"));
            int written = 0;
            while (disk.state().trouble() == null) {
                int from = written + 1;
                try {
                    write(disk, rows(from, from + 100));
                    written += 100;
                } catch (Exception full) {
                    assertThat(full).hasMessage("no space left on the disk of spool.directory " + small);
                }
            }
            assertThat(written).isBetween(6_000, 30_000);
            assertThat(numbers(disk)).isEqualTo(range(1, written + 1));
            close(disk);
            device.fill();

            OutboxDisk again = open(small, new SlotMarks("eu"));
            assertThat(numbers(again)).isEqualTo(range(1, written + 1));
            assertThatThrownBy(() -> write(again, rows(60_000, 63_000))).isInstanceOf(DiskException.class);
            delete(again, range(1, 5_001));
            assertThat(again.state().trouble()).as("of writing").isNotNull();
            write(again, rows(70_000, 72_000));
            assertThat(again.state().trouble()).isNull();
            assertThat(again.state().entries()).isEqualTo(written - 5_000 + 2_000);
            close(again);
        }
    }

    @Test
    void whatWasWrittenIsWrittenThoughAFullDiskKeepsTheFileFromShrinking() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        try (SmallDisk device = SmallDisk.mount(small, 32)) {
            OutboxDisk disk = open(small, new SlotMarks("eu"));
            for (int i = 0; i < 12; i++) {
                write(disk, rows(1 + i * 1_000, 1_001 + i * 1_000));
            }
            long size = Files.size(small.resolve("spool.db"));
            device.fill();

            Futures.get(disk.write(new Batch(rows(20_000, 20_010), range(1, 6_001), List.of(), false)));
            assertThat(disk.state().entries()).isEqualTo(6_010);
            assertThat(disk.state().trouble()).isNull();
            assertThat(numbers(disk)).hasSize(6_010);
            assertThat(small.resolve("spool.db")).as("has not shrunk").hasSize(size);

            device.free();
            delete(disk, range(6_001, 6_002));
            delete(disk, range(6_002, 6_003));
            close(disk);
            assertThat(Files.size(small.resolve("spool.db")))
                    .as("shrinks when there is room")
                    .isLessThan(size);
        }
    }

    @Test
    void aDirectoryThatIsNoneIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> open(file, new SlotMarks("eu")))
                .hasMessage("spool.directory " + file + " cannot be used: it is no directory");
        Path sealed = Files.createDirectory(
                directory.resolve("sealed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        if (!Files.isWritable(sealed)) {
            assertThatThrownBy(() -> open(sealed, new SlotMarks("eu")))
                    .hasMessage("spool.directory " + sealed + " cannot be used: permission denied");
        }
    }
}
