package io.nudger.reload;

import io.nudger.document.InvalidConfigException;
import io.nudger.document.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.util.List;
import org.slf4j.Logger;

/**
 * What is wrong with a file since it was read last: in the log once for each problem, and in health. Written by one event loop,
 * read by any thread.
 */
final class ReloadProblems {
    /** A health answer and a log are read by people. */
    private static final int MAX_SHOWN = 20;

    private final Logger log;
    private final String what;
    private volatile List<String> problems = List.of();

    /** @param what stands in the file: {@code targets} */
    ReloadProblems(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    /** The file is right. */
    void none() {
        if (any()) {
            log.info("{} valid again", what);
        }
        problems = List.of();
    }

    /**
     * The file is wrong, or not all of what it says could be done.
     *
     * @param facts for the log, such as {@code checked=3}
     */
    void are(Throwable failure, String facts) {
        List<String> before = problems;
        List<String> now = lines(failure);
        problems = now;
        if (now.equals(before)) {
            return;
        }
        log.warn("reload failed {} problems={}; {} stay as they were", facts, now.size(), what);
        now.stream()
                .filter(line -> !before.contains(line))
                .limit(MAX_SHOWN)
                .forEach(line -> log.warn("problem {}", line));
        if (failure instanceof RuntimeException) {
            log.error("defect of nudger", failure);
        }
    }

    boolean any() {
        return !problems.isEmpty();
    }

    Status status() {
        List<String> now = problems;
        if (now.isEmpty()) {
            return Status.OK();
        }
        return Status.KO(new JsonObject()
                .put("reason", "the " + what + " are wrong since the last change; those before are used")
                .put("problems", new JsonArray(now.stream().limit(MAX_SHOWN).toList())));
    }

    private static List<String> lines(Throwable failure) {
        if (failure instanceof InvalidConfigException invalid) {
            return invalid.problems().stream().map(Problem::toString).toList();
        }
        return String.valueOf(failure.getMessage()).lines().toList();
    }
}
