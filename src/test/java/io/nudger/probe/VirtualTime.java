package io.nudger.probe;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.nudger.testing.Futures;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Time that passes when a test says so. Timers run out in their order, and what one brings about is done before the next.
 * They are those of Netty's embedded event loop, whose time can be set; all else happens on the one event loop of this Vert.x.
 */
final class VirtualTime implements InstantSource {
    /** From an event loop to the event bus, to a handler and back takes a few turns. */
    private static final int TURNS = 10;

    private final Vertx vertx;
    private final EmbeddedChannel timers = new EmbeddedChannel();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    VirtualTime(Vertx vertx) {
        this.vertx = vertx;
        timers.freezeTime();
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Whose timers obey this time. */
    EventLoop eventLoop() {
        return timers.eventLoop();
    }

    /** The clock is set, and no time passes. */
    void set(Instant time) {
        now = time;
    }

    /** Lets so much time pass. */
    void pass(Duration time) {
        Instant end = now.plus(time);
        long next = untilNextTimer();
        while (next >= 0 && !now.plusNanos(next).isAfter(end)) {
            move(next);
            next = untilNextTimer();
        }
        move(Duration.between(now, end).toNanos());
        long ignored = untilNextTimer();
    }

    private void move(long nanos) {
        timers.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
        now = now.plusNanos(nanos);
    }

    /** Runs what has run out, until nothing new comes of it. */
    private long untilNextTimer() {
        long before;
        long next = Long.MIN_VALUE;
        do {
            before = next;
            settle();
            next = timers.runScheduledPendingTasks();
        } while (next != before);
        return next;
    }

    /** Returns when the event loop has nothing to do. */
    void settle() {
        for (int turn = 0; turn < TURNS; turn++) {
            Promise<Void> done = Promise.promise();
            vertx.getOrCreateContext().runOnContext(v -> done.complete());
            Futures.get(done.future());
        }
    }
}
