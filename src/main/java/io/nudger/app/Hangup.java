package io.nudger.app;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SIGHUP leads to. One that comes while the process starts would end it, as it ends any program that does not listen;
 * it is put off until there is something to reload. Safe for use by several threads.
 */
final class Hangup {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.process");

    private @Nullable Runnable action;
    private boolean postponed;

    /** The signal has come. */
    synchronized void raise() {
        if (action == null) {
            LOG.info("reload by SIGHUP postponed; the process is starting");
            postponed = true;
            return;
        }
        action.run();
    }

    /** From now on, and at once for what was put off, this is done. It must not block. */
    synchronized void leadsTo(Runnable reload) {
        action = reload;
        if (postponed) {
            reload.run();
        }
    }
}
