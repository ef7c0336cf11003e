package io.nudger.consume;

import org.jspecify.annotations.Nullable;

/**
 * The store lacks what it has confirmed to this process: it was set back, or it is another one. What was under way is rolled
 * back, and must not be repeated as it is: the records before it may be missing now.
 */
public final class SetBackException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what is missing. */
    public SetBackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
