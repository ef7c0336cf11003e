package io.nudger.http;

/** The body went on beyond its limit. Without a stack trace: it is an answer, not a defect. */
final class BodyTooLargeException extends Exception {
    private static final long serialVersionUID = 1;

    private final long limit;

    BodyTooLargeException(long limit) {
        super("the body is too large", null, false, false);
        this.limit = limit;
    }

    /** How many bytes it may have. */
    long limit() {
        return limit;
    }
}
