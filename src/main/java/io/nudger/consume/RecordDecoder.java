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

/** Decodes records, and keeps those apart that cannot be stored. Safe for use by several threads. */
final class RecordDecoder {
    /** Texts of a result are cut when it is made: even with many labels it stays far below. */
    private static final int MAX_BYTES = 512 << 10;

    private final InstantSource clock;
    private final Retention retention;
    private final Duration clockTolerance;
    private final Senders senders;
    private final Shared shared = new Shared();

    RecordDecoder(InstantSource clock, Retention retention, PersisterSettings settings) {
        this.clock = clock;
        this.retention = retention;
        this.clockTolerance = settings.clockTolerance();
        this.senders = new Senders(settings);
    }

    /**
     * Decodes what a poll has brought, and divides it by target: wherever the records of a target come from, topics of
     * other sizes included, they are in the same worker.
     *
     * @param workers how many workers there are
     */
    List<Chunk> decodeAll(ConsumerRecords<byte[], byte[]> records, int workers) {
        List<Chunk> chunks = new ArrayList<>();
        records.partitions().forEach(partition -> {
            List<List<Decoded>> shares = Stream.generate(() -> (List<Decoded>) new ArrayList<Decoded>())
                    .limit(workers)
                    .toList();
            decodeAll(records.records(partition))
                    .forEach(reading -> shares.get(reading.worker(workers)).add(reading));
            TopicPartition from = new TopicPartition(partition.topic(), partition.partition());
            for (int worker = 0; worker < workers; worker++) {
                if (!shares.get(worker).isEmpty()) {
                    chunks.add(new Chunk(from, worker, shares.get(worker)));
                }
            }
        });
        return chunks;
    }

    /** Decodes each of these records. */
    List<Decoded> decodeAll(List<ConsumerRecord<byte[], byte[]>> records) {
        Plausibility claims = new Plausibility(clock.instant(), clockTolerance, retention);
        List<Decoded> readings = new ArrayList<>(records.size());
        records.forEach(record -> readings.add(decoded(record, claims)));
        return readings;
    }

    private Decoded decoded(ConsumerRecord<byte[], byte[]> source, Plausibility claims) {
        byte[] value = source.value();
        if (value != null && value.length > MAX_BYTES) {
            return new Decoded.Rejected(
                    source,
                    DeadReason.TOO_LARGE,
                    "the record has " + value.length + " bytes, a result at most " + MAX_BYTES);
        }
        try {
            return decode(source, claims);
        } catch (UnknownVersionException e) {
            return new Decoded.Rejected(source, DeadReason.VERSION, String.valueOf(e.getMessage()));
        } catch (MalformedResultException e) {
            return new Decoded.Rejected(source, DeadReason.MALFORMED, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A defect in decoding must not stop the partition either.
            return new Decoded.Rejected(source, DeadReason.MALFORMED, e.toString());
        }
    }

    private Decoded decode(ConsumerRecord<byte[], byte[]> source, Plausibility claims) throws MalformedResultException {
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

    private Decoded admit(ConsumerRecord<byte[], byte[]> source, Plausibility claims, SlotGap gap) {
        Decoded.Rejected stranger = senders.refuse(source, gap.origin().zone());
        return stranger == null ? claims.accept(source, gap) : stranger;
    }

    private Decoded admit(ConsumerRecord<byte[], byte[]> source, Plausibility claims, CheckResult result) {
        Decoded.Rejected stranger = senders.refuse(source, result.origin().zone());
        return stranger == null ? claims.accept(source, result) : stranger;
    }
}
