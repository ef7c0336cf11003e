package io.nudger.check;

/** Which values in the query of a URL are hidden wherever the URL is shown. */
public enum HiddenQuery {
    /** Those whose names look like credentials. */
    CREDENTIALS,
    /** All. */
    ALL,
    /** None. */
    NONE
}
