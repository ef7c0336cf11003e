package io.nudger.spool;

import static java.util.Objects.requireNonNull;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows how a spool fares, and logs when that changes. Told by one thread, asked by any. */
final class SpoolWatch {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private volatile SpoolState state = SpoolState.UNKNOWN;

    SpoolState state() {
        return state;
    }

    /** Looks at what is on disk now. */
    void observe(SpoolStore open) throws SpoolException {
        state = new SpoolState(
                open.count(),
                open.bytes(),
                open.oldest(),
                open.unreadable(),
                open.losses(),
                open.untold(),
                state.trouble());
    }

    /** Something was written. */
    void works() {
        if (state.trouble() != null) {
            LOG.info("the spool works again");
            state = state.withTrouble(null);
        }
    }

    /** Something could not be done. */
    void trouble(SpoolException e) {
        String words = requireNonNull(e.getMessage());
        if (!words.equals(state.trouble())) {
            LOG.error("results cannot be kept on disk, they wait in memory: {}", words);
            state = state.withTrouble(words);
        }
    }
}
