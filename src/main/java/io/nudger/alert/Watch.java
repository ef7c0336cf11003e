package io.nudger.alert;

import io.nudger.check.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the watchdog is pinged, because all is well: that covers monitors, Kafka, persisters, database and alerters. How far the
 * record is behind is in how old its newest slots are.
 *
 * @param targets how many there are, without those that were taken out of the files
 * @param fresh how many of them have a fresh slot in any zone
 * @param oldestNotice how long the oldest notice waits that nothing holds
 */
public record Watch(int targets, int fresh, Duration oldestNotice) {
    private static final double MOST = 0.99;
    private static final Duration LONG = Duration.ofMinutes(5);

    /** What is wrong; empty when all is well. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (fresh < MOST * targets) {
            problems.add("only " + fresh + " of " + targets + " targets have fresh results");
        }
        if (oldestNotice.compareTo(LONG) > 0) {
            problems.add("a notice has been waiting for " + Text.duration(oldestNotice));
        }
        return problems;
    }
}
