package io.nudger.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Outcome;
import io.nudger.check.Phases;
import io.nudger.check.SlotGap;
import io.nudger.check.Verdict;
import io.nudger.config.KafkaSettings;
import io.nudger.config.SpoolSettings;
import io.nudger.document.Secret;
import io.nudger.kafka.SigningKey;
import io.nudger.testing.Broker;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.Futures;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.SecuredKafka;
import io.nudger.testing.Services;
import io.nudger.testing.SmallDisk;
import io.nudger.testing.TestKafkaSettings;
import io.nudger.wire.MalformedResultException;
import io.nudger.wire.SlotGapCodec;
import io.nudger.wire.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("services")
final class KafkaPublisherVerticleTest {
    private static final String KEY = "a key of thirty-two characters!!";
    private static final String TARGET = "xkcd";
    private static final Map<String, String> SHORT_TIMEOUTS =
            Map.of("default.api.timeout.ms", "1000", "request.timeout.ms", "1000");
    /** A send without a broker blocks for 5 s; less than this is the noise of a busy machine. */
    private static final Duration UNBLOCKED = Duration.ofSeconds(1);

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    /** The slot numbers of all records of {@link #TARGET}, in order. */
    private static List<Integer> slots(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .filter(record -> record.key().equals(TARGET))
                .map(record -> Publishing.slot(decode(record)))
                .toList();
    }

    private static CheckResult decode(ConsumerRecord<String, byte[]> record) {
        try {
            return WireFormat.ofContentType(
                            KafkaProbe.header(record, WireFormat.HEADER).getBytes(StandardCharsets.UTF_8))
                    .orElseThrow()
                    .codec()
                    .decode(record.value());
        } catch (MalformedResultException e) {
            throw new AssertionError(e);
        }
    }

    /** Why Kafka is not ready; empty when it is. */
    private static String reason(Publishing publishing) {
        return publishing.health().getJsonObject("data").getString("reason", "");
    }

