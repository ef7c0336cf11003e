package io.nudger.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Knows whether the event loops turn. One beater is deployed on each event loop and notes the time; the health check
 * {@code event-loop} fails when one of them has not for a while.
 */
public final class EventLoopPulse {
    private static final Duration BEAT = Duration.ofSeconds(2);

    private final Duration tolerance;
    private final Queue<AtomicLong> beats = new ConcurrentLinkedQueue<>();

    /**
     * @param tolerance how long an event loop may stand still before it counts as stalled
     */
    public EventLoopPulse(Duration tolerance) {
        this.tolerance = tolerance;
    }

    /** Adds the check {@code event-loop}. */
    public void registerOn(HealthChecks checks) {
        checks.register("event-loop", this::check);
    }

    /** Makes the beaters: deploy as many as there are event loops. */
    public Supplier<VerticleBase> beaters() {
        return Beater::new;
    }

    private void check(Promise<Status> promise) {
        long now = System.nanoTime();
        long longest = beats.stream().mapToLong(beat -> now - beat.get()).max().orElse(0);
        if (longest <= tolerance.toNanos()) {
            promise.complete(Status.OK());
            return;
        }
        promise.complete(Status.KO(
                new JsonObject().put("reason", "an event loop has stood still for " + longest / 1_000_000 + " ms")));
    }

    private final class Beater extends VerticleBase {
        private final AtomicLong last = new AtomicLong(System.nanoTime());

        @Override
        public Future<?> start() {
            beats.add(last);
            vertx.setPeriodic(BEAT.toMillis(), timer -> last.set(System.nanoTime()));
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            beats.remove(last);
            return Future.succeededFuture();
        }
    }
}
