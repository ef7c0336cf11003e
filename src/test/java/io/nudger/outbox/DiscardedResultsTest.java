package io.nudger.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.SlotGap;
import io.nudger.check.Verdict;
import io.nudger.config.SpoolSettings;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Services;
import io.nudger.testing.TestKafkaSettings;
import io.nudger.wire.MalformedResultException;
import io.nudger.wire.SlotGapCodec;
import io.nudger.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bound discards is reported to Kafka slot for slot, and nothing else is. */
@Tag("services")
final class DiscardedResultsTest {
    private static final long MIB = 1L << 20;
    /** Of so many slots each target loses some: the last, and more than fit in rows. */
    private static final int SLOTS = 4_000;

    private static final List<String> LONG = List.of("long-1", "long-2");
    private static final List<String> SHORT =
            IntStream.range(0, 10).mapToObj(i -> "short-" + i).toList();
    private static final int SHORT_SLOTS = 100;

    private static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(50));
    }

    private static SpoolSettings small(Path directory) {
        return new SpoolSettings(directory, MIB, Duration.ofDays(1), Duration.ofSeconds(1), 50_000);
    }

    /** What the topic says of each slot, by target and slot number. */
    static Map<String, Map<Integer, List<Verdict>>> found(List<ConsumerRecord<String, byte[]>> records) {
        Map<String, Map<Integer, List<Verdict>>> found = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            for (CheckResult result : results(record)) {
                found.computeIfAbsent(record.key(), target -> new TreeMap<>())
                        .computeIfAbsent(Publishing.slot(result), slot -> new ArrayList<>())
                        .add(result.verdict());
            }
        }
        return found;
    }

    private static List<CheckResult> results(ConsumerRecord<String, byte[]> record) {
        String contentType = KafkaProbe.header(record, WireFormat.HEADER);
        try {
            if (contentType.equals(SlotGapCodec.CONTENT_TYPE)) {
                SlotGap gap = SlotGapCodec.decode(record.value());
                assertThat(gap.isShort()).isFalse();
                return gap.results();
            }
            return List.of(WireFormat.ofContentType(contentType.getBytes(StandardCharsets.UTF_8))
                    .orElseThrow()
                    .codec()
                    .decode(record.value()));
        } catch (MalformedResultException e) {
            throw new AssertionError(e);
        }
    }

    private static void publishAll(Publishing publishing) {
        for (int slot = 0; slot < SHORT_SLOTS; slot++) {
            for (String target : SHORT) {
                publishing.publish(target, slot);
            }
        }
        publish(publishing, 0, SLOTS / 2);
    }

    private static void publishRest(Publishing publishing) {
        publish(publishing, SLOTS / 2, SLOTS);
    }

    private static void publish(Publishing publishing, int from, int to) {
        for (int slot = from; slot < to; slot++) {
            for (String target : LONG) {
                publishing.publish(target, slot);
            }
        }
    }

    private static void assertEachSlotIsReportedOnce(Map<String, Map<Integer, List<Verdict>>> found, long lost) {
        assertThat(found.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(LONG.stream(), SHORT.stream()).toList());
        found.forEach((target, slots) -> {
            assertThat(slots.keySet())
                    .as(target)
                    .containsExactlyElementsOf(IntStream.range(0, target.startsWith("long") ? SLOTS : SHORT_SLOTS)
                            .boxed()
                            .toList());
            assertThat(slots.values()).as(target).allSatisfy(verdicts -> assertThat(verdicts)
                    .hasSize(1));
        });
        List<Verdict> unknown = found.values().stream()
                .flatMap(slots -> slots.values().stream())
                .flatMap(List::stream)
                .filter(verdict -> verdict.outcome() != Outcome.UP)
                .toList();
        assertThat(unknown)
                .hasSize((int) lost)
                .allSatisfy(
                        verdict -> assertThat(verdict)
                                .isEqualTo(
                                        Verdict.unknown(
                                                FailureReason.OVERLOADED,
                                                "What the check found is not known, its result was discarded: more waited for Kafka than spool.max_size holds.")));
    }

    @Test
    void everySlotIsAResultOrReported(@TempDir Path directory) {
        String topic = "discarded";
        int buffer = 100;
        try (EmbeddedKafka kafka = EmbeddedKafka.absent()) {
            var settings = TestKafkaSettings.of(kafka, topic).buffer(buffer).build();
            try (Publishing publishing = Publishing.start(settings, small(directory))) {
                publishAll(publishing);
                // More than memory holds may wait to be written.
                soon().until(() -> publishing.diskHealth().getJsonObject("data").getLong("bytes") >= MIB);
                publishRest(publishing);
                soon().until(() -> publishing.holes() == LONG.size());
                kafka.start();
                soon().until(publishing::isAtRest);
                assertThat(publishing.counter("nudger.spool.untold")).isZero();
                double discarded = publishing.counter("nudger.spool.dropped", "reason", "max_size");
                assertThat(discarded).isGreaterThan(1_000);
                assertEachSlotIsReportedOnce(found(KafkaProbe.of(kafka).consumeAll(topic)), (long) discarded);
            }
        }
    }

    @Test
    void aResultThatKafkaRefusesIsReported() {
        String topic = "discarded.refused";
        try (Publishing publishing = Publishing.start(TestKafkaSettings.of(Services.kafka(), topic)
                .producer("max.request.size", "5000")
                .build())) {
            publishing.publish("xkcd", 0);
            publishing.publish(Publishing.large("xkcd", 1));
            publishing.publish("xkcd", 2);
            soon().until(() -> publishing.counter("nudger.published") == 3);

            Map<Integer, List<Verdict>> found =
                    found(KafkaProbe.of(Services.kafka()).consumeAll(topic)).getOrDefault("xkcd", Map.of());
            assertThat(found)
                    .containsOnlyKeys(0, 1, 2)
                    .containsEntry(
                            1,
                            List.of(Verdict.unknown(
                                    FailureReason.INTERNAL,
                                    "What the check found is not known, its result was discarded: Kafka does not take it; the log of the"
                                            + " monitor says why.")));
            assertThat(publishing.counter("nudger.publish.dropped", "reason", "refused"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatKafkaRefusesToBeReportedIsCounted() {
        var settings = TestKafkaSettings.of(Services.kafka(), "discarded.untold")
                .producer("max.request.size", "5000")
                .build();
        try (Publishing publishing = Publishing.start(settings)) {
            publishing.publish(Publishing.result("long", 0, "https://example.org/" + "x".repeat(8_000)));

            soon().until(() -> publishing.counter("nudger.spool.untold") == 1);
            soon().until(publishing::isAtRest);
            assertThat(publishing.counter("nudger.publish.dropped", "reason", "refused"))
                    .as("the result, and the report of it")
                    .isEqualTo(2);
        }
    }
}
