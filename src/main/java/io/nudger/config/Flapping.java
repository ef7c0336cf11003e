package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a target changes so often that one notice stands for all of them.
 *
 * @param changes so many changes; 0 when no number is too many
 * @param within in so short a time
 * @param calmFor how long it has to stay as it is until it counts as calm again
 */
public record Flapping(int changes, Duration within, Duration calmFor) {
    /** What holds unless the file says otherwise. */
    public static final Flapping BUILT_IN = new Flapping(4, Duration.ofMinutes(30), Duration.ofMinutes(15));

    public Flapping {
        requireNonNull(within, "within");
        requireNonNull(calmFor, "calmFor");
    }
}
