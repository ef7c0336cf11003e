package io.nudger.consume;

import static io.nudger.consume.Results.CLOCK;
import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static io.nudger.consume.Results.up;
import static io.nudger.consume.Topic.awaitRows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.config.NameLimits;
import io.nudger.config.PersisterSettings;
import io.nudger.config.SigningSettings;
import io.nudger.document.Secret;
import io.nudger.kafka.SigningKey;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.wire.SlotGapCodec;
import io.nudger.wire.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody who may produce to the topic, or a monitor with a defect: the record of the others stays what it is. */
@Tag("services")
final class HostileProducerTest {
    private static final Instant YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z");
    private static final NameLimits LIMITS = new NameLimits(4, 3, 3, 60, 40, 20, 5);
    private static final Secret KEY = Secret.of("the key of home, 32 characters..");
    private static final Secret OLD_KEY = Secret.of("its old key, also 32 characters.");

    private final TestDatabase database = Services.postgres().createDatabase();

    private static PersisterSettings settings(NameLimits limits) {
        return new PersisterSettings(Set.of(), Duration.ofSeconds(30), limits, SigningSettings.NONE);
    }

    private static CheckResult[] many(int count, Function<Integer, CheckResult> made) {
        return IntStream.range(0, count).mapToObj(made::apply).toArray(CheckResult[]::new);
    }

    private static CheckResult startedAt(Instant start, CheckResult result) {
        return new CheckResult(
                result.target(), result.origin(), result.scheduledAt(), start, result.verdict(), result.observation());
    }

