package io.nudger.publish;

import io.nudger.check.SlotGap;
import io.nudger.check.WireFormat;
import io.nudger.kafka.KafkaClients;
import io.nudger.spool.LossCause;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Empties the outbox into Kafka, oldest first, and beside it the backlog on disk at a steady rate: what is new does not
 * wait behind what is old. Settles what becomes of each parcel. Belongs to one event loop.
 */
final class Delivery {
    private final Vertx vertx;
    private final Outbox outbox;
    private final DiskQueue disk;
    private final Allowance allowance;
    private final KafkaLink link;
    private final PublishMetrics metrics;
    private final Losses losses;
    private final KafkaClients clients;
    private final WireFormat format;

    private @Nullable Promise<Void> drained;

    Delivery(
            Vertx vertx,
            Outbox outbox,
            DiskQueue disk,
            Allowance allowance,
            KafkaLink link,
            PublishMetrics metrics,
            Losses losses,
            KafkaClients clients,
            WireFormat format) {
        this.vertx = vertx;
        this.outbox = outbox;
        this.disk = disk;
        this.allowance = allowance;
        this.link = link;
        this.metrics = metrics;
        this.losses = losses;
        this.clients = clients;
        this.format = format;
        disk.attach(this::intoMemory, this::pump);
    }

    /** Delivers this parcel when its turn comes. */
    void accept(Parcel parcel) {
        disk.keep(parcel);
        intoMemory(parcel);
        pump();
    }

    /** Delivers this parcel beside those that are urgent. */
    void acceptForLater(Parcel parcel) {
        disk.keep(parcel);
        if (!disk.spill(parcel)) {
            accept(parcel);
        }
    }

    private void intoMemory(Parcel parcel) {
        Parcel evicted = outbox.add(parcel);
        if (evicted != null && !disk.spill(evicted)) {
            losses.overflowed(evicted);
            disk.teller().giveUp(evicted, LossCause.BUFFER_FULL);
        }
    }

    /** Sends as much as Kafka takes now. */
    void pump() {
        while (link.room() > 0) {
            Parcel parcel = outbox.take();
            if (parcel == null) {
                break;
            }
            send(parcel, records(parcel));
        }
        while (link.room() > 0 && allowance.isLeft()) {
            Parcel parcel = disk.take();
            if (parcel == null) {
                break;
            }
            List<Parcel> records = records(parcel);
            allowance.spend(records.size());
            send(parcel, records);
        }
        if (outbox.isIdle()) {
            losses.roomAgain();
        }
        if (drained != null && isDrained()) {
            drained.tryComplete();
        }
    }

    /** Completes when the outbox is empty, when Kafka is in trouble, or when the time is over. */
    Future<Void> drain(Duration patience) {
        if (isDrained()) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        long timer = vertx.setTimer(patience.toMillis(), over -> promise.tryComplete());
        drained = promise;
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private boolean isDrained() {
        return outbox.size() == 0 || link.trouble() != null;
    }

    private void send(Parcel parcel, List<Parcel> records) {
        Future<?> sent = records.size() == 1
                ? link.send(records.get(0))
                : KafkaLink.allOf(records.stream().map(link::send).toList());
        sent.onComplete(done -> {
            if (done.succeeded()) {
                delivered(parcel, records.size());
            } else {
                failed(parcel, done.cause());
            }
            pump();
        });
    }

    /** What becomes of it in Kafka: a short gap is a result for each slot. */
    private List<Parcel> records(Parcel parcel) {
        SlotGap gap = parcel.gap();
        if (gap == null || !gap.isShort()) {
            return List.of(parcel);
        }
        return gap.results().stream()
                .map(result -> Parcel.of(parcel.number(), result, format, parcel.arrivedNanos()))
                .toList();
    }

    private void delivered(Parcel parcel, int records) {
        if (disk.done(parcel)) {
            outbox.remove(parcel);
            metrics.published(parcel);
        } else {
            metrics.published(records);
        }
    }

    private void failed(Parcel parcel, Throwable cause) {
        if (KafkaLink.isRefusal(cause)) {
            disk.teller().giveUp(parcel, LossCause.REFUSED);
            if (disk.done(parcel)) {
                outbox.remove(parcel);
            }
            losses.refused(parcel.target(), parcel.slotTime(), clients.describe(cause));
            return;
        }
        if (disk.isInMemory(parcel)) {
            outbox.putBack(parcel);
        } else {
            disk.putBack(parcel);
        }
        metrics.failed();
    }
}
