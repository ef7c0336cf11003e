package io.nudger.persist;

import io.nudger.check.CheckResult;
import io.nudger.check.KnownResults;
import io.nudger.check.MalformedResultException;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotGapCodec;
import io.nudger.check.UnknownVersionException;
import io.nudger.check.WireFormat;
import io.vertx.kafka.client.common.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads records, and tells those that can be stored from those that cannot. Safe for use by several threads. */
final class RecordReader {
    /** Clocks differ; a slot further ahead than that would hide the true status of its target for too long. */
    private static final Duration AHEAD = Duration.ofHours(1);

    /** Texts of a result are cut when it is made: even with many labels it stays far below. */
    private static final int MAX_BYTES = 512 << 10;

    private final InstantSource clock;
    private final Duration retention;
    private final KnownResults json = new KnownResults(WireFormat.JSON);
    private final KnownResults protobuf = new KnownResults(WireFormat.PROTOBUF);

    RecordReader(InstantSource clock, Duration retention) {
        this.clock = clock;
        this.retention = retention;
    }

    /** Reads what a poll has brought. */
    List<Portion> readAll(ConsumerRecords<byte[], byte[]> records) {
        return records.partitions().stream()
                .map(partition -> new Portion(
                        new TopicPartition(partition.topic(), partition.partition()),
                        readAll(records.records(partition))))
                .toList();
    }

    /** Reads each of these records. */
    List<Reading> readAll(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Reading> readings = new ArrayList<>(records.size());
        records.forEach(record -> readings.add(read(record)));
        return readings;
    }

    private Reading read(ConsumerRecord<byte[], byte[]> source) {
        byte[] value = source.value();
        if (value != null && value.length > MAX_BYTES) {
            return new Reading.DeadLetter(
                    source,
                    DeadReason.TOO_LARGE,
                    "the record has " + value.length + " bytes, a result at most " + MAX_BYTES);
        }
        try {
            return decode(source);
        } catch (UnknownVersionException e) {
            return new Reading.DeadLetter(source, DeadReason.VERSION, String.valueOf(e.getMessage()));
        } catch (MalformedResultException e) {
            return new Reading.DeadLetter(source, DeadReason.MALFORMED, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A defect in reading must not stop the partition either.
            return new Reading.DeadLetter(source, DeadReason.MALFORMED, e.toString());
        }
    }

    private Reading decode(ConsumerRecord<byte[], byte[]> source) throws MalformedResultException {
        byte[] value = source.value();
        if (value == null) {
            throw new MalformedResultException("the record has no value");
        }
        Header header = source.headers().lastHeader(WireFormat.HEADER);
        if (header == null || header.value() == null) {
            return judge(source, known(WireFormat.JSON).read(value));
        }
        Optional<WireFormat> format = WireFormat.ofContentType(header.value());
        if (format.isPresent()) {
            return judge(source, known(format.get()).read(value));
        }
        String contentType = new String(header.value(), StandardCharsets.UTF_8);
        if (contentType.equalsIgnoreCase(SlotGap.CONTENT_TYPE)) {
            return judge(source, SlotGapCodec.decode(value));
        }
        throw new MalformedResultException(WireFormat.HEADER + ": wanted one of "
                + Stream.concat(
                                Arrays.stream(WireFormat.values()).map(WireFormat::contentType),
                                Stream.of(SlotGap.CONTENT_TYPE))
                        .collect(Collectors.joining(", "))
                + ", found " + contentType);
    }

    private KnownResults known(WireFormat format) {
        return switch (format) {
            case JSON -> json;
            case PROTOBUF -> protobuf;
        };
    }

    private Reading judge(ConsumerRecord<byte[], byte[]> source, SlotGap gap) {
        Reading.DeadLetter late = outOfTime(source, "last_slot", gap.last());
        return late == null ? new Reading.Gap(source, gap) : late;
    }

    private Reading judge(ConsumerRecord<byte[], byte[]> source, CheckResult result) {
        Reading.DeadLetter late = outOfTime(source, "scheduled_at", result.scheduledAt());
        return late == null ? new Reading.Good(source, result) : late;
    }

    private Reading.@Nullable DeadLetter outOfTime(ConsumerRecord<byte[], byte[]> source, String field, Instant slot) {
        Instant now = clock.instant();
        if (slot.isAfter(now.plus(AHEAD))) {
            return new Reading.DeadLetter(
                    source, DeadReason.FUTURE, field + " " + slot + " lies in the future: it is " + now);
        }
        if (slot.isBefore(now.minus(retention))) {
            return new Reading.DeadLetter(
                    source,
                    DeadReason.EXPIRED,
                    field + " " + slot + " is older than the retention of " + retention.toDays() + " days");
        }
        return null;
    }
}
