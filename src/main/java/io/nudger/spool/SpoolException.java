package io.nudger.spool;

import java.io.Serial;

/** The disk does not do what it should; the message says what, in words for people. */
public final class SpoolException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What to do about it. */
    public enum Kind {
        /** The settings are wrong, or another process uses the directory: nothing but a person mends it. */
        UNUSABLE,
        /** No room: it works again when there is some. */
        FULL,
        /** What is on the disk is not what was written. */
        CORRUPT,
        /** Anything else; trying again may help. */
        FAILED
    }

    SpoolException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    SpoolException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
