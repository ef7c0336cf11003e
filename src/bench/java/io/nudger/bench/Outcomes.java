package io.nudger.bench;

import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.Outcome;
import io.nudger.wire.MalformedResultException;
import io.nudger.wire.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What became of the slots of a while, as the monitor published it; read afterwards, so that reading disturbs nothing.
 *
 * @param delays milliseconds from each slot to the start of its check
 * @param failed slots that did not end as up
 * @param first when the first check of all began; null when none did
 * @param slots how many slots there were, each counted once
 */
record Outcomes(Samples delays, long failed, @Nullable Instant first, long slots) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final double MICROS_PER_MILLI = 1_000;

    /** The slots of this topic from one moment on, before another. */
    static Outcomes read(String bootstrapServers, String topic, Instant since, Instant until) {
        Reader reader = new Reader(since, until);
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                UUID.randomUUID().toString());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            // A record is sent after its slot.
            Map<TopicPartition, Long> from = new HashMap<>();
            partitions.forEach(partition -> from.put(partition, since.toEpochMilli()));
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.offsetsForTimes(from)
                    .forEach((partition, offset) -> consumer.seek(
                            partition, offset == null ? ends.getOrDefault(partition, 0L) : offset.offset()));
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    reader.add(record.value());
                }
            }
        }
        return new Outcomes(Samples.of(reader.delays), reader.failed, reader.first, reader.slots.size());
    }

    private static final class Reader {
        private final Instant since;
        private final Instant until;
        private final List<Double> delays = new ArrayList<>();
        private final Set<String> slots = new HashSet<>();
        private long failed;
        private @Nullable Instant first;

        Reader(Instant since, Instant until) {
            this.since = since;
            this.until = until;
        }

        void add(byte[] value) {
            CheckResult result = decode(value);
            Instant slot = result.scheduledAt();
            if (slot.isBefore(since)
                    || !slot.isBefore(until)
                    || !slots.add(result.target().name() + slot)) {
                return;
            }
            Instant started = result.startedAt();
            if (started != null) {
                delays.add((Micros.of(started) - Micros.of(slot)) / MICROS_PER_MILLI);
                first = first == null || started.isBefore(first) ? started : first;
            }
            if (result.verdict().outcome() != Outcome.UP) {
                failed++;
            }
        }

        private static CheckResult decode(byte[] value) {
            try {
                return WireFormat.JSON.codec().decode(value);
            } catch (MalformedResultException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
