package io.nudger.share;

import io.nudger.check.Shares;
import io.vertx.core.Future;

/** The checks of this monitor, as far as shares decide about them. Safe for use by several threads. */
public interface Checks {
    /**
     * The targets of these shares are checked from now on, and no others.
     *
     * @return completes when the new ones are, and the checks of the others have ended
     */
    Future<Void> own(Shares shares);

    /**
     * As {@link #own}, for shares that go to another monitor in order: there is one moment up to which their slots are taken
     * here, and after which none is.
     *
     * @return that moment, in microseconds since the epoch
     */
    Future<Long> give(Shares rest);

    /** A hash of all targets of the zone as this monitor knows them. */
    long fingerprint();
}
