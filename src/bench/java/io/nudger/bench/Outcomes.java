package io.nudger.bench;

import static java.util.Objects.requireNonNull;

import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.Outcome;
import io.nudger.wire.MalformedResultException;
import io.nudger.wire.SlotGapCodec;
import io.nudger.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What became of the slots of a while, as the monitor published it; read afterwards, so that reading disturbs nothing.
 *
 * @param slots each slot once, in the order of time
 */
record Outcomes(List<Slot> slots) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final double MICROS_PER_MILLI = 1_000;

    /**
     * One slot.
     *
     * @param target whose it is
     * @param scheduled its moment
     * @param started when its check began; null when there was none
     * @param outcome what became of it
     */
    record Slot(String target, Instant scheduled, @Nullable Instant started, Outcome outcome) {}

    /** How long after its slot each check began, in milliseconds. */
    Samples delays() {
        return Samples.of(slots.stream()
                .filter(slot -> slot.started != null)
                .map(slot -> (Micros.of(requireNonNull(slot.started)) - Micros.of(slot.scheduled)) / MICROS_PER_MILLI)
                .toList());
    }

    /** How many slots did not end as up. */
    long failed() {
        return slots.size() - count(Outcome.UP);
    }

    /** How many slots ended so. */
    long count(Outcome outcome) {
        return slots.stream().filter(slot -> slot.outcome == outcome).count();
    }

    /** When the first check of all began; null when none did. */
    @Nullable Instant first() {
        return slots.stream()
                .map(Slot::started)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The same from one moment on, before another. */
    Outcomes between(Instant since, Instant until) {
        return new Outcomes(slots.stream()
                .filter(slot -> !slot.scheduled.isBefore(since) && slot.scheduled.isBefore(until))
                .toList());
    }

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
                    reader.add(record);
                }
            }
        }
        return new Outcomes(reader.slots.values().stream()
                .sorted(Comparator.comparing(Slot::scheduled))
                .toList());
    }

    private static final class Reader {
        private final Instant since;
        private final Instant until;
        private final Map<String, Slot> slots = new HashMap<>();

        Reader(Instant since, Instant until) {
            this.since = since;
            this.until = until;
        }

        void add(ConsumerRecord<byte[], byte[]> record) {
            try {
                if (isGap(record)) {
                    SlotGapCodec.decode(record.value()).results().forEach(this::add);
                } else {
                    add(WireFormat.JSON.codec().decode(record.value()));
                }
            } catch (MalformedResultException e) {
                throw new IllegalStateException(e);
            }
        }

        private static boolean isGap(ConsumerRecord<byte[], byte[]> record) {
            Header header = record.headers().lastHeader(WireFormat.HEADER);
            return header != null
                    && SlotGapCodec.CONTENT_TYPE.equals(new String(header.value(), StandardCharsets.UTF_8));
        }

        private void add(CheckResult result) {
            Instant slot = result.scheduledAt();
            if (slot.isBefore(since) || !slot.isBefore(until)) {
                return;
            }
            String target = result.target().name();
            slots.putIfAbsent(
                    target + slot,
                    new Slot(target, slot, result.startedAt(), result.verdict().outcome()));
        }
    }
}