    /** A defect of the monitor itself: no format has room for such a duration. */
    private static CheckResult unwritable() {
        CheckResult result = Publishing.result(TARGET, 1, "https://example.org/");
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        return new CheckResult(
                result.target(),
                result.origin(),
                result.scheduledAt(),
                null,
                result.verdict(),
                new Observation(1, null, endless, Phases.NONE, null, null, null, null, null, null, null));
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource
    void resultsArriveInOrderUnderTheNameOfTheirTarget(WireFormat format) {
        String topic = "publish." + format;
        KafkaProbe probe = KafkaProbe.of(Services.kafka());
        try (Publishing publishing = Publishing.start(TestKafkaSettings.of(Services.kafka(), topic)
                .format(format)
                .signingKey(KEY)
                .build())) {
            for (int slot = 0; slot < 2_000; slot++) {
                publishing.publish(TARGET, slot);
                publishing.publish("other", slot);
            }
            soon().until(() -> publishing.counter("nudger.published") == 4_000);

            List<ConsumerRecord<String, byte[]>> records = probe.consumeAll(topic);
            assertThat(slots(records)).isEqualTo(numbers(0, 2_000));
            assertThat(records).hasSize(4_000).allSatisfy(record -> {
                assertThat(record.key()).isIn(TARGET, "other");
                assertThat(decode(record).target().name()).isEqualTo(record.key());
                assertThat(KafkaProbe.header(record, "content-type")).isEqualTo(format.contentType());
                assertThat(SigningKey.of(Secret.of(KEY))
                                .hasSigned(
                                        record.headers()
                                                .lastHeader(SigningKey.HEADER)
                                                .value(),
                                        record.key().getBytes(StandardCharsets.UTF_8),
                                        format.contentType().getBytes(StandardCharsets.UTF_8),
                                        record.value()))
                        .isTrue();
            });
            assertThat(probe.describe(topic).partitions()).hasSize(3);
            assertThat(publishing.registry.get("nudger.publish.latency").timer().count())
                    .isEqualTo(4_000);
            assertThat(publishing.isReady()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotUpGoesToATopicOfItsOwn(boolean only) {
        String topic = "publish.two." + only;
        KafkaProbe probe = KafkaProbe.of(Services.kafka());
        try (Publishing publishing = Publishing.start(TestKafkaSettings.of(Services.kafka(), topic)
                .failures(topic + ".failures", only)
                .build())) {
            List<Verdict> verdicts = List.of(
                    Verdict.up(),
                    Verdict.down(FailureReason.STATUS, "wanted 2xx, found 503"),
                    Verdict.up(),
                    Verdict.unknown(FailureReason.OVERLOADED, "stalled"),
                    Verdict.missed(FailureReason.STOPPED, "stopping"));
            for (int slot = 0; slot < verdicts.size(); slot++) {
                publishing.publish(Publishing.result(TARGET, slot, verdicts.get(slot)));
            }
            soon().until(() -> publishing.counter("nudger.published") == verdicts.size());

            assertThat(slots(probe.consumeAll(topic))).isEqualTo(only ? List.of(0, 2) : numbers(0, 5));
            assertThat(slots(probe.consumeAll(topic + ".failures"))).containsExactly(1, 3, 4);
            assertThat(probe.describe(topic + ".failures").partitions()).hasSize(3);
        }
    }

    @Test
    void anOutageLosesNothing() {
        try (Broker kafka = Services.ownKafka();
                Publishing publishing = Publishing.start(
                        TestKafkaSettings.of(kafka, "publish.outage").build())) {
            AtomicInteger next = new AtomicInteger();
            long timer =
                    publishing.every(Duration.ofMillis(10), () -> publishing.publish(TARGET, next.getAndIncrement()));
            soon().until(() -> publishing.counter("nudger.published") > 50);

            kafka.stop();
            soon().until(() -> !publishing.isReady());
            assertThat(reason(publishing)).isEqualTo("no broker answers at " + kafka.bootstrapServers());
            soon().until(() -> publishing.waiting() > 250);
            kafka.start();

            soon().until(() -> publishing.isReady() && publishing.waiting() < 10);
            publishing.cancel(timer);
            soon().until(() -> publishing.counter("nudger.published") == next.get());

            assertThat(slots(KafkaProbe.of(kafka).consumeAll("publish.outage"))).containsAll(numbers(0, next.get()));
            assertThat(publishing.registry.get("nudger.publish.dropped").counters())
                    .allSatisfy(dropped -> assertThat(dropped.count()).isZero());
            assertThat(publishing.longestPause()).isLessThan(UNBLOCKED);
        }
    }

    @Test
    void brokerThatComesLateGetsEverything() {
        try (EmbeddedKafka kafka = EmbeddedKafka.absent();
                Publishing publishing = Publishing.start(TestKafkaSettings.of(kafka, "publish.late")
                        .client(SHORT_TIMEOUTS)
                        .build())) {
            assertThat(publishing.health().getString("status")).isEqualTo("DOWN");
            assertThat(reason(publishing)).isEqualTo("looking for topic publish.late");
            for (int slot = 0; slot < 500; slot++) {
                publishing.publish(TARGET, slot);
            }
            soon().until(() -> reason(publishing).equals("no broker answers at " + kafka.bootstrapServers()));
            assertThat(publishing.health().getJsonObject("data").getInteger("waiting"))
                    .isEqualTo(500);

            kafka.start();
            soon().until(publishing::isReady);
            soon().until(() -> publishing.waiting() == 0);

            assertThat(slots(KafkaProbe.of(kafka).consumeAll("publish.late"))).isEqualTo(numbers(0, 500));
            assertThat(publishing.longestPause()).isLessThan(UNBLOCKED);
        }
    }

    @Test
    void readinessReturnsWithTheBrokerWhenNothingWaits() {
        try (EmbeddedKafka kafka = EmbeddedKafka.absent();
                Publishing publishing = Publishing.start(TestKafkaSettings.of(kafka, "publish.idle")
                        .client(SHORT_TIMEOUTS)
                        .build())) {
            soon().until(() -> reason(publishing).startsWith("no broker answers"));

            kafka.start();

            soon().until(publishing::isReady);
        }
    }

    @Test
    void whatTheBufferHasNoRoomForWaitsOnDiskAndTheNewestGoesFirst() {
        try (EmbeddedKafka kafka = EmbeddedKafka.absent();
                Publishing publishing = Publishing.start(
                        TestKafkaSettings.of(kafka, "publish.full").buffer(100).build())) {
            for (int slot = 0; slot < 2_500; slot++) {
                publishing.publish(TARGET, slot);
            }
            soon().until(() -> publishing.waitingOnDisk() == 2_400);
            assertThat(publishing.waiting()).isEqualTo(100);

            kafka.start();
            soon().until(() -> publishing.waiting() == 0 && publishing.waitingOnDisk() == 0);

            List<Integer> slots = slots(KafkaProbe.of(kafka).consumeAll("publish.full"));
            assertThat(slots).startsWith(2_400).containsExactlyInAnyOrderElementsOf(numbers(0, 2_500));
            assertThat(slots.stream().filter(slot -> slot < 2_400)).isEqualTo(numbers(0, 2_400));
            assertThat(publishing.counter("nudger.spool.drained")).isEqualTo(2_400);
            assertThat(publishing.registry.get("nudger.publish.dropped").counters())
                    .allSatisfy(dropped -> assertThat(dropped.count()).isZero());
        }
    }

    @Test
    void resultThatKafkaCannotTakeIsDiscardedAlone() {
        try (Publishing publishing = Publishing.start(TestKafkaSettings.of(Services.kafka(), "publish.large")
                .producer("max.request.size", "20000")
                .build())) {
            publishing.publish(TARGET, 0);
            publishing.publish(Publishing.result(TARGET, 1, "https://example.org/" + "x".repeat(30_000)));
            publishing.publish(unwritable());
            publishing.publish(TARGET, 2);
            soon().until(() -> publishing.counter("nudger.published") == 3);

            soon().untilAsserted(() -> assertThat(publishing.counter("nudger.publish.dropped", "reason", "refused"))
                    .as("both, and the report of the first, whose URL is too large as well")
                    .isEqualTo(3));
            assertThat(slots(KafkaProbe.of(Services.kafka()).consumeAll("publish.large")))
                    .containsExactlyInAnyOrder(0, 2, 1);
            assertThat(publishing.counter("nudger.publish.failures")).isZero();
            assertThat(publishing.isReady()).isTrue();
        }
    }

    @Test
    void stopDeliversWhatWaits() {
        try (Publishing publishing = Publishing.start(
                TestKafkaSettings.of(Services.kafka(), "publish.stop").build())) {
            for (int slot = 0; slot < 5_000; slot++) {
                publishing.publish(TARGET, slot);
            }
            assertThat(publishing.stop()).isLessThan(Futures.GRACE);

            assertThat(slots(KafkaProbe.of(Services.kafka()).consumeAll("publish.stop")))
                    .isEqualTo(numbers(0, 5_000));
            assertThat(publishing.counter("nudger.publish.dropped", "reason", "stopped"))
                    .isZero();
        }
    }

    @Test
    void stopDuringAnOutageIsQuickAndWhatWaitsIsSentByTheNextOne(@TempDir Path directory) {
        try (Broker kafka = Services.ownKafka()) {
            KafkaSettings settings =
                    TestKafkaSettings.of(kafka, "publish.abandoned").build();
            try (Publishing publishing = Publishing.start(settings, Publishing.spool(directory))) {
                publishing.publish(TARGET, 0);
                soon().until(() -> publishing.counter("nudger.published") == 1);
                kafka.stop();
                for (int slot = 1; slot <= 2_000; slot++) {
                    publishing.publish(TARGET, slot);
                }
                soon().until(() -> !publishing.isReady());

                assertThat(publishing.stop()).isLessThan(Futures.GRACE);

                assertThat(publishing.counter("nudger.publish.dropped", "reason", "stopped"))
                        .isZero();
            }
            try (Publishing next = Publishing.start(settings, Publishing.spool(directory))) {
                assertThat(next.waitingOnDisk()).isEqualTo(2_000);
                next.publish(TARGET, 2_001);

                kafka.start();
                soon().until(() -> next.waitingOnDisk() == 0 && next.waiting() == 0);
            }
            List<Integer> slots = slots(KafkaProbe.of(kafka).consumeAll("publish.abandoned"));
            assertThat(slots).containsAll(numbers(0, 2_002));
            assertThat(slots.stream().filter(slot -> slot != 2_001).distinct().toList())
                    .isEqualTo(numbers(0, 2_001));
        }
    }

    @Test
    void stopBeforeKafkaWasFoundIsQuickToo() {
        try (EmbeddedKafka kafka = EmbeddedKafka.absent();
                Publishing publishing = Publishing.start(TestKafkaSettings.of(kafka, "publish.never")
                        .client(SHORT_TIMEOUTS)
                        .build())) {
            for (int slot = 0; slot < 10; slot++) {
                publishing.publish(TARGET, slot);
            }
            soon().until(() -> publishing.waiting() == 10);

            assertThat(publishing.stop()).isLessThan(Futures.GRACE);

            assertThat(publishing.onDisk()).isEqualTo(10);
        }
    }

    @Test
    void theBacklogIsDrainedSlowlyAndNothingNewWaitsForIt(@TempDir Path directory) {
        KafkaSettings settings =
                TestKafkaSettings.of(Services.kafka(), "publish.slowly").build();
        try (EmbeddedKafka absent = EmbeddedKafka.absent();
                Publishing before = Publishing.withoutKafka(
                        TestKafkaSettings.of(absent, "publish.slowly").build(), Publishing.spool(directory))) {
            for (int slot = 0; slot < 500; slot++) {
                before.publish(TARGET, slot);
            }
            soon().until(() -> before.onDisk() == 500);
        }
        SpoolSettings slow = new SpoolSettings(directory, 1 << 30, Duration.ofDays(1), Duration.ofSeconds(1), 300);
        long start = System.nanoTime();
        try (Publishing publishing = Publishing.start(settings, slow)) {
            publishing.publish(TARGET, 500);
            soon().until(() -> publishing.waiting() == 0);
            assertThat(publishing.waitingOnDisk()).isGreaterThan(100);

            soon().until(() -> publishing.waitingOnDisk() == 0);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
        }
        List<Integer> slots = slots(KafkaProbe.of(Services.kafka()).consumeAll("publish.slowly"));
        assertThat(slots.indexOf(500)).isLessThan(400);
        assertThat(slots.stream().filter(slot -> slot < 500)).isEqualTo(numbers(0, 500));
    }

    @Test
    void aShortGapBecomesAResultForEachSlotAndALongOneARange() {
        String topic = "publish.gaps";
        try (Publishing publishing =
                Publishing.start(TestKafkaSettings.of(Services.kafka(), topic).build())) {
            publishing.publish(gap(0, 99));
            publishing.publish(gap(100, 999));
            soon().until(() -> publishing.counter("nudger.published") == 101);

            List<ConsumerRecord<String, byte[]>> records =
                    KafkaProbe.of(Services.kafka()).consumeAll(topic);
            assertThat(records).hasSize(101);
            List<ConsumerRecord<String, byte[]>> ranges = records.stream()
                    .filter(record -> KafkaProbe.header(record, "content-type").equals(SlotGapCodec.CONTENT_TYPE))
                    .toList();
            assertThat(ranges).singleElement().satisfies(range -> assertThat(SlotGapCodec.decode(range.value()))
                    .isEqualTo(gap(100, 999)));
            List<ConsumerRecord<String, byte[]>> rows = new ArrayList<>(records);
            rows.removeAll(ranges);
            assertThat(slots(rows)).isEqualTo(numbers(0, 100));
            soon().until(() -> publishing.waitingOnDisk() == 0);
        }
    }

    private static SlotGap gap(int first, int last) {
        CheckResult from = Publishing.result(TARGET, first, "https://example.org/");
        CheckResult to = Publishing.result(TARGET, last, "https://example.org/");
        return new SlotGap(
                from.target(),
                from.origin(),
                from.scheduledAt(),
                to.scheduledAt(),
                Verdict.missed(FailureReason.STOPPED, "The monitor was not running."));
    }

    @Test
    void twoPublishersDoNotShareADirectory(@TempDir Path directory) {
        KafkaSettings settings =
                TestKafkaSettings.of(Services.kafka(), "publish.twice").build();
        try (Publishing publishing = Publishing.start(settings, Publishing.spool(directory))) {
            assertThat(publishing.diskHealth().getString("status")).isEqualTo("UP");
            assertThatThrownBy(() -> Publishing.start(settings, Publishing.spool(directory)))
                    .hasMessageContaining("spool.directory " + directory + " is in use by another process ("
                            + ProcessHandle.current().pid() + "); each monitor needs a directory of its own");
        }
    }

    @Test
    void onAFullDiskResultsWaitInMemoryAndGoToTheDiskWhenThereIsRoom(@TempDir Path directory) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory, 12);
                EmbeddedKafka kafka = EmbeddedKafka.absent();
                Publishing publishing = Publishing.start(
                        TestKafkaSettings.of(kafka, "publish.disk")
                                .buffer(3_000)
                                .build(),
                        Publishing.spool(disk.path()))) {
            for (int slot = 0; slot < 1_000; slot++) {
                publishing.publish(TARGET, slot);
            }
            // Also what is held in reserve.
            AtomicInteger next = new AtomicInteger(1_000);
            soon().until(() -> {
                disk.fill();
                publishing.publish(TARGET, next.getAndIncrement());
                return "DOWN".equals(publishing.diskHealth().getString("status"));
            });
            int before = next.get();
            // More than memory holds.
            for (int slot = before; slot < 8_000; slot++) {
                publishing.publish(TARGET, slot);
            }
            assertThat(publishing.diskHealth().getJsonObject("data").getString("reason"))
                    .startsWith("no space left on the disk of spool.directory ");
            soon().until(() -> publishing.counter("nudger.publish.dropped", "reason", "buffer_full") > 0);
            assertThat(publishing.waiting()).isGreaterThanOrEqualTo(3_000);
            assertThat(publishing.counter("nudger.spool.failures")).isPositive();

            disk.free();
            soon().until(() -> "UP".equals(publishing.diskHealth().getString("status")));
            kafka.start();
            soon().until(() -> publishing.isAtRest());

            int lost = (int) publishing.counter("nudger.publish.dropped", "reason", "buffer_full");
            Map<Integer, List<Verdict>> told = DiscardedResultsTest.found(
                            KafkaProbe.of(kafka).consumeAll("publish.disk"))
                    .getOrDefault(TARGET, Map.of());
            List<Integer> missing = new ArrayList<>(numbers(0, 8_000));
            missing.removeAll(told.keySet());
            assertThat(missing).as("slots without a result or a report").isEmpty();
            assertThat(told.values())
                    .allSatisfy(verdicts -> assertThat(verdicts).hasSize(1));
            assertThat(told.values())
                    .filteredOn(verdicts -> verdicts.get(0).outcome() == Outcome.UNKNOWN)
                    .hasSize(lost);
        }
    }

    @Test
    void whatAnEarlierProcessLeftIsSentThoughTheDiskCouldNotBeReadAtTheStart(@TempDir Path directory)
            throws IOException {
        try (EmbeddedKafka kafka = EmbeddedKafka.absent()) {
            KafkaSettings settings =
                    TestKafkaSettings.of(kafka, "publish.late-disk").build();
            try (Publishing before = Publishing.withoutKafka(settings, Publishing.spool(directory))) {
                for (int slot = 0; slot < 100; slot++) {
                    before.publish(TARGET, slot);
                }
                soon().until(() -> before.waiting() == 100);
            }
            Path database = directory.resolve("spool.db");
            Path away = directory.resolve("away");
            Files.move(database, away);
            Files.createDirectory(database);
            try (Publishing publishing = Publishing.start(settings, Publishing.spool(directory))) {
                for (int slot = 100; slot < 200; slot++) {
                    publishing.publish(TARGET, slot);
                }
                soon().until(() -> publishing.waiting() == 100
                        && "DOWN".equals(publishing.diskHealth().getString("status")));

                Files.delete(database);
                Files.move(away, database);
                soon().until(() -> publishing.onDisk() == 200);
                kafka.start();
                soon().until(() -> publishing.isAtRest());
            }
            assertThat(slots(KafkaProbe.of(kafka).consumeAll("publish.late-disk")))
                    .containsExactlyInAnyOrderElementsOf(numbers(0, 200));
        }
    }

    @Test
    void wrongPasswordIsReportedAndTriedAgain() {
        try (EmbeddedKafka kafka = SecuredKafka.start();
                Publishing publishing = Publishing.start(TestKafkaSettings.of(kafka, "publish.login")
                        .client(SecuredKafka.login("monitor", "wrong"))
                        .build())) {
            soon().until(() -> reason(publishing)
                    .startsWith(kafka.bootstrapServers() + " refuses the login: Authentication failed"));
            assertThat(publishing.health().encode()).doesNotContain("wrong");
        }
    }

    @Test
    void missingPermissionIsReportedAndResultsFlowOnceItIsGiven() {
        try (EmbeddedKafka kafka = SecuredKafka.start()) {
            KafkaProbe admin = KafkaProbe.of(kafka, SecuredKafka.login("admin", SecuredKafka.PASSWORD));
            admin.createTopic("publish.allowed", 1);
            admin.allow("monitor", AclOperation.DESCRIBE, "publish.allowed");
            try (Publishing publishing = Publishing.start(TestKafkaSettings.of(kafka, "publish.allowed")
                    .client(SecuredKafka.login("monitor", SecuredKafka.PASSWORD))
                    .build())) {
                for (int slot = 0; slot < 100; slot++) {
                    publishing.publish(TARGET, slot);
                }
                soon().until(() -> reason(publishing).startsWith(kafka.bootstrapServers() + " does not allow it, "));

                admin.allow("monitor", AclOperation.WRITE, "publish.allowed");
                soon().until(() -> publishing.waiting() == 0);

                assertThat(slots(admin.consumeAll("publish.allowed"))).containsAll(numbers(0, 100));
                assertThat(publishing.isReady()).isTrue();
            }
        }
    }

    @Test
    void wrongPropertyFailsTheStart() {
        KafkaSettings wrong = TestKafkaSettings.of(Services.kafka(), "publish.wrong")
                .producer("compression.type", "rar")
                .build();

        assertThatThrownBy(() -> Publishing.start(wrong))
                .hasMessageContaining("kafka.producer: Invalid value rar for configuration compression.type");
    }
}
