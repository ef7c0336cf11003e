package io.nudger.persist;

import org.jspecify.annotations.Nullable;

/**
 * The database lacks what this process has committed: it was set back, or it is another one. What was under way is rolled
 * back, and must not be repeated as it is: the records before it may be missing now.
 */
final class SetBackException extends Exception {
    private static final long serialVersionUID = 1L;

    SetBackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
