package io.nudger.spool;

import io.nudger.check.MalformedResultException;
import io.nudger.check.Micros;
import io.nudger.check.SlotGap;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees to it that what is given up is accounted for, within the transaction that gives it up. */
final class LossAccount {
    /** Around an entry that is damaged, so many others are searched for one of the same target. */
    private static final long NEIGHBOURS = 20_000;
    /** Each search takes a while: of more damage than that at once, nothing is told. */
    private static final int MOST_SEARCHES = 50;

    private final long maxBytes;
    private long untold;
    private long untoldNow;
    private int searches;

    /**
     * @param maxBytes how much room the ranges of lost slots may take
     */
    LossAccount(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A transaction begins. */
    void begin() {
        untoldNow = 0;
        searches = 0;
    }

    /** It has ended well. */
    void committed() {
        untold += untoldNow;
        untoldNow = 0;
    }

    /** How many slots were lost and will not be told. */
    long untold() {
        return untold;
    }

    /** So many slots were lost, and nobody knows which. */
    void cannotTell(long slots) {
        untold += slots;
    }

    /** Removes these entries, and from then on accounts for their slots. */
    List<Dropped> drop(SpoolDatabase database, List<EntryTable.Read> entries, LossCause cause) throws SQLException {
        List<Dropped> dropped = entries.stream().map(EntryTable.Read::dropped).toList();
        JoinedGaps lost = new JoinedGaps(Integer.MAX_VALUE);
        for (EntryTable.Read each : entries) {
            SlotGap gap = each.whole() ? gap(each.entry(), cause) : ofDamaged(database, each.entry());
            untoldNow += gap == null || !lost.add(gap) ? 1 : 0;
        }
        int ignored =
                database.entries().delete(dropped.stream().map(Dropped::number).toList());
        lose(database, lost.take());
        return dropped;
    }

    /** Accounts for these from now on, as far as there is room. */
    void lose(SpoolDatabase database, List<SlotGap> lost) throws SQLException {
        for (SlotGap gap : lost) {
            untoldNow += database.losses().add(gap, maxBytes) ? 0 : gap.slots();
        }
    }

    /** What can be told in the place of these, which are not what was written. */
    List<SlotGap> insteadOf(SpoolDatabase database, List<SpoolEntry> damaged) throws SQLException {
        searches = 0;
        List<SlotGap> lost = new ArrayList<>();
        for (SpoolEntry entry : damaged) {
            SlotGap gap = ofDamaged(database, entry);
            if (gap != null) {
                lost.add(gap);
            }
        }
        untold += damaged.size() - lost.size();
        return lost;
    }

    private static @Nullable SlotGap gap(SpoolEntry entry, LossCause cause) {
        try {
            return cause.gap(entry);
        } catch (MalformedResultException e) {
            SpoolDirectory.LOG.debug("an entry of {} makes no sense: {}", entry.target(), e.getMessage());
            return null;
        }
    }

    /**
     * Nothing of a damaged entry is sure. That it is one of this target and slot is believed when another entry has the
     * same target, and its slots.
     */
    private @Nullable SlotGap ofDamaged(SpoolDatabase database, SpoolEntry damaged) throws SQLException {
        if (++searches > MOST_SEARCHES) {
            return null;
        }
        long number = damaged.number();
        for (EntryTable.Read other :
                database.entries().readOf(damaged.target(), number - NEIGHBOURS, number + NEIGHBOURS, 3)) {
            SlotGap gap = other.whole() && !other.entry().isGap() ? gap(other.entry(), LossCause.DAMAGED) : null;
            if (gap != null
                    && (damaged.slot() - other.entry().slot())
                                    % Micros.of(gap.target().interval())
                            == 0) {
                Instant slot = Micros.toInstant(damaged.slot());
                return new SlotGap(gap.target(), gap.origin(), slot, slot, LossCause.DAMAGED.verdict());
            }
        }
        return null;
    }
}
