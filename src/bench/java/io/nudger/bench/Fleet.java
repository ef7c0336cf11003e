package io.nudger.bench;

import io.nudger.check.Micros;
import io.nudger.check.Schedule;
import io.nudger.check.Zone;
import io.nudger.testing.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Many targets alike.
 *
 * @param count how many
 * @param interval the distance of their slots
 * @param site what they begin with: each has a path of its own
 */
record Fleet(int count, Duration interval, String site) {
    private static final Zone ZONE = new Zone(Deployment.ZONE, List.of());
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(5);

    /** So many targets that are checked so many times a second altogether. */
    static Fleet atRate(int count, double perSecond, String site) {
        return new Fleet(count, Duration.ofMillis(Math.round(1_000 * count / perSecond)), site);
    }

    /** Puts the file in place, at once and whole. */
    void write(Path file) {
        writeWithChange(file, "");
    }

    /** The same; the first target is another one, by this end of its address. */
    void writeWithChange(Path file, String change) {
        Duration most = interval.multipliedBy(4).dividedBy(5);
        Duration timeout = most.compareTo(LONGEST_TIMEOUT) < 0 ? most : LONGEST_TIMEOUT;
        StringBuilder text = new StringBuilder()
                .append("defaults: {interval: ")
                .append(interval.toMillis())
                .append("ms, timeout: ")
                .append(timeout.toMillis())
                .append("ms}\ntargets:\n");
        for (int i = 0; i < count; i++) {
            text.append("  - {name: ")
                    .append(name(i))
                    .append(", url: '")
                    .append(site)
                    .append(name(i));
            text.append(i == 0 ? change : "").append("'}\n");
        }
        Path next = file.resolveSibling("next");
        try {
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many slots these targets have from one moment on, before another. */
    long slots(Instant since, Instant until) {
        long slots = 0;
        for (int i = 0; i < count; i++) {
            Schedule schedule = Schedule.of(name(i), interval, ZONE);
            long first = schedule.slotAfter(Micros.of(since) - 1);
            long end = schedule.slotAfter(Micros.of(until) - 1);
            slots += (end - first) / schedule.intervalMicros();
        }
        return slots;
    }

    private static String name(int index) {
        return "site-" + index;
    }
}
