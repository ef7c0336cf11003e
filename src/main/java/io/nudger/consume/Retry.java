package io.nudger.consume;

import io.nudger.support.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Repeats what fails until it succeeds, or until asked to stop. Belongs to the event loop that calls it. */
final class Retry {
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final RandomGenerator random;
    private final Map<Long, Promise<?>> waiting = new HashMap<>();
    private boolean stopped;

    Retry(Vertx vertx, RandomGenerator random) {
        this.vertx = vertx;
        this.random = random;
    }

    /**
     * Makes one attempt after the other.
     *
     * @param onFailure called after each attempt that failed
     * @return what the first attempt gives that does not fail; fails with {@link CancellationException} when asked to stop, with
     *     {@link SetBackException} at once
     */
    <T> Future<T> untilDone(Supplier<Future<T>> attempt, Consumer<Throwable> onFailure) {
        Promise<T> done = Promise.promise();
        attempt(attempt, onFailure, new Backoff(FIRST_WAIT, LONGEST_WAIT, random), done);
        return done.future();
    }

    /** Lets attempts under way end, and makes no more. */
    void stop() {
        stopped = true;
        Map<Long, Promise<?>> cancelled = Map.copyOf(waiting);
        waiting.clear();
        cancelled.forEach((timer, done) -> {
            vertx.cancelTimer(timer);
            done.tryFail(new CancellationException("stopping"));
        });
    }

    private <T> void attempt(
            Supplier<Future<T>> attempt, Consumer<Throwable> onFailure, Backoff backoff, Promise<T> done) {
        Future.succeededFuture()
                .compose(ready -> attempt.get())
                .onSuccess(done::complete)
                .onFailure(cause -> {
                    if (stopped) {
                        done.fail(new CancellationException("stopping"));
                        return;
                    }
                    onFailure.accept(cause);
                    if (cause instanceof SetBackException) {
                        done.fail(cause);
                        return;
                    }
                    long timer = vertx.setTimer(backoff.nextMillis(), id -> {
                        waiting.remove(id);
                        attempt(attempt, onFailure, backoff, done);
                    });
                    waiting.put(timer, done);
                });
    }
}
