package io.nudger.check;

import java.util.Locale;

/** The state of a target over its zones. */
public enum State {
    /** The zones that vote see it up. */
    UP,
    /** Up, and slow in so many zones that the quorum would call it down. */
    DEGRADED,
    /** Down in a zone, and not in enough of them. */
    PARTIAL,
    /** Down. */
    DOWN,
    /** No zone votes: nothing is known of it. */
    STALE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The lower-case name used in tables, topics and messages. */
    public String wireName() {
        return wireName;
    }

    /** Whether it is part of an outage. */
    public boolean isOutage() {
        return this == PARTIAL || this == DOWN;
    }

    /** Whether the target can be used. */
    public boolean isUp() {
        return this == UP || this == DEGRADED;
    }

    /** The state with this name. */
    public static State named(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
