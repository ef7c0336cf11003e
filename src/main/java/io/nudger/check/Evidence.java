package io.nudger.check;

/**
 * What is kept of a response beside its measurements.
 *
 * @param failures whether the beginning of the body and some headers are kept of a check that is not up
 * @param matches whether the text that the regular expression matched is kept of every check
 * @param hiddenQuery which values in the query of a URL are hidden in all that is told of the target
 */
public record Evidence(boolean failures, boolean matches, HiddenQuery hiddenQuery) {
    /** What holds unless configured otherwise. */
    public static final Evidence DEFAULT = new Evidence(true, false);

    /** One that hides credentials in URLs. */
    public Evidence(boolean failures, boolean matches) {
        this(failures, matches, HiddenQuery.CREDENTIALS);
    }
}
