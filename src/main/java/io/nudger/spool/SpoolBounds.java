package io.nudger.spool;

import io.nudger.config.SpoolSettings;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Keeps a spool within its bounds of size and age, within a transaction of its owner. */
final class SpoolBounds {
    private static final int PORTION = 200;
    private static final int EXPIRED_PORTIONS = 10;

    private final SpoolSettings settings;
    private final InstantSource clock;
    private final LossAccount account;

    SpoolBounds(SpoolSettings settings, InstantSource clock, LossAccount account) {
        this.settings = settings;
        this.clock = clock;
        this.account = account;
    }

    /** Removes the oldest entries until it is small enough. */
    List<Dropped> shrink(SpoolDatabase database) throws SQLException {
        List<Dropped> dropped = new ArrayList<>();
        while (database.usedBytes() > settings.maxSize()) {
            List<EntryTable.Read> oldest = database.entries().read(0, Long.MAX_VALUE, PORTION);
            if (oldest.isEmpty()) {
                break;
            }
            dropped.addAll(account.drop(database, oldest, LossCause.MAX_SIZE));
        }
        return dropped;
    }

    /** Whether there is an entry that is too old. */
    boolean isAnyTooOld(SpoolDatabase database) throws SQLException {
        long oldest = database.oldestMillis();
        return oldest != 0 && oldest < ageBound();
    }

    /** Removes entries that are too old, though not too many at once. */
    List<Dropped> expire(SpoolDatabase database) throws SQLException {
        long bound = ageBound();
        List<Dropped> expired = new ArrayList<>();
        for (int portion = 0; portion < EXPIRED_PORTIONS; portion++) {
            List<EntryTable.Read> old = database.entries().read(0, Long.MAX_VALUE, PORTION).stream()
                    .takeWhile(each -> each.writtenAt() < bound)
                    .toList();
            expired.addAll(account.drop(database, old, LossCause.MAX_AGE));
            if (old.size() < PORTION) {
                break;
            }
        }
        return expired;
    }

    private long ageBound() {
        return clock.millis() - settings.maxAge().toMillis();
    }
}
