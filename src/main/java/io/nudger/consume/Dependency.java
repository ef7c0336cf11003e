package io.nudger.consume;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service that the persister depends on, and what is wrong with it: told once, each time it changes. */
final class Dependency {
    private static final Logger LOG = LoggerFactory.getLogger(Dependency.class);

    private final String name;
    private @Nullable String trouble;
    private boolean told;

    /** @param waitingFor what health says before anything is known */
    Dependency(String name, String waitingFor) {
        this.name = name;
        this.trouble = waitingFor;
    }

    void fails(String reason) {
        if (!told || !reason.equals(trouble)) {
            LOG.warn("{}: {}; trying again", name, reason);
        }
        told = true;
        trouble = reason;
    }

    /** Not there yet, as is to be expected in the first seconds of a process: nothing to be alarmed about. */
    void awaits(String reason) {
        if (!reason.equals(trouble)) {
            LOG.info("{}: {}; waiting", name, reason);
        }
        trouble = reason;
    }

    void works() {
        if (told) {
            LOG.info("{}: works again", name);
        }
        told = false;
        trouble = null;
    }

    @Nullable String trouble() {
        return trouble;
    }

    Status status() {
        return trouble == null ? Status.OK() : Status.KO(new JsonObject().put("reason", trouble));
    }
}
