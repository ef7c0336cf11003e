package io.nudger.http;

import java.io.IOException;

/** The body went on beyond its limit. Without a stack trace: it is an answer, not a defect. */
final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    private final long limit;

    BodyTooLargeException(long limit) {
        super("the body is too large");
        this.limit = limit;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** How many bytes it may have. */
    long limit() {
        return limit;
    }
}
