package io.nudger.config;

import static java.util.Objects.requireNonNull;

/** A text that must not be seen: {@link #toString} hides it, only {@link #reveal} gives it away. */
public final class Secret {
    private static final String HIDDEN = "******";

    private final String value;

    private Secret(String value) {
        this.value = requireNonNull(value, "value");
    }

    /** Hides the text. */
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The text itself: for the library that authenticates with it, and nothing else. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
