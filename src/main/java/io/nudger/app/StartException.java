package io.nudger.app;

/** The program cannot start. The message says why, for people; a stack trace would say nothing more. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StartException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