    private static ProducerRecord<String, byte[]> gap(Topic topic, Duration interval, Instant first, Instant last) {
        TargetInfo target = info("real", "c1").withInterval(interval);
        SlotGap gap = new SlotGap(
                target, new Origin("home", "monitor-home"), first, last, Verdict.missed(FailureReason.STOPPED, "away"));
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic.settings.topic(), "real", SlotGapCodec.encode(gap));
        record.headers().add(WireFormat.HEADER, SlotGapCodec.CONTENT_TYPE.getBytes(UTF_8));
        return record;
    }

    private static Map<String, Long> reasons(List<ConsumerRecord<String, byte[]>> letters) {
        return letters.stream()
                .collect(Collectors.groupingBy(
                        letter -> KafkaProbe.header(letter, DeadLetters.REASON), Collectors.counting()));
    }

    @Test
    void floodsAndForgeriesLeaveTheRecordOfOthersAsItIs() {
        Topic topic = Topic.create(Services.kafka(), "hostile", 1);
        try (Persisting persisting = Persisting.start(topic.settings, database.settings(), settings(LIMITS))) {
            topic.send(WireFormat.JSON, up("real", "home", NOON), down("real", "home", NOON.plusSeconds(10)));
            awaitRows(database, 2);

            topic.send(WireFormat.JSON, many(200, n -> up("real", "zone-" + n, NOON)));
            topic.send(WireFormat.PROTOBUF, many(300, n -> up("target-" + n, "home", NOON)));
            topic.send(
                    WireFormat.JSON,
                    many(100, n -> result(info("real", "made-up-" + n), "home", NOON.plusSeconds(20), Verdict.up())));
            topic.send(WireFormat.JSON, startedAt(YEAR_ONE, up("real", "home", NOON.plusSeconds(10))));
            topic.send(WireFormat.JSON, up("real", "home", CLOCK.instant().plusSeconds(31)));
            topic.kafka.sendAll(List.of(
                    gap(topic, Duration.ofNanos(1_000), YEAR_ONE, NOON),
                    gap(topic, Duration.ofSeconds(10), NOON.minus(Duration.ofDays(700_000)), NOON.plusSeconds(20))));
            topic.send(WireFormat.JSON, up("real", "home", NOON.plusSeconds(30)));
            topic.awaitCommitted(607);

            List<ConsumerRecord<String, byte[]>> letters = topic.awaitDeadLetters(540);
            assertThat(reasons(letters))
                    .hasEntrySatisfying(
                            "too_many_zones", count -> assertThat(count).isBetween(195L, 198L))
                    .hasEntrySatisfying(
                            "too_many_targets", count -> assertThat(count).isBetween(250L, 261L))
                    .hasEntrySatisfying(
                            "too_many_configs", count -> assertThat(count).isBetween(90L, 95L))
                    .containsEntry("implausible", 2L)
                    .containsEntry("future", 1L);
            assertThat(Topic.texts(
                            database,
                            "SELECT outcome FROM check_results WHERE target = 'real' AND zone = 'home'"
                                    + " ORDER BY scheduled_at"))
                    .containsExactly("up", "down", "up", "up");
            assertThat(database.number("SELECT count(*) FROM check_failures")).isOne();
            assertThat(database.number("SELECT max(slots) FROM missed_ranges")).isEqualTo(90 * 8_640 + 1);
            assertThat(database.number("SELECT count(*) FROM zones")).isLessThanOrEqualTo(4);
            assertThat(persisting.counter("nudger.dead.letters", "reason", "too_many_zones"))
                    .isGreaterThan(190);
            assertThat(persisting.isReady()).isTrue();
            assertThat(persisting.deadLetters().getString("status")).isEqualTo("DOWN");
            assertThat(persisting.deadLetters().encode()).contains("too_many_zones", "persister.limits.zones");
        }
    }

    @Test
    void onlyWhatIsSignedFillsASlotOfAZoneWithKeys() {
        Topic topic = Topic.create(Services.kafka(), "hostile-signed", 1);
        PersisterSettings signed = new PersisterSettings(
                Set.of("home", "open"),
                Duration.ofSeconds(30),
                NameLimits.DEFAULT,
                new SigningSettings(Map.of("home", List.of(KEY, OLD_KEY)), false));
        ProducerRecord<String, byte[]> genuine = sign(KEY, topic.record(WireFormat.JSON, down("a", "home", NOON)));
        ProducerRecord<String, byte[]> stolen = topic.record(WireFormat.JSON, up("a", "home", NOON));
        genuine.headers().forEach(stolen.headers()::add);
        try (Persisting persisting = Persisting.start(topic.settings, database.settings(), signed)) {
            topic.kafka.sendAll(List.of(
                    topic.record(WireFormat.JSON, up("a", "home", NOON)),
                    stolen,
                    sign(
                            Secret.of("another key of thirty-two chars."),
                            topic.record(WireFormat.JSON, up("a", "home", NOON))),
                    topic.record(WireFormat.JSON, up("a", "elsewhere", NOON)),
                    gap(topic, Duration.ofSeconds(10), NOON, NOON.plusSeconds(10_000)),
                    genuine,
                    sign(OLD_KEY, topic.record(WireFormat.PROTOBUF, up("a", "home", NOON.plusSeconds(10)))),
                    sign(KEY, gap(topic, Duration.ofSeconds(10), NOON, NOON.plusSeconds(20_000))),
                    topic.record(WireFormat.JSON, up("a", "open", NOON))));
            topic.awaitCommitted(9);

            assertThat(topic.awaitDeadLetters(5))
                    .extracting(letter -> KafkaProbe.header(letter, DeadLetters.REASON))
                    .containsExactly("unsigned", "forged", "forged", "foreign_zone", "unsigned");
            assertThat(Topic.texts(database, "SELECT zone || outcome FROM check_results ORDER BY zone, scheduled_at"))
                    .containsExactly("homedown", "homeup", "openup");
            assertThat(database.number("SELECT slots FROM missed_ranges")).isEqualTo(2_001);
            assertThat(persisting.deadLetters().encode()).doesNotContain(KEY.reveal(), OLD_KEY.reveal());
        }
    }

    private static ProducerRecord<String, byte[]> sign(Secret key, ProducerRecord<String, byte[]> record) {
        byte[] contentType = record.headers().lastHeader(WireFormat.HEADER).value();
        record.headers()
                .add(
                        SigningKey.HEADER,
                        SigningKey.of(key).sign(record.key().getBytes(UTF_8), contentType, record.value()));
        return record;
    }

    @Test
    void requiredSignaturesLeaveNoZoneOut() {
        Senders senders = new Senders(new PersisterSettings(
                Set.of(),
                Duration.ofSeconds(30),
                NameLimits.DEFAULT,
                new SigningSettings(Map.of("home", List.of(KEY)), true)));
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("t", 0, 0, new byte[0], new byte[0]);

        assertThat(senders.refuse(record, "open")).isNotNull().satisfies(letter -> assertThat(letter.reason())
                .isEqualTo(DeadReason.UNSIGNED));
    }

    @Test
    void knownNamesAreAlwaysAdmittedAndNewOnesAgainAfterAWhile() {
        AtomicLong nanos = new AtomicLong();
        MemoryStore store = new MemoryStore();
        List<CheckResult> known = List.of(many(60, n -> up("known-" + n, "home", NOON)));
        Stored stored = store.store(known, RecordStore.ANY_INCARNATION).await();
        assertThat(stored.rows()).isEqualTo(60);
        Admission admission = new Admission(store, LIMITS, true, nanos::get);

        assertThat(refused(admission, many(60, n -> up("known-" + n, "home", NOON))))
                .isEmpty();
        assertThat(refused(admission, up("new", "home", NOON))).containsExactly("too_many_targets");
        assertThat(refused(admission, many(8, n -> result(info("known-1", "c" + n), "home", NOON, Verdict.up()))))
                .hasSize(2);
        assertThat(refused(admission, many(9, n -> up("known-2", "zone-" + n, NOON))))
                .hasSize(6);

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(refused(admission, many(9, n -> up("known-2", "zone-" + n, NOON))))
                .as("more than there may be in all")
                .hasSize(6);
        assertThat(refused(admission, many(20, n -> result(info("known-1", "c" + n), "home", NOON, Verdict.up()))))
                .hasSize(20 - 6 - 5);
    }

    @Test
    void replayKnowsNoMinutes() {
        Admission admission = new Admission(new MemoryStore(), LIMITS, false, () -> 0);

        assertThat(refused(admission, many(70, n -> up("new-" + n, "home", NOON))))
                .hasSize(10);
    }

    private static List<String> refused(Admission admission, CheckResult... results) {
        DecodedBatch decoded = new DecodedBatch();
        decoded.addAll(Arrays.stream(results)
                .<Decoded>map(
                        result -> new Decoded.Result(new ConsumerRecord<>("t", 0, 0, new byte[0], new byte[0]), result))
                .toList());
        DecodedBatch admitted = admission.admit(decoded).await();
        assertThat(admitted.results().size() + admitted.deadLetters().size()).isEqualTo(results.length);
        return admitted.deadLetters().stream()
                .map(letter -> letter.reason().wireName())
                .toList();
    }
}
