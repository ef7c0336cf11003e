package io.nudger;

/** What the process tells its caller when it ends. */
final class ExitStatus {
    /** Stopped as asked; the check was up; the settings are right. */
    static final int OK = 0;
    /** The check was not up; the program could not go on. */
    static final int FAILED = 1;
    /** Wrong usage, settings or targets. */
    static final int USAGE = 2;

    private ExitStatus() {}
}
