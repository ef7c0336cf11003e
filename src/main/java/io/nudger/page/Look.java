package io.nudger.page;

import io.nudger.check.State;
import java.util.Locale;

/** How a state looks: what nobody knows is never green. */
public enum Look {
    /** All is well. */
    UP("#1a7f4b"),
    /** Up, and slow. */
    SLOW("#b7791f"),
    /** Down from somewhere. */
    PARTIAL("#d9730d"),
    /** Down. */
    DOWN("#c92a2a"),
    /** Nobody knows. */
    UNKNOWN("#7b8494"),
    /** Somebody works on it. */
    MAINTENANCE("#2f6fd0");

    private final String colour;

    Look(String colour) {
        this.colour = colour;
    }

    /** Of its icon. */
    String colour() {
        return colour;
    }

    /** Its class in the style, and the end of its keys in the words. */
    public String css() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** That of a state. */
    static Look of(State state) {
        return switch (state) {
            case UP -> UP;
            case DEGRADED -> SLOW;
            case PARTIAL -> PARTIAL;
            case DOWN -> DOWN;
            case STALE -> UNKNOWN;
        };
    }
}
