package io.nudger.wire;

/** Bytes that are not a check result. The message is one line for people. */
public class MalformedResultException extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedResultException(String message) {
        super(message);
    }

    public MalformedResultException(String message, Throwable cause) {
        super(message, cause);
    }
}
