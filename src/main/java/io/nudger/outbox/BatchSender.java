package io.nudger.outbox;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A producer whose records go to it in batches: one task of a worker for all that were sent until {@link #flush}, because
 * a send may block, and one task of the event loop for all that was acknowledged meanwhile. A task for each record costs
 * several times as much as the record. Belongs to one event loop.
 */
final class BatchSender {
    private final Context context;
    private final Producer<String, byte[]> producer;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isHearing = new AtomicBoolean();
    private List<Send> unsent = new ArrayList<>();

    private record Send(ProducerRecord<String, byte[]> record, Promise<Void> promise) {}

    private record Answer(Promise<Void> promise, @Nullable Exception failure) {}

    /**
     * @param context where sends complete
     * @param producer is closed by {@link #close}
     */
    BatchSender(Context context, Producer<String, byte[]> producer) {
        this.context = context;
        this.producer = producer;
    }

    /** Sends it with the next {@link #flush}; completes when it is acknowledged. */
    Future<Void> send(ProducerRecord<String, byte[]> record) {
        Promise<Void> promise = Promise.promise();
        unsent.add(new Send(record, promise));
        return promise.future();
    }

    /** Hands over what was sent since the last time, after all that was handed over before. */
    void flush() {
        if (unsent.isEmpty()) {
            return;
        }
        List<Send> batch = unsent;
        unsent = new ArrayList<>();
        context.<Void>executeBlocking(
                        () -> {
                            batch.forEach(this::handOver);
                            return null;
                        },
                        true)
                .onFailure(cause -> batch.forEach(send -> send.promise.tryFail(cause)));
    }

    private void handOver(Send send) {
        try {
            var ignored = producer.send(send.record, (metadata, failure) -> hear(new Answer(send.promise, failure)));
        } catch (RuntimeException e) {
            hear(new Answer(send.promise, e));
        }
    }

    /** On the thread of the producer, or of the worker. */
    private void hear(Answer answer) {
        answers.add(answer);
        if (isHearing.compareAndSet(false, true)) {
            context.runOnContext(here -> complete());
        }
    }

    private void complete() {
        isHearing.set(false);
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            if (answer.failure == null) {
                answer.promise.tryComplete();
            } else {
                answer.promise.tryFail(answer.failure);
            }
        }
    }

    /** Unfinished sends fail when the time is over. Not in line behind sends that block; blocks itself. */
    void close(Duration patience) {
        producer.close(patience);
    }
}
