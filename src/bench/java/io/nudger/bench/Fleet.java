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
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Many targets alike.
 *
 * @param count how many
 * @param interval the distance of their slots
 * @param site what they begin with: each has a path of its own
 */
record Fleet(int count, Duration interval, String site) {
    private static final Zone ZONE = new Zone(Deployment.ZONE, List.of());
    /** A reload reads the files that changed. */
    private static final int PER_FILE = 1_000;

    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(5);

    /** So many targets that are checked so many times a second altogether. */
    static Fleet atRate(int count, double perSecond, String site) {
        return new Fleet(count, Duration.ofMillis(Math.round(1_000 * count / perSecond)), site);
    }

    /** Puts them in place: a file, or a directory of files of a thousand each when they are more. */
    void write(Path path) {
        remove(path);
        for (int first = 0; first < count; first += PER_FILE) {
            put(path, first, "");
        }
    }

    /** Puts the first file in place once more, at once and whole; its first target has this end of its address now. */
    void writeWithChange(Path path, String change) {
        put(path, 0, change);
    }

    private void put(Path path, int first, String change) {
        Path file = count <= PER_FILE ? path : path.resolve(String.format("%05d.yaml", first));
        Path next = file.resolveSibling("next");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(next, text(first, Math.min(first + PER_FILE, count), change));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(int first, int end, String change) {
        Duration most = interval.multipliedBy(4).dividedBy(5);
        Duration timeout = most.compareTo(LONGEST_TIMEOUT) < 0 ? most : LONGEST_TIMEOUT;
        StringBuilder text = new StringBuilder()
                .append("defaults: {interval: ")
                .append(interval.toMillis())
                .append("ms, timeout: ")
                .append(timeout.toMillis())
                .append("ms}\ntargets:\n");
        for (int i = first; i < end; i++) {
            text.append("  - {name: ")
                    .append(name(i))
                    .append(", url: '")
                    .append(site)
                    .append(name(i));
            text.append(i == 0 ? change : "").append("'}\n");
        }
        return text.toString();
    }

    private static void remove(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
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
