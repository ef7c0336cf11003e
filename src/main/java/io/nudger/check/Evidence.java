package io.nudger.check;

/**
 * What is kept of a response beside its measurements.
 *
 * @param failures whether the beginning of the body and some headers are kept of a check that is not up
 * @param matches whether the text that the regular expression matched is kept of every check
 */
public record Evidence(boolean failures, boolean matches) {
    /** What holds unless configured otherwise. */
    public static final Evidence DEFAULT = new Evidence(true, false);
}
