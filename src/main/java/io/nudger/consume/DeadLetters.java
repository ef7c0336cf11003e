package io.nudger.consume;

import io.nudger.config.KafkaSettings;
import io.nudger.kafka.KafkaClients;
import io.nudger.kafka.Topics;
import io.nudger.support.Dependency;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records that cannot be stored to a topic of their own: key, value and headers as they came, and headers that tell
 * why, and from where. The time of the record there is the time of sending: with its own, an old record would be deleted
 * at once. Rare as they are, they are sent by a plain producer on a worker thread, which stops at the first that fails;
 * sends of the Vert.x client would queue up behind one that blocks.
 */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.persister");
    /** All headers that describe a dead letter begin so. */
    static final String PREFIX = "dead-letter-";

    static final String REASON = "dead-letter-reason";
    static final String MESSAGE = "dead-letter-message";
    static final String TOPIC = "dead-letter-topic";
    static final String PARTITION = "dead-letter-partition";
    static final String OFFSET = "dead-letter-offset";
    static final String TIMESTAMP = "dead-letter-timestamp";
    static final String CUT = "dead-letter-cut-from";
    /** How often it was sent again before; stays with the record when it is. */
    static final String RESENT = "dead-letter-resent";

    /** What is left of a value that is too large for the topic. */
    private static final int CUT_BYTES = 65_536;

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final String topic;
    private final KafkaClients clients;
    private final Topics topics;
    private final Retry retry;
    private final PersisterMetrics metrics;
    private final DeadLetterEpisodes episodes;
    private final Dependency dependency = new Dependency(LOG, "dead-letter topic", "trying again", "not needed yet");
    private @Nullable Producer<byte[], byte[]> producer;

    /** @param topics sees to it that the topic exists */
    DeadLetters(
            Vertx vertx,
            KafkaSettings settings,
            KafkaClients clients,
            Topics topics,
            Retry retry,
            PersisterMetrics metrics,
            DeadLetterEpisodes episodes) {
        this.vertx = vertx;
        this.topic = settings.deadLetterTopic();
        this.clients = clients;
        this.topics = topics;
        this.retry = retry;
        this.metrics = metrics;
        this.episodes = episodes;
    }

    /** Completes when all are acknowledged, however long that takes; fails only when the retries are stopped. */
    Future<Void> send(List<Decoded.Rejected> letters) {
        if (letters.isEmpty()) {
            return Future.succeededFuture();
        }
        return retry.untilDone(() -> attempt(letters), this::failed).onSuccess(sent -> {
            dependency.works();
            letters.forEach(letter -> {
                metrics.dead(letter.reason());
                episodes.add(letter);
            });
        });
    }

    /** When it fails some may have been sent; all are sent again. */
    private Future<Void> attempt(List<Decoded.Rejected> letters) {
        return topics.ensure(dependency::fails)
                .compose(ensured -> vertx.executeBlocking(() -> {
                    sendBlocking(letters);
                    return null;
                }));
    }

    private void failed(Throwable cause) {
        metrics.retried();
        dependency.fails(clients.describe(cause));
    }

    Future<Void> close() {
        return topics.close()
                .eventually(() -> vertx.executeBlocking(() -> {
                    closeBlocking();
                    return null;
                }));
    }

    /** A producer that failed is replaced: some errors stay with it, and a new one reads renewed passwords. */
    private void sendBlocking(List<Decoded.Rejected> letters) throws ExecutionException, InterruptedException {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(clients.producer(), new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
        }
        try {
            send(open, letters);
        } catch (ExecutionException e) {
            closeBlocking();
            throw e;
        }
    }

    private void send(Producer<byte[], byte[]> open, List<Decoded.Rejected> letters)
            throws ExecutionException, InterruptedException {
        Map<Decoded.Rejected, java.util.concurrent.Future<RecordMetadata>> sent = new LinkedHashMap<>();
        for (Decoded.Rejected letter : letters) {
            java.util.concurrent.Future<RecordMetadata> acknowledged = open.send(record(letter, Integer.MAX_VALUE));
            if (acknowledged.isDone()) {
                await(open, acknowledged, letter);
            } else {
                sent.put(letter, acknowledged);
            }
        }
        for (Map.Entry<Decoded.Rejected, java.util.concurrent.Future<RecordMetadata>> each : sent.entrySet()) {
            await(open, each.getValue(), each.getKey());
        }
    }

    private void await(
            Producer<byte[], byte[]> open,
            java.util.concurrent.Future<RecordMetadata> acknowledged,
            Decoded.Rejected letter)
            throws ExecutionException, InterruptedException {
        try {
            acknowledged.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RecordTooLargeException)) {
                throw e;
            }
            open.send(record(letter, CUT_BYTES)).get();
        }
    }

    private void closeBlocking() {
        if (producer != null) {
            producer.close(CLOSE);
            producer = null;
        }
    }

    private ProducerRecord<byte[], byte[]> record(Decoded.Rejected letter, int maxBytes) {
        ConsumerRecord<byte[], byte[]> source = letter.source();
        byte[] value = source.value();
        boolean cut = value != null && value.length > maxBytes;
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic, null, source.key(), cut ? Arrays.copyOf(value, maxBytes) : value, source.headers());
        add(record, REASON, letter.reason().wireName());
        add(record, MESSAGE, letter.message());
        add(record, TOPIC, source.topic());
        add(record, PARTITION, Integer.toString(source.partition()));
        add(record, OFFSET, Long.toString(source.offset()));
        add(record, TIMESTAMP, Long.toString(source.timestamp()));
        if (cut) {
            add(record, CUT, Integer.toString(value.length));
        }
        return record;
    }

    private static void add(ProducerRecord<byte[], byte[]> record, String header, String text) {
        record.headers().add(header, text.getBytes(StandardCharsets.UTF_8));
    }
}
