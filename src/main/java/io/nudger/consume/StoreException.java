package io.nudger.consume;

/** A store did not answer, or refused its service; the message is one line for people. The same may be asked again. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Has the message of what the store says. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
