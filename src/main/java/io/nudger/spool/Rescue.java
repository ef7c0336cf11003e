package io.nudger.spool;

import io.nudger.check.SlotMark;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes over what can be read of a corrupt database: from both ends up to the damage, and the marks. */
final class Rescue {
    private static final int PORTION = 100;

    private Rescue() {}

    /**
     * Copies entries and marks.
     *
     * @return how many entries
     */
    static long copy(Path corrupt, SpoolDatabase into, long now) throws SQLException {
        Set<Long> copied = new HashSet<>();
        try (SpoolDatabase from = SpoolDatabase.open(corrupt)) {
            copyMarks(from, into);
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
            marks = from.marks();
            zone = from.fact("zone");
        } catch (SQLException unreadable) {
            SpoolDirectory.LOG.warn("up to which slots the targets were accounted for is lost with the spool");
            return;
        }
        into.begin();
        for (Map.Entry<String, SlotMark> mark : marks.entrySet()) {
            into.mark(mark.getKey(), mark.getValue());
        }
        if (zone != null) {
            into.fact("zone", zone);
        }
        into.commit();
    }

    private static void copyUpToTheDamage(
            SpoolDatabase from, SpoolDatabase into, long now, Set<Long> copied, boolean backwards) throws SQLException {
        long after = 0;
        long upTo = Long.MAX_VALUE;
        while (true) {
            List<SpoolDatabase.Read> portion;
            try {
                portion = from.read(after, upTo, PORTION, backwards);
            } catch (SQLException damage) {
                portion = List.of();
            }
            if (portion.isEmpty()) {
                return;
            }
            into.begin();
            for (SpoolDatabase.Read read : portion) {
                long number = read.entry().number();
                if (read.whole() && copied.add(number)) {
                    into.insert(read.entry(), now);
                }
                after = backwards ? after : number;
                upTo = backwards ? number - 1 : upTo;
            }
            into.commit();
        }
    }
}
