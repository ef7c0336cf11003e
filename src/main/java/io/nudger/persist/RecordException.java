package io.nudger.persist;

/** Why something could not be done with the record; the message is meant for people. */
public final class RecordException extends Exception {
    private static final long serialVersionUID = 1;

    RecordException(String message) {
        super(message);
    }

    RecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
