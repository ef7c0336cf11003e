package io.nudger.consume;

import io.nudger.kafka.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a span of topics from its beginning to its end, blocking. It belongs to no group, so nothing that others have
 * committed changes, and nobody's partitions move.
 */
final class TopicSpan implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Somebody waits for an answer. */
    private static final String API_TIMEOUT_MILLIS = "15000";

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final KafkaClients clients;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final List<String> missing = new ArrayList<>();

    private TopicSpan(KafkaClients clients, Consumer<byte[], byte[]> consumer) {
        this.clients = clients;
        this.consumer = consumer;
    }

    /**
     * Finds where the span begins and ends.
     *
     * @param topics those that do not exist hold nothing
     * @param atOnce the most records that are handed out together
     */
    static TopicSpan open(KafkaClients clients, Collection<String> topics, Span span, int atOnce)
            throws RecordException {
        Map<String, Object> properties = new HashMap<>(clients.consumer(Map.of()));
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(atOnce));
        properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        try {
            TopicSpan opened = new TopicSpan(
                    clients, new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
            try {
                opened.seek(topics, span);
                return opened;
            } catch (KafkaException e) {
                opened.close();
                throw e;
            }
        } catch (KafkaException e) {
            throw new RecordException("kafka: " + clients.describe(e), e);
        }
    }

    /** Those of the topics that do not exist. */
    List<String> missing() {
        return missing;
    }

    /** How many partitions hold something of the span that was not handed out yet. */
    int partitions() {
        return ends.size();
    }

    /** The next records; none when the span is at its end. */
    List<ConsumerRecord<byte[], byte[]>> next() throws RecordException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!ends.isEmpty()) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                consumer.poll(POLL).forEach(record -> {
                    if (record.offset() < ends.getOrDefault(partitionOf(record), 0L)) {
                        records.add(record);
                    }
                });
                leaveThoseAtTheirEnd();
                if (!records.isEmpty()) {
                    return records;
                }
                if (System.nanoTime() > deadline) {
                    throw new RecordException(
                            "kafka: no answer for " + PATIENCE.toSeconds() + " s from " + ends.keySet());
                }
            }
            return List.of();
        } catch (KafkaException e) {
            throw new RecordException("kafka: " + clients.describe(e), e);
        }
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
    }

    private void seek(Collection<String> topics, Span span) {
        List<TopicPartition> all = new ArrayList<>();
        Map<String, ?> existing = consumer.listTopics();
        for (String topic : topics) {
            if (existing.containsKey(topic)) {
                consumer.partitionsFor(topic)
                        .forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
            } else {
                missing.add(topic);
            }
        }
        Map<TopicPartition, Long> last = consumer.endOffsets(all);
        Map<TopicPartition, Long> starts = offsets(all, span.from(), last);
        Instant to = span.to();
        Map<TopicPartition, Long> stops = to == null ? last : offsets(all, to, last);
        for (TopicPartition partition : all) {
            if (starts.getOrDefault(partition, 0L) < stops.getOrDefault(partition, 0L)) {
                ends.put(partition, stops.getOrDefault(partition, 0L));
            }
        }
        consumer.assign(ends.keySet());
        ends.keySet().forEach(partition -> consumer.seek(partition, starts.getOrDefault(partition, 0L)));
    }

    /** By partition: the first record sent at that time or later; the end where there is none. */
    private Map<TopicPartition, Long> offsets(
            List<TopicPartition> partitions, Instant time, Map<TopicPartition, Long> last) {
        Map<TopicPartition, Long> question = new HashMap<>();
        partitions.forEach(partition -> question.put(partition, time.toEpochMilli()));
        Map<TopicPartition, Long> offsets = new HashMap<>(last);
        consumer.offsetsForTimes(question).forEach((partition, found) -> put(offsets, partition, found));
        return offsets;
    }

    @SuppressWarnings("NullAway") // The client gives null for a time after the last record.
    private static void put(Map<TopicPartition, Long> offsets, TopicPartition partition, OffsetAndTimestamp found) {
        if (found != null) {
            offsets.put(partition, found.offset());
        }
    }

    private void leaveThoseAtTheirEnd() {
        boolean left = ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (left) {
            consumer.assign(ends.keySet());
        }
    }

    private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
