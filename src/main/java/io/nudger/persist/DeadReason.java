package io.nudger.persist;

import java.util.Locale;

/** Why a record goes to the dead letters. A closed list, so that they can be counted. */
public enum DeadReason {
    /** It is no result. */
    MALFORMED,
    /** It is a result of a version that is not known here: a newer persister reads it. */
    VERSION,
    /** It is larger than any result. */
    TOO_LARGE,
    /** Its slot lies in the future: the clock of the monitor is wrong, or ours. */
    FUTURE,
    /** Its slot is older than what is kept. */
    EXPIRED,
    /** The database does not take it. */
    REFUSED;

    /** As it stands in the header and in the metric. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
