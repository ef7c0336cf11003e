package io.nudger.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.testing.Deployment;
import io.nudger.wire.WireFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A monitor of a later version beside a persister of this one, as in every upgrade that begins with the monitors. */
final class LaterMonitor {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int RESULTS = 20;
    private static final String TARGET = "later";
    private static final String STORED = "SELECT count(*) FROM check_results WHERE target = '" + TARGET
            + "' AND outcome = 'paused' AND reason = 'quota' AND scheduled_at >= ?::timestamptz";

    private LaterMonitor() {}

    /** What the persister does not know stays in the record, by name. */
    static void reports(World world, Pauses pauses) {
        Instant first = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(RESULTS);
        world.broker()
                .sendAll(IntStream.range(0, RESULTS)
                        .mapToObj(n -> record(world, first.plusSeconds(n)))
                        .toList());
        pauses.pause();
        await().atMost(PATIENCE).until(() -> world.database().number(STORED, first.toString()) == RESULTS);
        world.awaitReady();
    }

    private static ProducerRecord<String, byte[]> record(World world, Instant slot) {
        CheckResult result = new CheckResult(
                new TargetInfo(TARGET, "https://later.example/", Duration.ofSeconds(1), Map.of(), null, "1-later"),
                new Origin(Deployment.ZONE, TARGET),
                slot,
                slot,
                Verdict.later("paused", FailureReason.named("quota"), "used up"),
                Observation.NONE);
        byte[] value = new JsonObject(Buffer.buffer(WireFormat.JSON.codec().encode(result)))
                .put("of_later", new JsonObject().put("deep", List.of(1)))
                .toBuffer()
                .getBytes();
        byte[] contentType = WireFormat.JSON.contentType().getBytes(UTF_8);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(world.topic(), TARGET, value);
        record.headers().add(WireFormat.HEADER, contentType);
        world.sign(record);
        return record;
    }
}
