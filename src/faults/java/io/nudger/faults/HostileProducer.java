package io.nudger.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Schedule;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.check.Zone;
import io.nudger.kafka.SigningKey;
import io.nudger.testing.Deployment;
import io.nudger.wire.SlotGapCodec;
import io.nudger.wire.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Somebody who may produce to the topic of results, and has no key: what he sends is made up. */
final class HostileProducer {
    private static final Instant YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z");
    static final String TARGET = "made-up";
    private static final int ZONES = 1_000;
    private static final int TARGETS = 3_000;
    private static final int CONFIGS = 500;
    /** Before and after now. */
    private static final int SLOTS = 20;

    private final String topic;
    private final List<ProducerRecord<String, byte[]>> records = new ArrayList<>();

    HostileProducer(String topic) {
        this.topic = topic;
    }

    /** One made-up target in a zone without a key, as it may come: beside it more of each name are too many. */
    ProducerRecord<String, byte[]> introduction() {
        return record(down(TARGET, "c0", "nowhere", Instant.now()));
    }

    /** Floods of made-up names, and for each of these targets everything that would be believed if it were signed. */
    List<ProducerRecord<String, byte[]>> records(List<String> targets) {
        IntStream.range(0, TARGETS).forEach(n -> add(down("made-up-" + n, "c", "nowhere", Instant.now())));
        IntStream.range(0, CONFIGS).forEach(n -> add(down(TARGET, "c" + n, "nowhere", Instant.now())));
        IntStream.range(0, ZONES).forEach(n -> add(down(TARGET, "c0", "zone-" + n, Instant.now())));
        add(gap(TARGET, "nowhere", Duration.ofNanos(1_000), Instant.now()));
        add(gap(TARGET, "nowhere", World.INTERVAL, Instant.now()));
        targets.forEach(this::forge);
        for (String garbage : List.of("", "[", "{\"v\":1e999}", "\u0000".repeat(500_000))) {
            records.add(new ProducerRecord<>(topic, "made-up", garbage.getBytes(UTF_8)));
        }
        return List.copyOf(records);
    }

    /** All slots around now; those to come would be taken before their checks. */
    private void forge(String target) {
        Schedule schedule = Schedule.of(target, World.INTERVAL, new Zone(Deployment.ZONE, List.of()));
        long now = schedule.slotAtOrBefore(Micros.of(Instant.now()));
        byte[] guessed = new byte[33];
        new Random(1).nextBytes(guessed);
        guessed[0] = 1;
        for (int n = -SLOTS; n <= SLOTS; n++) {
            Instant slot = Micros.toInstant(now + n * schedule.intervalMicros());
            add(down(target, "c", Deployment.ZONE, slot));
            ProducerRecord<String, byte[]> forged = record(down(target, "d", Deployment.ZONE, slot));
            forged.headers().add(SigningKey.HEADER, guessed);
            records.add(forged);
        }
        add(gap(target, Deployment.ZONE, World.INTERVAL, Micros.toInstant(now)));
    }

    private static TargetInfo info(String target, String config, Duration interval) {
        return new TargetInfo(target, "https://made-up.example/", interval, Map.of(), null, config);
    }

    private static CheckResult down(String target, String config, String zone, Instant slot) {
        return new CheckResult(
                info(target, config, World.INTERVAL),
                new Origin(zone, "nobody"),
                slot,
                slot,
                Verdict.down(FailureReason.STATUS, "made up"),
                Observation.NONE);
    }

    private static SlotGap gap(String target, String zone, Duration interval, Instant last) {
        long length = Micros.of(last) - Micros.of(YEAR_ONE);
        Instant first = last.minus(Micros.toDuration(length - length % Micros.of(interval)));
        return new SlotGap(
                info(target, "c", interval),
                new Origin(zone, "nobody"),
                first,
                last,
                Verdict.missed(FailureReason.STOPPED, "made up"));
    }

    private void add(CheckResult result) {
        records.add(record(result));
    }

    private void add(SlotGap gap) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, gap.target().name(), SlotGapCodec.encode(gap));
        record.headers().add(WireFormat.HEADER, SlotGapCodec.CONTENT_TYPE.getBytes(UTF_8));
        records.add(record);
    }

    private ProducerRecord<String, byte[]> record(CheckResult result) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                topic, result.target().name(), WireFormat.JSON.codec().encode(result));
        record.headers().add(WireFormat.HEADER, WireFormat.JSON.contentType().getBytes(UTF_8));
        return record;
    }
}
