package io.nudger.spool;

import io.nudger.check.SlotMark;
import io.nudger.config.SpoolSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records for Kafka that wait on disk, within bounds of size and age, and the marks of all targets. What was written
 * survives the end of the process however it ends, and a loss of power up to the last {@link #write} that was asked to
 * sync. Everything here blocks, and belongs to one thread at a time.
 */
final class SpoolStore implements AutoCloseable {
    private static final String COUNT = "entries";
    private static final String ZONE = "zone";
    private static final int PORTION = 200;
    private static final int SHRINK_PAGES = 1_024;

    private final SpoolSettings settings;
    private final InstantSource clock;
    private final SpoolDirectory directory;
    private final SpoolLock lock;
    private SpoolDatabase database;
    private long count;
    private long unreadable;
    private boolean reserve;

    private SpoolStore(SpoolSettings settings, InstantSource clock, SpoolDirectory directory, SpoolLock lock)
            throws SpoolException {
        this.settings = settings;
        this.clock = clock;
        this.directory = directory;
        this.lock = lock;
        this.database = openDatabase();
    }

    /**
     * Opens the spool of a directory, and makes it when there is none. What a crash has left half-written at its end is
     * cut; a database that cannot be read is set aside, and what can be read of it is taken over.
     *
     * @throws SpoolException when the directory cannot be used, or another process uses it
     */
    static SpoolStore open(SpoolSettings settings, InstantSource clock) throws SpoolException {
        SpoolDirectory directory = SpoolDirectory.create(settings.directory());
        SpoolLock lock = SpoolLock.take(directory.path());
        try {
            return new SpoolStore(settings, clock, directory, lock);
        } catch (SpoolException | RuntimeException | Error e) {
            // Also when the native library cannot be loaded: the next attempt must not find the directory taken.
            lock.close();
            throw e;
        }
    }

    private SpoolDatabase openDatabase() throws SpoolException {
        try {
            return ready(open(directory.database()));
        } catch (SQLException e) {
            if (SpoolDatabase.isCorrupt(e)) {
                return rescue(e);
            }
            throw failure(e);
        }
    }

    private SpoolDatabase open(Path file) throws SQLException {
        try {
            return SpoolDatabase.open(file);
        } catch (SQLException e) {
            if (!SpoolDatabase.isFull(e)) {
                throw e;
            }
            directory.giveReserve();
            return SpoolDatabase.open(file);
        }
    }

    private SpoolDatabase ready(SpoolDatabase opened) throws SQLException {
        String counted = opened.fact(COUNT);
        count = counted == null ? opened.number("SELECT count(*) FROM entries") : Long.parseLong(counted);
        reserve = directory.holdReserve();
        return opened;
    }

    /** Begins anew with what can be read of the old one. */
    private SpoolDatabase rescue(SQLException why) throws SpoolException {
        if (!Files.exists(directory.database())) {
            throw failure(why);
        }
        Path aside = directory.setAside(clock.millis());
        SpoolDirectory.LOG.error("the spool is corrupt ({}): it is kept as {}", why.getMessage(), aside);
        try {
            SpoolDatabase fresh = open(directory.database());
            long rescued = Rescue.copy(aside, fresh, clock.millis());
            long lost = Math.max(0, count - rescued);
            unreadable += lost;
            fresh.fact(COUNT, Long.toString(rescued));
            SpoolDirectory.LOG.warn(
                    "{} results could be taken over from the corrupt spool, {} are lost", rescued, lost);
            return ready(fresh);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * The marks of an earlier process in this zone; none when there was another.
     *
     * @param zone whose slots they are
     */
    Map<String, SlotMark> marks(String zone) throws SpoolException {
        return doing(() -> {
            database.begin();
            String before = database.fact(ZONE);
            if (before != null && !before.equals(zone)) {
                SpoolDirectory.LOG.info("the monitor was in zone {} before, and owes nothing to {}", before, zone);
                database.unmarkAll();
            }
            database.fact(ZONE, zone);
            database.commit();
            return database.marks();
        });
    }

    /** How many entries there are. */
    long count() {
        return count;
    }

    /** How many entries were found damaged. */
    long unreadable() {
        return unreadable;
    }

    /** The greatest number of an entry; 0 when there is none. */
    long lastNumber() throws SpoolException {
        return doing(() -> database.number("SELECT max(number) FROM entries"));
    }

    /** The bytes that entries and marks take. */
    long bytes() throws SpoolException {
        return doing(database::usedBytes);
    }

    /** When the oldest entry was written; null when there is none. */
    @Nullable Instant oldest() throws SpoolException {
        long millis = doing(() -> database.number("SELECT written_at FROM entries ORDER BY number LIMIT 1"));
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    /**
     * Writes all of it, or nothing.
     *
     * @param sync whether it, and all that was written before, is to survive a loss of power when this returns
     * @return the oldest entries, which had to go to keep the bound of size
     * @throws SpoolException when nothing was written
     */
    List<Dropped> write(SpoolBatch batch, List<SlotChange> marks, boolean sync) throws SpoolException {
        try {
            return doing(() -> writeOnce(batch, marks, sync));
        } catch (SpoolException e) {
            // The reserve is for what makes room.
            boolean makesRoom = batch.entries().isEmpty() && !batch.settled().isEmpty();
            if (e.kind() != SpoolException.Kind.FULL || !reserve || !makesRoom) {
                throw e;
            }
            return doing(() -> {
                useReserve();
                return writeOnce(batch, marks, sync);
            });
        }
    }

    private List<Dropped> writeOnce(SpoolBatch batch, List<SlotChange> marks, boolean sync) throws SQLException {
        database.synchronous(sync);
        database.begin();
        long now = clock.millis();
        long left = count - database.delete(batch.settled());
        for (SpoolEntry entry : batch.entries()) {
            database.insert(entry, now);
        }
        for (SlotChange change : marks) {
            SlotMark old = change.old();
            SlotMark mark = change.mark();
            if (old != null && (mark == null || mark.interval() != old.interval() || mark.phase() != old.phase())) {
                database.unmark(change.target(), old);
            }
            if (mark != null) {
                database.mark(change.target(), mark);
            }
        }
        List<Dropped> dropped = batch.entries().isEmpty() ? List.of() : shrinkToFit();
        commit(left + batch.entries().size() - dropped.size());
        return dropped;
    }

    private void commit(long entries) throws SQLException {
        database.fact(COUNT, Long.toString(entries));
        database.commit();
        count = entries;
    }

    private List<Dropped> shrinkToFit() throws SQLException {
        List<Dropped> dropped = new ArrayList<>();
        while (database.usedBytes() > settings.maxSize()) {
            List<Dropped> oldest = database.oldest(PORTION, Long.MAX_VALUE);
            if (database.delete(numbers(oldest)) == 0) {
                break;
            }
            dropped.addAll(oldest);
        }
        return dropped;
    }

    private static List<Long> numbers(List<Dropped> entries) {
        return entries.stream().map(Dropped::number).toList();
    }

    /** The journal is brought into the database with the room that was held for it. */
    private void useReserve() throws SQLException {
        directory.giveReserve();
        reserve = false;
        database.checkpoint();
    }

    /** Removes what is older than the bound of age, and gives room back to the file system. */
    List<Dropped> tidy() throws SpoolException {
        List<Dropped> expired = doing(() -> {
            database.begin();
            List<Dropped> old = database.oldest(
                    PORTION * 10, clock.millis() - settings.maxAge().toMillis());
            if (old.isEmpty()) {
                database.rollback();
            } else {
                commit(count - database.delete(numbers(old)));
            }
            return old;
        });
        if (!reserve) {
            reserve = directory.holdReserve();
        }
        return doing(() -> {
            database.shrink(SHRINK_PAGES);
            return expired;
        });
    }

    /** The entries after this number up to the other, in order, at most so many. Corrupt ones are among them. */
    List<SpoolDatabase.Read> read(long after, long upTo, int most) throws SpoolException {
        return doing(() -> {
            List<SpoolDatabase.Read> entries = database.read(after, upTo, most, false);
            unreadable += entries.stream().filter(each -> !each.whole()).count();
            return entries;
        });
    }

    private <T> T doing(Action<T> action) throws SpoolException {
        try {
            return action.run();
        } catch (SQLException e) {
            database.rollback();
            if (SpoolDatabase.isCorrupt(e)) {
                database.close();
                database = rescue(e);
            }
            throw failure(e);
        }
    }

    private SpoolException failure(SQLException e) {
        if (SpoolDatabase.isFull(e)) {
            return new SpoolException(
                    SpoolException.Kind.FULL,
                    "no space left on the disk of spool.directory "
                            + directory.path().toAbsolutePath(),
                    e);
        }
        SpoolException.Kind kind =
                SpoolDatabase.isCorrupt(e) ? SpoolException.Kind.CORRUPT : SpoolException.Kind.FAILED;
        return new SpoolException(
                kind, "spool.directory " + directory.path().toAbsolutePath() + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        database.close();
        lock.close();
    }

    private interface Action<T> {
        T run() throws SQLException;
    }
}
