package io.nudger.app;

/** What the process says to its caller when it ends. */
public final class ExitStatus {
    /** Stopped as asked; the check was up; the settings are right. */
    public static final int OK = 0;
    /** The check was not up; the program could not go on. */
    public static final int FAILED = 1;
    /** Wrong usage, settings or targets. */
    public static final int USAGE = 2;

    private ExitStatus() {}
}
