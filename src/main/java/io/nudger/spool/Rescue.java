package io.nudger.spool;

import io.nudger.check.SlotGap;
import io.nudger.check.SlotMark;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes over what can be read of a corrupt database: from both ends up to the damage, the marks, and the losses. */
final class Rescue {
    private static final int PORTION = 100;

    private Rescue() {}

    /**
     * Copies entries, marks and losses.
     *
     * @return how many entries
     */
    static long copy(Path corrupt, SpoolDatabase into, long now) throws SQLException {
        Set<Long> copied = new HashSet<>();
        try (SpoolDatabase from = SpoolDatabase.open(corrupt)) {
            copyMarks(from, into);
            copyLosses(from, into);
            copyUpToTheDamage(from, into, now, copied, false);
            copyUpToTheDamage(from, into, now, copied, true);
        } catch (SQLException unreadable) {
            SpoolDirectory.LOG.debug("the corrupt spool cannot be opened: {}", unreadable.getMessage());
        }
        return copied.size();
    }

    private static void copyMarks(SpoolDatabase from, SpoolDatabase into) throws SQLException {
        Map<String, SlotMark> marks;
        String zone;
        try {
            marks = from.marks().all();
            zone = from.fact(SpoolDatabase.ZONE);
        } catch (SQLException unreadable) {
            SpoolDirectory.LOG.warn("up to which slots the targets were accounted for is lost with the spool");
            return;
        }
        into.begin();
        for (Map.Entry<String, SlotMark> mark : marks.entrySet()) {
            into.marks().put(mark.getKey(), mark.getValue());
        }
        if (zone != null) {
            into.fact(SpoolDatabase.ZONE, zone);
        }
        into.commit();
    }

    private static void copyLosses(SpoolDatabase from, SpoolDatabase into) throws SQLException {
        List<SlotGap> losses;
        try {
            from.begin();
            losses = from.losses().take(Integer.MAX_VALUE);
        } catch (SQLException unreadable) {
            SpoolDirectory.LOG.warn("which slots were lost before, and not told yet, is lost with the spool");
            return;
        } finally {
            from.rollback();
        }
        into.begin();
        for (SlotGap loss : losses) {
            boolean ignored = into.losses().add(loss, Long.MAX_VALUE);
        }
        into.commit();
    }

    private static void copyUpToTheDamage(
            SpoolDatabase from, SpoolDatabase into, long now, Set<Long> copied, boolean backwards) throws SQLException {
        long after = 0;
        long upTo = Long.MAX_VALUE;
        while (true) {
            List<EntryTable.Read> portion;
            try {
                portion = backwards
                        ? from.entries().readBackwards(after, upTo, PORTION)
                        : from.entries().read(after, upTo, PORTION);
            } catch (SQLException damage) {
                portion = List.of();
            }
            if (portion.isEmpty()) {
                return;
            }
            into.begin();
            for (EntryTable.Read read : portion) {
                long number = read.entry().number();
                if (read.whole() && copied.add(number)) {
                    int ignored = into.entries().insert(read.entry(), now);
                }
                after = backwards ? after : number;
                upTo = backwards ? number - 1 : upTo;
            }
            into.commit();
        }
    }
}
