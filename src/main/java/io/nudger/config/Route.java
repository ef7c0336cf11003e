package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which news go to which receivers. Routes are looked at in their order, and every one that matches sends.
 *
 * @param match the targets whose news they are
 * @param to names of receivers
 * @param when what is sent; not empty
 * @param groupWait how long to wait for more of the same; an outage that ends meanwhile is not announced
 * @param remindEvery the distance of reminders while an outage lasts; null for none
 * @param after how long an outage has to last before it is sent
 * @param unlessAcknowledged whether an outage that was acknowledged is not sent any more
 * @param stop whether the routes after it are passed over when it matches
 */
public record Route(
        Match match,
        List<String> to,
        Set<When> when,
        Duration groupWait,
        @Nullable Duration remindEvery,
        Duration after,
        boolean unlessAcknowledged,
        boolean stop) {
    /** News that a route may send. */
    public enum When {
        /** A target is down. */
        DOWN,
        /** A target is down in some zones, and not in enough of them. */
        PARTIAL,
        /** A target is up again. */
        UP,
        /** Nothing is known of a target any more. */
        STALE,
        /** A zone is not trusted any more, or trusted again. */
        ZONE
    }

    public Route {
        requireNonNull(match, "match");
        to = List.copyOf(to);
        when = Collections.unmodifiableSet(EnumSet.copyOf(when));
        requireNonNull(groupWait, "groupWait");
        requireNonNull(after, "after");
    }
}
