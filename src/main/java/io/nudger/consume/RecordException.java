package io.nudger.consume;

/** Why something could not be done with the record; the message is meant for people. */
public final class RecordException extends Exception {
    private static final long serialVersionUID = 1;

    /** Has the message for people. */
    public RecordException(String message) {
        super(message);
    }

    /** Has the message for people, and its cause. */
    public RecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
