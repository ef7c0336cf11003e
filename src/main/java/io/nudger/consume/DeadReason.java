package io.nudger.consume;

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
    /** It claims what no monitor claims: an interval, a start, a length beyond all bounds. */
    IMPLAUSIBLE,
    /** Its zone is not one of those that are accepted here. */
    FOREIGN_ZONE,
    /** It has to be signed, and is not. */
    UNSIGNED,
    /** Its signature is not that of its zone: another key, or it was changed on its way. */
    FORGED,
    /** It would add a zone, and there are too many, or too many new ones. */
    TOO_MANY_ZONES,
    /** It would add a monitor, and there are too many new ones. */
    TOO_MANY_MONITORS,
    /** It would add a target, and there are too many, or too many new ones. */
    TOO_MANY_TARGETS,
    /** It would add a configuration to a target that has too many, or too many new ones. */
    TOO_MANY_CONFIGS,
    /** The database does not take it. */
    REFUSED;

    /** As it stands in the header and in the metric. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
