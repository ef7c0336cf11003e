package io.nudger.support;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A service that something depends on, and what is wrong with it. The log has one line when the trouble begins, one each
 * time it becomes another, and one when it is over. Not safe for several threads.
 */
public final class Dependency {
    private final Logger logger;
    private final String name;
    private final String meanwhile;

    private @Nullable String trouble;
    private boolean logged;
    private long since;

    /** As {@link #Dependency(Logger, String, String, String)}, and nothing speaks against it yet. */
    public Dependency(Logger logger, String name, String meanwhile) {
        this(logger, name, meanwhile, null);
    }

    /**
     * One that was not used yet.
     *
     * @param logger that of the component which depends on it
     * @param name what the log calls it
     * @param meanwhile what happens as long as it is away, for the log
     * @param trouble what health says before anything is known; null for nothing
     */
    public Dependency(Logger logger, String name, String meanwhile, @Nullable String trouble) {
        this.logger = logger;
        this.name = name;
        this.meanwhile = meanwhile;
        this.trouble = trouble;
    }

    public void fails(String reason) {
        if (!logged) {
            since = System.nanoTime();
        }
        if (!logged || !reason.equals(trouble)) {
            logger.warn("{} unavailable reason=\"{}\"; {}", name, reason, meanwhile);
        }
        logged = true;
        trouble = reason;
    }

    /** Not there yet, as is to be expected in the first seconds of a process: nothing to be alarmed about. */
    public void awaits(String reason) {
        if (!reason.equals(trouble)) {
            logger.info("{} awaited reason=\"{}\"", name, reason);
        }
        trouble = reason;
    }

    public void works() {
        if (logged) {
            logger.info(
                    "{} available again after={}s", name, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
        }
        logged = false;
        trouble = null;
    }

    /** What is wrong; null when nothing is. */
    public @Nullable String trouble() {
        return trouble;
    }

    /** For health. */
    public Status status() {
        return trouble == null ? Status.OK() : Status.KO(new JsonObject().put("reason", trouble));
    }
}
