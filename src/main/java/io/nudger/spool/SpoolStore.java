package io.nudger.spool;

import io.nudger.check.SlotGap;
import io.nudger.check.SlotMark;
import io.nudger.config.SpoolSettings;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
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
    private static final int SHRINK_PAGES = 1_024;
    /** The part of the room that the account of what was lost may take. */
    private static final int LOSSES_SHARE = 4;

    private final InstantSource clock;
    private final SpoolDirectory directory;
    private final SpoolFile file;
    private final SpoolLock lock;
    private final LossAccount account;
    private final SpoolBounds bounds;
    private SpoolDatabase database;
    private long count;
    private long unreadable;
    private boolean reserve;
    private boolean isUsable = true;

    private SpoolStore(SpoolSettings settings, InstantSource clock, SpoolDirectory directory, SpoolLock lock)
            throws SpoolException {
        this.clock = clock;
        this.directory = directory;
        this.file = new SpoolFile(directory, clock);
        this.lock = lock;
        this.account = new LossAccount(settings.maxSize() / LOSSES_SHARE);
        this.bounds = new SpoolBounds(settings, clock, account);
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
        SpoolDatabase opened = null;
        try {
            opened = file.open();
            String counted = opened.fact(COUNT);
            count = counted == null ? opened.number("SELECT count(*) FROM entries") : Long.parseLong(counted);
            return ready(opened);
        } catch (SQLException e) {
            if (opened != null) {
                opened.close();
            }
            if (SpoolDatabase.isCorrupt(e)) {
                return rescue(e);
            }
            throw file.failure(e);
        }
    }

    private SpoolDatabase ready(SpoolDatabase opened) throws SQLException {
        opened.losses().open();
        reserve = directory.holdReserve();
        return opened;
    }

    /** Begins anew with what can be read of the old one, which is closed. */
    private SpoolDatabase rescue(SQLException why) throws SpoolException {
        SpoolFile.Rescued rescued = file.rescue(why);
        try {
            rescued.database().fact(COUNT, Long.toString(rescued.entries()));
            long lost = Math.max(0, count - rescued.entries());
            count = rescued.entries();
            unreadable += lost;
            account.cannotTell(lost);
            SpoolDirectory.LOG.warn(
                    "{} results could be taken over from the corrupt spool, {} are lost", rescued.entries(), lost);
            return ready(rescued.database());
        } catch (SQLException e) {
            rescued.database().close();
            throw file.failure(e);
        }
    }

    /**
     * The marks of an earlier process in this zone; none when there was another.
     *
     * @param zone whose slots they are
     */
    Map<String, SlotMark> marks(String zone) throws SpoolException {
        return doing(() -> database.marksOf(zone));
    }

    /** How many entries there are. */
    long count() {
        return count;
    }

    /** How many entries were found damaged. */
    long unreadable() {
        return unreadable;
    }

    /** How many ranges of lost slots are to be told. */
    long losses() {
        return database.losses().ranges();
    }

    /** How many slots were lost and will not be told. */
    long untold() {
        return account.untold();
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
        long millis = doing(database::oldestMillis);
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
        begin();
        long now = clock.millis();
        long left = count - database.entries().delete(batch.settled());
        for (SlotSpan slots : batch.redeemed()) {
            database.losses().subtract(slots);
        }
        for (SpoolEntry entry : batch.entries()) {
            left += database.entries().insert(entry, now);
        }
        for (SlotChange change : marks) {
            database.marks().apply(change);
        }
        account.lose(database, batch.lost());
        List<Dropped> dropped = batch.entries().isEmpty() ? List.of() : bounds.shrink(database);
        commit(left - dropped.size());
        return dropped;
    }

    private void begin() throws SQLException {
        account.begin();
        database.begin();
    }

    private void commit(long entries) throws SQLException {
        database.fact(COUNT, Long.toString(entries));
        database.commit();
        account.committed();
        count = entries;
    }

    /** The journal is brought into the database with the room that was held for it. */
    private void useReserve() throws SQLException {
        directory.giveReserve();
        reserve = false;
        database.checkpoint();
    }

    /** Removes what is older than the bound of age, and gives room back to the file system. */
    List<Dropped> tidy() throws SpoolException {
        if (!reserve) {
            reserve = directory.holdReserve();
        }
        return doing(() -> {
            database.shrink(SHRINK_PAGES);
            // Last: whoever asked has to learn what is gone.
            return expire();
        });
    }

    private List<Dropped> expire() throws SQLException {
        if (!bounds.isAnyTooOld(database)) {
            return List.of();
        }
        begin();
        List<Dropped> expired = bounds.expire(database);
        commit(count - expired.size());
        return expired;
    }

    /** The entries after this number up to the other, in order, at most so many. Corrupt ones are among them. */
    List<EntryTable.Read> read(long after, long upTo, int most) throws SpoolException {
        return doing(() -> {
            List<EntryTable.Read> entries = database.entries().read(after, upTo, most);
            unreadable += entries.stream().filter(each -> !each.whole()).count();
            return entries;
        });
    }

    /** What can be told in the place of these, which are damaged. */
    List<SlotGap> insteadOf(List<SpoolEntry> damaged) throws SpoolException {
        return doing(() -> account.insteadOf(database, damaged));
    }

    /**
     * Makes records of ranges of lost slots, which then wait as all others do.
     *
     * @param number the number of the first; the others follow
     * @param most how many at most
     * @return how many there are
     */
    int tell(long number, int most) throws SpoolException {
        return doing(() -> {
            begin();
            List<SlotGap> gaps = database.losses().take(most);
            int told = 0;
            for (SlotGap gap : gaps) {
                told += database.entries().insert(SpoolEntry.of(number + told, gap), clock.millis());
            }
            commit(count + told);
            return told;
        });
    }

    private <T> T doing(Action<T> action) throws SpoolException {
        try {
            return action.run();
        } catch (SQLException e) {
            database.rollback();
            if (SpoolDatabase.isCorrupt(e)) {
                database.close();
                isUsable = false;
                database = rescue(e);
                isUsable = true;
            }
            throw file.failure(e);
        }
    }

    /** Whether it is of any use to go on with it; if not, it may help to open it again. */
    boolean isUsable() {
        return isUsable;
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
