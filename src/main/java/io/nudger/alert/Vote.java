package io.nudger.alert;

/** What a zone has to say about a target, or why it has nothing to say. */
enum Vote {
    UP,
    DOWN,
    /** The zone is not trusted. */
    SUSPECT,
    /** It has sent nothing for too long. */
    STALE,
    /** It has sent nothing that says whether the target was up or down. */
    UNKNOWN;

    boolean counts() {
        return this == UP || this == DOWN;
    }
}
