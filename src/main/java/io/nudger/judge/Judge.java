package io.nudger.judge;

import io.nudger.check.Expectation;
import io.nudger.check.UrlPattern;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.TimeUnit;

/** Judges a complete response by what is expected of it. */
public final class Judge {
    /** A search takes time in proportion to body and pattern: mostly milliseconds, but a bad pattern takes minutes. */
    private static final long SEARCH_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final WorkerExecutor workers;

    /**
     * @param workers where texts are searched: an event loop has other checks to attend to
     */
    public Judge(WorkerExecutor workers) {
        this.workers = workers;
    }

    /** Completes on the caller's context; fails when there is a defect in here. */
    public Future<Finding> judge(Expectation expectation, Reception reception) {
        if (!searches(expectation)) {
            return Future.succeededFuture(assess(expectation, reception));
        }
        return workers.executeBlocking(() -> assess(expectation, reception), false);
    }

    private static Finding assess(Expectation expectation, Reception reception) {
        return new Assessor(expectation, reception, SEARCH_LIMIT_NANOS).assess();
    }

    private static boolean searches(Expectation expectation) {
        UrlPattern url = expectation.connection().finalUrl();
        return !expectation.body().isAny()
                || !expectation.headers().isEmpty()
                || (url != null && url.pattern() != null);
    }
}
