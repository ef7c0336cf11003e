package io.nudger.publish;

import io.nudger.kafka.KafkaClients;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Empties the outbox into Kafka, oldest first, and settles what becomes of each parcel. Belongs to one event loop. */
final class Delivery {
    private final Vertx vertx;
    private final Outbox outbox;
    private final KafkaLink link;
    private final PublishMetrics metrics;
    private final Losses losses;
    private final KafkaClients clients;

    private @Nullable Promise<Void> drained;

    Delivery(Vertx vertx, Outbox outbox, KafkaLink link, PublishMetrics metrics, Losses losses, KafkaClients clients) {
        this.vertx = vertx;
        this.outbox = outbox;
        this.link = link;
        this.metrics = metrics;
        this.losses = losses;
        this.clients = clients;
    }

    /** Delivers this parcel when its turn comes. */
    void accept(Parcel parcel) {
        Parcel lost = outbox.add(parcel);
        if (lost != null) {
            losses.overflowed(lost);
        }
        pump();
    }

    /** Sends as much as Kafka takes now. */
    void pump() {
        while (link.room() > 0) {
            Parcel parcel = outbox.take();
            if (parcel == null) {
                break;
            }
            send(parcel);
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

    private void send(Parcel parcel) {
        link.send(parcel.result()).onComplete(done -> {
            if (done.succeeded()) {
                outbox.remove(parcel);
                metrics.published(parcel);
            } else {
                failed(parcel, done.cause());
            }
            pump();
        });
    }

    private void failed(Parcel parcel, Throwable cause) {
        if (KafkaLink.isRefusal(cause)) {
            outbox.remove(parcel);
            losses.refused(parcel, clients.describe(cause));
            return;
        }
        outbox.putBack(parcel);
        metrics.failed();
    }
}
