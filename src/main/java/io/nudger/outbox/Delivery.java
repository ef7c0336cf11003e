package io.nudger.outbox;

import io.micrometer.core.instrument.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does what the {@link Outbox} asks for: sends to Kafka, reads from the disk and writes to it, and reports what became of
 * that. It wakes when something is due, and not otherwise. Belongs to one event loop.
 */
final class Delivery {
    /** While the backlog is drained at its rate, a step takes so long. */
    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What comes meanwhile is sent together: a request for each result costs more than its check. */
    private static final long SEND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** So many do not wait for each other. */
    private static final int MOST_WAITING = 200;

    private final Vertx vertx;
    private final Outbox outbox;
    private final OutboxDisk disk;
    private final KafkaLink link;
    private final Allowance allowance;
    private final OutboxMetrics metrics;
    private final Clock clock;

    private Future<Void> writing = Future.succeededFuture();
    private boolean isWorking;
    private boolean isAsked;
    private boolean isStopping;
    private boolean isAwake;
    private long alarm;
    private long timer;
    private long nextSend;
    private @Nullable Promise<Void> drained;

    Delivery(
            Vertx vertx,
            Outbox outbox,
            OutboxDisk disk,
            KafkaLink link,
            Allowance allowance,
            OutboxMetrics metrics,
            Clock clock) {
        this.vertx = vertx;
        this.outbox = outbox;
        this.disk = disk;
        this.link = link;
        this.allowance = allowance;
        this.metrics = metrics;
        this.clock = clock;
        nextSend = clock.monotonicTime();
    }

    /** Something has changed: does what is due now, and sets the alarm for what is due later. */
    void work() {
        isAsked = true;
        if (isWorking) {
            return;
        }
        isWorking = true;
        while (isAsked) {
            isAsked = false;
            outbox.kafkaIs(link.trouble() == null);
            outbox.reportHoles();
            send();
            if (!isStopping) {
                read();
                write();
            }
        }
        isWorking = false;
        outbox.settled();
        if (drained != null && isDrained()) {
            drained.tryComplete();
        }
        setAlarm();
    }

    private void send() {
        if (untilSend() <= 0) {
            sendFresh();
        }
        while (link.room() > 0 && outbox.hasBacklogAtHand() && allowance.isLeft()) {
            Entry entry = outbox.takeBacklog();
            if (entry == null) {
                break;
            }
            List<Payload> records = outbox.records(entry.payload);
            allowance.spend(records.size());
            send(entry, records);
        }
        link.flush();
    }

    private void sendFresh() {
        while (link.room() > 0) {
            Entry entry = outbox.takeFresh();
            if (entry == null) {
                return;
            }
            nextSend = clock.monotonicTime() + SEND_NANOS;
            send(entry, List.of(entry.payload));
        }
    }

    /** How long what is new waits for what comes after it; 0 or less when it does not. */
    private long untilSend() {
        return drained != null || outbox.freshWaiting() >= MOST_WAITING ? 0 : nextSend - clock.monotonicTime();
    }

    private void send(Entry entry, List<Payload> records) {
        Future<?> sent = records.size() == 1
                ? link.send(records.get(0))
                : KafkaLink.allOf(records.stream().map(link::send).toList());
        sent.onComplete(done -> {
            if (done.succeeded()) {
                metrics.published(entry, records.size());
                outbox.acknowledged(entry);
            } else if (KafkaLink.isRefusal(done.cause())) {
                outbox.refused(entry, link.describe(done.cause()));
            } else {
                metrics.failed();
                outbox.failed(entry);
            }
            work();
        });
    }

    private void read() {
        long after = outbox.takeReading();
        if (after < 0) {
            return;
        }
        disk.read(after, Outbox.BATCH).onComplete(done -> {
            noteDisk(done.cause());
            if (done.succeeded()) {
                outbox.loaded(done.result());
            } else {
                outbox.notLoaded();
            }
            work();
        });
    }

    private void write() {
        Batch batch = outbox.takeBatch();
        if (batch != null) {
            writing = write(batch).onComplete(done -> work());
        }
    }

    private Future<Void> write(Batch batch) {
        return disk.write(batch).onComplete(done -> {
            if (done.succeeded()) {
                noteDisk(null);
                outbox.written(batch);
            } else {
                outbox.notWritten(batch);
                noteDisk(done.cause());
            }
        });
    }

    private void noteDisk(@Nullable Throwable failure) {
        if (failure instanceof DiskException e && e.kind() == DiskException.Kind.CORRUPT) {
            outbox.fileLost();
        }
        outbox.diskIs(disk.state());
    }

    private void setAlarm() {
        long delay = isStopping ? WriteQueue.NEVER : outbox.delay();
        if (outbox.hasBacklogAtHand() && link.room() > 0) {
            delay = Math.min(delay, DRAIN_NANOS);
        }
        if (outbox.freshWaiting() > 0 && link.room() > 0) {
            delay = Math.min(delay, untilSend());
        }
        if (delay == WriteQueue.NEVER) {
            return;
        }
        long due = clock.monotonicTime() + Math.max(delay, TimeUnit.MILLISECONDS.toNanos(1));
        if (isAwake && due - alarm >= 0) {
            return;
        }
        if (isAwake) {
            vertx.cancelTimer(timer);
        }
        isAwake = true;
        alarm = due;
        // Rounded up: a timer that is early finds nothing to do.
        timer = vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(Math.max(0, due - clock.monotonicTime())) + 1, late -> {
            isAwake = false;
            work();
        });
    }

    /** Completes when nothing waits in memory, when Kafka is in trouble, or when the time is over. */
    Future<Void> drain(Duration patience) {
        Promise<Void> promise = Promise.promise();
        drained = promise;
        work();
        long over = vertx.setTimer(patience.toMillis(), late -> promise.tryComplete());
        return promise.future().onComplete(done -> vertx.cancelTimer(over));
    }

    private boolean isDrained() {
        return outbox.waitingInMemory() == 0 || link.trouble() != null;
    }

    /** Writes everything, and brings it to the disk for good; completes when that is done, or cannot be done. */
    Future<Void> writeAll() {
        isStopping = true;
        return writing.transform(before -> {
            writing = write(outbox.takeAll());
            return writing.transform(
                    done -> done.succeeded() && outbox.hasMoreToWrite() ? writeAll() : Future.succeededFuture());
        });
    }
}
