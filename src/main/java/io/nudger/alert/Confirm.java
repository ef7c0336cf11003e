package io.nudger.alert;

/** How failures are confirmed where a target has two zones or more. */
public enum Confirm {
    /** Failures in a row are counted over all zones together: the second opinion comes from another place, and sooner. */
    ACROSS_ZONES,
    /** Each zone confirms by itself, and votes then. */
    EACH_ZONE
}
