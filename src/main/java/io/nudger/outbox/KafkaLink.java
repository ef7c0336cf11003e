package io.nudger.outbox;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Clock;
import io.nudger.config.KafkaSettings;
import io.nudger.kafka.KafkaClients;
import io.nudger.kafka.SigningKey;
import io.nudger.kafka.Topics;
import io.nudger.support.Backoff;
import io.nudger.support.Dependency;
import io.nudger.wire.WireFormat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into Kafka, and how it fares. Without a broker each send may block the producer's worker for seconds, so
 * nothing is sent in the hope of the best: after a failure the topic is looked up until it answers, then a few records are
 * tried, and with the first that is acknowledged all goes on at full speed. Belongs to one event loop.
 */
final class KafkaLink {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.outbox");
    /** Enough for brokers that are far away: 20,000 results per second at 50 ms. */
    private static final int FULL_SPEED = 1_024;
    /** More than one, so that a partition without a leader does not hold up the others. */
    private static final int TRIAL = 16;

    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration PARTING = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final KafkaSettings settings;
    private final KafkaClients clients;
    private final Clock clock;
    private final Topics topics;
    private final Backoff backoff;
    private final Dependency kafka = new Dependency(LOG, "kafka", "results wait");
    private final int fullSpeed;
    private final @Nullable SigningKey signingKey;

    private final Promise<Void> settled = Promise.promise();

    private Runnable onChange = () -> {};
    private State state = State.CONNECTING;
    private boolean connecting;
    private boolean renew;
    private @Nullable BatchSender producer;
    private final Silence silence = new Silence();
    private int inFlight;
    private boolean isLooking;
    private long lastFailure;

    private enum State {
        /** Looking for the brokers and the topic; nothing is sent. */
        CONNECTING,
        /** They are there; a few records find out whether they are taken. */
        TRYING,
        /** All is well. */
        FLOWING,
        /** Nothing was heard of what was sent, for longer than usual; nothing more is sent until something is. */
        SILENT,
        /** The end. */
        CLOSED
    }

    KafkaLink(Vertx vertx, KafkaSettings settings, KafkaClients clients, Clock clock, RandomGenerator random) {
        this.vertx = vertx;
        this.settings = settings;
        this.clients = clients;
        this.signingKey = settings.signingKey() == null ? null : SigningKey.of(settings.signingKey());
        this.clock = clock;
        // The publisher writes to these topics only, and may not be allowed to see others.
        this.topics = new Topics(vertx, settings, clients, settings.published(), random);
        this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        // The other half of the buffer stays at home, where the oldest can still make room on disk for the newest.
        this.fullSpeed = Math.min(FULL_SPEED, Math.max(1, settings.buffer() / 2));
    }

    /** Begins to connect; calls back when there is {@link #room} or {@link #trouble} that no send has reported. */
    void open(Runnable callback) {
        onChange = callback;
        connect();
    }

    /** How many records it takes now; may be negative. */
    int room() {
        return switch (state) {
            case CONNECTING, SILENT, CLOSED -> 0;
            case TRYING -> Math.min(TRIAL, fullSpeed) - inFlight;
            case FLOWING -> fullSpeed - inFlight;
        };
    }

    /** What is wrong with Kafka, in words; null as long as nothing speaks against it. */
    @Nullable String trouble() {
        return kafka.trouble();
    }

    /** Why a send failed, in words. */
    String describe(Throwable cause) {
        return clients.describe(cause);
    }

    /** Whether brokers and topic were found and nothing speaks against them. */
    boolean isReady() {
        return kafka.trouble() == null && state != State.CONNECTING;
    }

    /** A request that expired while this process stood still. */
    private boolean isOwnFault(Throwable cause) {
        return cause instanceof TimeoutException && state != State.SILENT && silence.excuses(clock.monotonicTime());
    }

    /** Whether Kafka will never take this record, while it takes others. */
    static boolean isRefusal(Throwable cause) {
        return cause instanceof SerializationException
                || cause instanceof RecordTooLargeException
                || cause instanceof InvalidRecordException
                || cause instanceof InvalidTimestampException;
    }

    /** Sends with the next {@link #flush}; only while there is {@link #room}. Fails with the error of Kafka. */
    Future<?> send(Payload payload) {
        List<ProducerRecord<String, byte[]>> records = records(payload);
        inFlight++;
        watch();
        BatchSender sender = requireNonNull(producer);
        return allOf(records.stream().map(sender::send).toList()).onComplete(done -> {
            inFlight--;
            silence.heard();
            if (inFlight == 0 && state == State.CLOSED) {
                settled.tryComplete();
            }
            // What a producer says that was closed or replaced since, says nothing of Kafka.
            if (sender != producer || state == State.CLOSED) {
                return;
            }
            if (done.succeeded()) {
                state = State.FLOWING;
                kafka.works();
            } else if (!isRefusal(done.cause()) && !isOwnFault(done.cause())) {
                failed(done.cause());
            }
        });
    }

