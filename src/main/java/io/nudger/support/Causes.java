package io.nudger.support;

import io.nudger.check.Printable;
import org.jspecify.annotations.Nullable;

/** Looks through an exception and what caused it. */
public final class Causes {
    private Causes() {}

    /** The first of this type, from the outside in; null when there is none. */
    public static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    /** The innermost one. */
    public static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** What this one says, in one line without its causes; its class when it says nothing. */
    public static String line(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : Printable.line(message.lines().findFirst().orElse(message)).strip();
    }
}
