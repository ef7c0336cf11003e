package io.nudger.alert;

import java.util.Locale;

/** Why a state changed. */
public enum Cause {
    /** New checks. */
    CHECKS,
    /** A zone became suspect or is trusted again; with the zones trusted as before, nothing would have changed. */
    ZONE_SUSPECT,
    /** No zone has new results. */
    STALE,
    /** The target was seen for the first time, or was taken out of the files. */
    CONFIGURATION,
    /** Late or better results changed what was recorded. */
    CORRECTION;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The lower-case name used in tables and topics. */
    public String wireName() {
        return wireName;
    }
}
