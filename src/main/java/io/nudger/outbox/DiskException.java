package io.nudger.outbox;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The disk does not do what it should; the message says what, in words for people. */
final class DiskException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    enum Kind {
        /** The settings are wrong, or another process uses the directory: only a person can fix it. */
        UNUSABLE,
        /** What is on the disk is not what was written. */
        CORRUPT,
        /** No room, or anything else; trying again may help. */
        FAILED
    }

    DiskException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
