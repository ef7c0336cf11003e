package io.nudger.testing;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for futures, outside of event loops. */
public final class Futures {
    /** An orchestrator kills after 30 seconds: a stop that takes longer loses what it was about to do. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    private Futures() {}

    /** What a future completes with, which must be soon; throws what it fails with. */
    public static <T extends @Nullable Object> T get(Future<T> future) {
        try {
            return future.await(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing happened for " + Patience.LIMIT, e);
        }
    }
}
