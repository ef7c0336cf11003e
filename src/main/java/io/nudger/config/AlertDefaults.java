package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What holds for all routes and receivers.
 *
 * @param groupWait how long a route waits for more of the same, unless it says otherwise
 * @param maxListed the most targets that a message lists
 * @param resolved whether routes send that a target is up again, unless they say otherwise
 * @param giveUpAfter how long a notice that is not accepted is tried again
 */
public record AlertDefaults(Duration groupWait, int maxListed, boolean resolved, Duration giveUpAfter) {
    /** What holds unless the file says otherwise. */
    public static final AlertDefaults BUILT_IN =
            new AlertDefaults(Duration.ofSeconds(10), 20, true, Duration.ofHours(24));

    public AlertDefaults {
        requireNonNull(groupWait, "groupWait");
        requireNonNull(giveUpAfter, "giveUpAfter");
    }
}
