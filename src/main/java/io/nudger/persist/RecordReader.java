package io.nudger.persist;

import io.nudger.check.CheckResult;
import io.nudger.check.MalformedResultException;
import io.nudger.check.UnknownVersionException;
import io.nudger.check.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads records, and tells those that can be stored from those that cannot. Safe for use by several threads. */
final class RecordReader {
    /** Clocks differ; a slot further ahead than that would hide the true status of its target for too long. */
    private static final Duration AHEAD = Duration.ofHours(1);

    /** Texts of a result are cut when it is made: even with many labels it stays far below. */
    private static final int MAX_BYTES = 512 << 10;

    private final InstantSource clock;
    private final Duration retention;

    RecordReader(InstantSource clock, Duration retention) {
        this.clock = clock;
        this.retention = retention;
    }

    List<Reading> readAll(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        List<Reading> readings = new ArrayList<>();
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
            return judge(source, decode(source));
        } catch (UnknownVersionException e) {
            return new Reading.DeadLetter(source, DeadReason.VERSION, String.valueOf(e.getMessage()));
        } catch (MalformedResultException e) {
            return new Reading.DeadLetter(source, DeadReason.MALFORMED, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A defect in reading must not stop the partition either.
            return new Reading.DeadLetter(source, DeadReason.MALFORMED, e.toString());
        }
    }

    private static CheckResult decode(ConsumerRecord<byte[], byte[]> source) throws MalformedResultException {
        byte[] value = source.value();
        if (value == null) {
            throw new MalformedResultException("the record has no value");
        }
        return format(source).codec().decode(value);
    }

    private static WireFormat format(ConsumerRecord<byte[], byte[]> source) throws MalformedResultException {
        Header header = source.headers().lastHeader(WireFormat.HEADER);
        if (header == null || header.value() == null) {
            return WireFormat.JSON;
        }
        String found = new String(header.value(), StandardCharsets.UTF_8);
        return WireFormat.ofContentType(found)
                .orElseThrow(() -> new MalformedResultException(WireFormat.HEADER + ": wanted one of "
                        + Arrays.stream(WireFormat.values())
                                .map(WireFormat::contentType)
                                .collect(Collectors.joining(", "))
                        + ", found " + found));
    }

    private Reading judge(ConsumerRecord<byte[], byte[]> source, CheckResult result) {
        Instant now = clock.instant();
        Instant slot = result.scheduledAt();
        if (slot.isAfter(now.plus(AHEAD))) {
            return new Reading.DeadLetter(
                    source, DeadReason.FUTURE, "scheduled_at " + slot + " lies in the future: it is " + now);
        }
        if (slot.isBefore(now.minus(retention))) {
            return new Reading.DeadLetter(
                    source,
                    DeadReason.EXPIRED,
                    "scheduled_at " + slot + " is older than the retention of " + retention.toDays() + " days");
        }
        return new Reading.Good(source, result);
    }
}
