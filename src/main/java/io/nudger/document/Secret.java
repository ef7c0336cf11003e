package io.nudger.document;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A text that must not be seen: {@link #toString} hides it, only {@link #reveal} gives it away. */
public final class Secret {
    private static final String HIDDEN = "******";

    private final String value;
    private final @Nullable FileText file;

    private Secret(String value, @Nullable FileText file) {
        this.value = requireNonNull(value, "value");
        this.file = file;
    }

    /** Hides the text. */
    public static Secret of(String value) {
        return new Secret(value, null);
    }

    /** Hides the text; a file it comes from may be renewed. */
    public static Secret of(String value, @Nullable FileText file) {
        return new Secret(value, file);
    }

    /** The text itself: for the library that authenticates with it, and nothing else. */
    public String reveal() {
        return value;
    }

    /**
     * As {@link #reveal}; when it comes from a file, what stands there now. Blocks then.
     *
     * @throws IllegalStateException when the file cannot be read; the message names it
     */
    public String renewed() {
        return file == null ? value : file.read();
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
