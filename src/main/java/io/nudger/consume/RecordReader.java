package io.nudger.consume;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import io.nudger.config.PersisterSettings;
import io.nudger.config.Retention;
import io.nudger.wire.MalformedResultException;
import io.nudger.wire.Shared;
import io.nudger.wire.SlotGapCodec;
import io.nudger.wire.UnknownVersionException;
import io.nudger.wire.WireFormat;
import io.vertx.kafka.client.common.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

/** Reads records, and tells those that can be stored from those that cannot. Safe for use by several threads. */
final class RecordReader {
    /** Texts of a result are cut when it is made: even with many labels it stays far below. */
    private static final int MAX_BYTES = 512 << 10;

    private final InstantSource clock;
    private final Retention retention;
    private final Duration clockTolerance;
    private final Senders senders;
    private final Shared shared = new Shared();

    RecordReader(InstantSource clock, Retention retention, PersisterSettings settings) {
        this.clock = clock;
        this.retention = retention;
        this.clockTolerance = settings.clockTolerance();
        this.senders = new Senders(settings);
    }

    /**
     * Reads what a poll has brought, and divides it by target: wherever the records of a target come from, topics of
     * other sizes included, they are in the same lane.
     *
     * @param lanes how many lanes there are
     */
    List<Portion> readAll(ConsumerRecords<byte[], byte[]> records, int lanes) {
        List<Portion> portions = new ArrayList<>();
        records.partitions().forEach(partition -> {
            List<List<Reading>> shares = Stream.generate(() -> (List<Reading>) new ArrayList<Reading>())
                    .limit(lanes)
                    .toList();
            readAll(records.records(partition))
                    .forEach(reading -> shares.get(reading.lane(lanes)).add(reading));
            TopicPartition from = new TopicPartition(partition.topic(), partition.partition());
            for (int lane = 0; lane < lanes; lane++) {
                if (!shares.get(lane).isEmpty()) {
                    portions.add(new Portion(from, lane, shares.get(lane)));
                }
            }
        });
        return portions;
    }

    /** Reads each of these records. */
    List<Reading> readAll(List<ConsumerRecord<byte[], byte[]>> records) {
        Claims claims = new Claims(clock.instant(), clockTolerance, retention);
        List<Reading> readings = new ArrayList<>(records.size());
        records.forEach(record -> readings.add(read(record, claims)));
        return readings;
    }

    private Reading read(ConsumerRecord<byte[], byte[]> source, Claims claims) {
        byte[] value = source.value();
        if (value != null && value.length > MAX_BYTES) {
            return new Reading.DeadLetter(
                    source,
                    DeadReason.TOO_LARGE,
                    "the record has " + value.length + " bytes, a result at most " + MAX_BYTES);
        }
        try {
            return decode(source, claims);
        } catch (UnknownVersionException e) {
            return new Reading.DeadLetter(source, DeadReason.VERSION, String.valueOf(e.getMessage()));
        } catch (MalformedResultException e) {
            return new Reading.DeadLetter(source, DeadReason.MALFORMED, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A defect in reading must not stop the partition either.
            return new Reading.DeadLetter(source, DeadReason.MALFORMED, e.toString());
        }
    }

    private Reading decode(ConsumerRecord<byte[], byte[]> source, Claims claims) throws MalformedResultException {
        byte[] value = source.value();
        if (value == null) {
            throw new MalformedResultException("the record has no value");
        }
        Header header = source.headers().lastHeader(WireFormat.HEADER);
        if (header == null || header.value() == null) {
            return admit(source, claims, WireFormat.JSON.codec().decode(value, shared));
        }
        Optional<WireFormat> format = WireFormat.ofContentType(header.value());
        if (format.isPresent()) {
            return admit(source, claims, format.get().codec().decode(value, shared));
        }
        String contentType = new String(header.value(), StandardCharsets.UTF_8);
        if (contentType.equalsIgnoreCase(SlotGapCodec.CONTENT_TYPE)) {
            return admit(source, claims, SlotGapCodec.decode(value));
        }
        throw new MalformedResultException(WireFormat.HEADER + ": wanted one of "
                + Stream.concat(
                                Arrays.stream(WireFormat.values()).map(WireFormat::contentType),
                                Stream.of(SlotGapCodec.CONTENT_TYPE))
                        .collect(Collectors.joining(", "))
                + ", found " + contentType);
    }

    private Reading admit(ConsumerRecord<byte[], byte[]> source, Claims claims, SlotGap gap) {
        Reading.DeadLetter stranger = senders.refuse(source, gap.origin().zone());
        return stranger == null ? claims.accept(source, gap) : stranger;
    }

    private Reading admit(ConsumerRecord<byte[], byte[]> source, Claims claims, CheckResult result) {
        Reading.DeadLetter stranger = senders.refuse(source, result.origin().zone());
        return stranger == null ? claims.accept(source, result) : stranger;
    }
}
