package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.config.Match;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A span in which nobody is notified of some targets: a row of {@code maintenances} or {@code silences}.
 *
 * @param id of its row
 * @param kind which of the two
 * @param name of the window; of a silence its id
 * @param match the targets; null for those alone that name the window themselves
 * @param from its first moment
 * @param to the moment after it
 * @param fromFile whether it comes from the file of alerts
 * @param revoked whether somebody has ended it, so that it holds nothing
 */
public record Quiet(
        long id,
        Kind kind,
        String name,
        @Nullable Match match,
        Instant from,
        Instant to,
        boolean fromFile,
        boolean revoked) {
    /** Why nobody is notified. */
    public enum Kind {
        MAINTENANCE,
        SILENCE
    }

    public Quiet {
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
        requireNonNull(from, "from");
        requireNonNull(to, "to");
    }

    boolean covers(Subject subject) {
        return (kind == Kind.MAINTENANCE && subject.maintenance().contains(name))
                || (match != null && match.matches(subject.name(), subject.group(), subject.labels()));
    }

    /** As it is written where it holds something. */
    String hold() {
        return kind == Kind.MAINTENANCE ? "maintenance:" + name : "silence:" + id;
    }
}
