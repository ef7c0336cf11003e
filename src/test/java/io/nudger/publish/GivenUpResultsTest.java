package io.nudger.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.MalformedResultException;
import io.nudger.check.Outcome;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotGapCodec;
import io.nudger.check.Verdict;
import io.nudger.check.WireFormat;
import io.nudger.config.SpoolSettings;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Services;
import io.nudger.testing.TestKafkaSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a bound gives up is told to Kafka slot for slot, and nothing else is. */
@Tag("services")
final class GivenUpResultsTest {
    private static final long MIB = 1L << 20;
    /** Of so many slots each target loses some; the first are all lost, and more than fit in rows. */
    private static final int SLOTS = 4_000;

    private static final List<String> LONG = List.of("long-1", "long-2");
    private static final List<String> SHORT =
            IntStream.range(0, 10).mapToObj(i -> "short-" + i).toList();
    private static final int SHORT_SLOTS = 100;
    private static final int ALL = LONG.size() * SLOTS + SHORT.size() * SHORT_SLOTS;

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    private static SpoolSettings small(Path directory) {
        return new SpoolSettings(directory, MIB, Duration.ofDays(1), Duration.ofSeconds(1), 50_000);
    }

    /** What the topic says of each slot, by target and slot number. */
    static Map<String, Map<Integer, List<Verdict>>> told(List<ConsumerRecord<String, byte[]>> records) {
        Map<String, Map<Integer, List<Verdict>>> told = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            for (CheckResult result : results(record)) {
                told.computeIfAbsent(record.key(), target -> new TreeMap<>())
                        .computeIfAbsent(Publishing.slot(result), slot -> new ArrayList<>())
                        .add(result.verdict());
            }
        }
        return told;
    }

    private static List<CheckResult> results(ConsumerRecord<String, byte[]> record) {
        String contentType = KafkaProbe.header(record, WireFormat.HEADER);
        try {
            if (contentType.equals(SlotGap.CONTENT_TYPE)) {
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
        for (int slot = 0; slot < SLOTS; slot++) {
            for (String target : LONG) {
                publishing.publish(target, slot);
            }
        }
    }

    /** Whether nothing waits, and nothing is to be told. */
    static boolean isAtRest(Publishing publishing) {
        return publishing.waiting() == 0
                && publishing.waitingOnDisk() == 0
                && publishing.spool().state().losses() == 0;
    }

    /** As a kill would leave it. */
    private static Path copyOf(Path directory, Path copy) throws IOException {
        Files.createDirectory(copy);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static void assertEachSlotIsToldOnce(Map<String, Map<Integer, List<Verdict>>> told, long lost) {
        assertThat(told.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(LONG.stream(), SHORT.stream()).toList());
        told.forEach((target, slots) -> {
            assertThat(slots.keySet())
                    .as(target)
                    .containsExactlyElementsOf(IntStream.range(0, target.startsWith("long") ? SLOTS : SHORT_SLOTS)
                            .boxed()
                            .toList());
            assertThat(slots.values()).as(target).allSatisfy(verdicts -> assertThat(verdicts)
                    .hasSize(1));
        });
        List<Verdict> unknown = told.values().stream()
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
                                                "The check ran, but its result was given up: more waited for Kafka than spool.max_size holds.")));
    }

    /** With a large buffer nothing is lost but by a kill: what the disk gave up is still in memory. */
    @ParameterizedTest
    @CsvSource({"100, false", "100, true", "20000, false", "20000, true"})
    void everySlotIsAResultOrTold(int buffer, boolean killed, @TempDir Path directory) throws IOException {
        String topic = "given-up";
        try (EmbeddedKafka kafka = EmbeddedKafka.absent()) {
            var settings = TestKafkaSettings.of(kafka, topic).buffer(buffer).build();
            long lost;
            Path spool = Files.createDirectory(directory.resolve("spool"));
            Path copy = directory.resolve("copy");
            try (Publishing publishing = Publishing.start(settings, small(spool))) {
                publishAll(publishing);
                soon().until(() -> publishing.waiting() == Math.min(buffer, ALL)
                        && publishing.isOnDisk(LONG.get(LONG.size() - 1), SLOTS - 1));
                lost = ALL - publishing.spool().state().entries();
                assertThat(lost).isGreaterThan(ALL / 2);
                if (buffer < ALL) {
                    assertThat(publishing.counter("nudger.spool.dropped", "reason", "max_size"))
                            .isEqualTo((double) lost);
                }
                if (killed) {
                    assertThat(copyOf(spool, copy)).isEqualTo(copy);
                } else {
                    kafka.start();
                    soon().until(() -> isAtRest(publishing));
                    assertThat(publishing.spool().state().untold()).isZero();
                }
            }
            if (killed) {
                kafka.start();
                try (Publishing next = Publishing.start(settings, small(copy))) {
                    soon().until(() -> isAtRest(next));
                }
            }
            boolean kept = buffer > ALL && !killed;
            assertEachSlotIsToldOnce(told(KafkaProbe.of(kafka).consumeAll(topic)), kept ? 0 : lost);
        }
    }

    @Test
    void aResultThatKafkaRefusesIsTold() {
        String topic = "given-up.refused";
        try (Publishing publishing = Publishing.start(TestKafkaSettings.of(Services.kafka(), topic)
                .producer("max.request.size", "5000")
                .build())) {
            publishing.publish("xkcd", 0);
            publishing.publish(Publishing.large("xkcd", 1));
            publishing.publish("xkcd", 2);
            soon().until(() -> publishing.counter("nudger.published") == 3);

            Map<Integer, List<Verdict>> told =
                    told(KafkaProbe.of(Services.kafka()).consumeAll(topic)).getOrDefault("xkcd", Map.of());
            assertThat(told)
                    .containsOnlyKeys(0, 1, 2)
                    .containsEntry(
                            1,
                            List.of(Verdict.unknown(
                                    FailureReason.INTERNAL,
                                    "The check ran, but its result was given up: Kafka does not take it; the log of the"
                                            + " monitor says why.")));
            assertThat(publishing.counter("nudger.publish.dropped", "reason", "refused"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatKafkaRefusesToBeToldIsCounted() {
        var settings = TestKafkaSettings.of(Services.kafka(), "given-up.untold")
                .producer("max.request.size", "5000")
                .build();
        try (Publishing publishing = Publishing.start(settings)) {
            publishing.publish(Publishing.result("long", 0, "https://example.org/" + "x".repeat(8_000)));

            soon().until(() -> publishing
                            .registry
                            .get("nudger.spool.untold")
                            .functionCounter()
                            .count()
                    == 1);
            soon().until(() -> isAtRest(publishing));
            assertThat(publishing.counter("nudger.publish.dropped", "reason", "refused"))
                    .as("the result, and what was to be told of it")
                    .isEqualTo(2);
        }
    }
}