    /** What was sent goes out. */
    void flush() {
        if (producer != null) {
            producer.flush();
        }
    }

    /** One for each topic, signed where there is a key. */
    private List<ProducerRecord<String, byte[]>> records(Payload payload) {
        byte[] signature = signingKey == null
                ? null
                : signingKey.sign(
                        payload.target().getBytes(StandardCharsets.UTF_8),
                        payload.contentType().getBytes(StandardCharsets.UTF_8),
                        payload.value());
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (String topic : settings.topicsFor(payload.outcome())) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, payload.target(), payload.value());
            record.headers().add(WireFormat.HEADER, payload.contentType().getBytes(StandardCharsets.UTF_8));
            if (signature != null) {
                record.headers().add(SigningKey.HEADER, signature);
            }
            records.add(record);
        }
        return records;
    }

    /**
     * What becomes of sends that belong together. Where one fails, all of them are sent again: a record that comes twice
     * counts once. They are discarded only when nothing else than a refusal stands in their way.
     */
    static Future<?> allOf(List<? extends Future<?>> sends) {
        return Future.join(sends)
                .recover(first -> Future.failedFuture(sends.stream()
                        .filter(Future::failed)
                        .map(Future::cause)
                        .filter(cause -> !isRefusal(cause))
                        .findFirst()
                        .orElse(first)));
    }

    /** Stops whatever is under way, and gives what was sent a last moment to arrive. */
    Future<Void> close() {
        state = State.CLOSED;
        return Future.join(topics.close(), close(producer, PARTING))
                .eventually(this::settle)
                .mapEmpty();
    }

    /**
     * Sends that stood in line behind a blocked one fail now, one after the other: whoever ends the event loops before
     * they have done so gets an error logged for each.
     */
    private Future<Void> settle() {
        if (inFlight == 0) {
            return Future.succeededFuture();
        }
        long patience = vertx.setTimer(PARTING.toMillis(), over -> settled.tryComplete());
        return settled.future().onComplete(done -> vertx.cancelTimer(patience));
    }

    private void failed(Throwable cause) {
        long now = clock.monotonicTime();
        if (state == State.FLOWING && now - lastFailure > CALM_NANOS) {
            backoff.reset();
        }
        lastFailure = now;
        // Such an error may stay with the producer for good; a new one also reads renewed passwords.
        renew |= !(cause instanceof RetriableException);
        kafka.fails(clients.describe(cause));
        if (state != State.CONNECTING) {
            state = State.CONNECTING;
            connectLater();
        }
    }

    private void connectLater() {
        vertx.setTimer(backoff.nextMillis(), tick -> {
            if (state == State.CONNECTING) {
                connect();
            }
        });
    }

    private void connect() {
        if (connecting) {
            return;
        }
        connecting = true;
        topics.ensure(this::notYet).compose(ensured -> readyProducer()).onComplete(done -> {
            connecting = false;
            if (state != State.CONNECTING) {
                return;
            }
            if (done.succeeded()) {
                tryIt();
                return;
            }
            notYet(clients.describe(done.cause()));
            connectLater();
        });
    }

    /** An attempt to connect failed, unless something sent earlier got through meanwhile. */
    private void notYet(String words) {
        if (state == State.CONNECTING) {
            kafka.fails(words);
            onChange.run();
        }
    }

    private Future<Void> readyProducer() {
        boolean fit = producer != null && !renew;
        if (fit || state != State.CONNECTING) {
            return Future.succeededFuture();
        }
        BatchSender old = producer;
        producer = null;
        renew = false;
        return close(old, Duration.ZERO)
                .compose(closed -> clients.openProducer(vertx))
                .compose(opened -> {
                    BatchSender sender = new BatchSender(vertx.getOrCreateContext(), opened.unwrap());
                    if (state == State.CLOSED) {
                        return close(sender, Duration.ZERO);
                    }
                    producer = sender;
                    return Future.succeededFuture();
                });
    }

    private void tryIt() {
        state = State.TRYING;
        onChange.run();
        // With nothing to try it on, that brokers and topic are there is all that can be known.
        if (state == State.TRYING && inFlight == 0) {
            kafka.works();
        }
    }

    /** Looks from time to time whether anything is heard, as long as something is in flight. */
    private void watch() {
        if (!isLooking) {
            isLooking = true;
            silence.begin(clock.monotonicTime());
            vertx.setTimer(Silence.LOOK_MILLIS, tick -> look());
        }
    }

    private void look() {
        isLooking = inFlight > 0 && state != State.CLOSED;
        if (!isLooking) {
            return;
        }
        boolean isTooLong = silence.look(clock.monotonicTime());
        if (isTooLong && (state == State.FLOWING || state == State.TRYING)) {
            state = State.SILENT;
            kafka.fails(clients.silence());
            onChange.run();
        }
        vertx.setTimer(Silence.LOOK_MILLIS, tick -> look());
    }

    private Future<Void> close(@Nullable BatchSender open, Duration patience) {
        if (open == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(
                () -> {
                    open.close(patience);
                    return null;
                },
                false);
    }
}
