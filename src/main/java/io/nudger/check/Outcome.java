package io.nudger.check;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a slot ended. Every slot of an enabled target ends as exactly one of these, per zone. */
public enum Outcome {
    /** The site answered in time and met every expectation. */
    UP(1),
    /** The site failed, and the monitor is sure that it was the site. */
    DOWN(2),
    /** The check did not run. */
    MISSED(3),
    /** The check ran, but the monitor itself was in trouble: the result says nothing about the site. */
    UNKNOWN(4);

    private final short code;
    private final String wireName;

    Outcome(int code) {
        this.code = (short) code;
        this.wireName = name().toLowerCase(Locale.ROOT);
    }

    /** The outcome with this name; null when this version has none. */
    public static @Nullable Outcome named(String wireName) {
        for (Outcome outcome : values()) {
            if (outcome.wireName.equals(wireName)) {
                return outcome;
            }
        }
        return null;
    }

    /** The number that stands for this outcome on the wire and in the database; never reused. */
    public short code() {
        return code;
    }

    /** The lower-case name used on the wire, in metrics and in the views. */
    public String wireName() {
        return wireName;
    }
}
