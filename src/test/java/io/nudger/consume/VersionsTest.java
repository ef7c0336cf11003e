package io.nudger.consume;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static io.nudger.consume.Results.up;
import static io.nudger.consume.Topic.awaitRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phases;
import io.nudger.check.SlotGap;
import io.nudger.check.Verdict;
import io.nudger.record.StoreFixture;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.wire.SlotGapCodec;
import io.nudger.wire.WireFormat;
import io.nudger.wire.proto.CheckResultMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Monitors, persisters and schemas of other versions beside this persister. */
@Tag("services")
final class VersionsTest {
    private static final FailureReason QUOTA = FailureReason.named("quota");
    private static final String RECORDED = "written-by-wire-1.txt";

    @Test
    void whatLaterMonitorsAndLaterSchemasBringIsKept() throws Exception {
        Topic topic = Topic.create(Services.kafka(), "versions", 1);
        TestDatabase database = Services.postgres().createDatabase();
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            topic.send(WireFormat.JSON, up("a", "home", NOON));
            awaitRows(database, 1);
            migrateFurther(database);

            List<CheckResult> results = laterResults();
            topic.kafka.sendAll(List.of(
                    laterJson(topic, results.get(0)),
                    laterProtobuf(topic, results.get(1)),
                    laterJson(topic, results.get(2)),
                    laterProtobuf(topic, results.get(3)),
                    laterGap(topic)));
            awaitRows(database, 4);

            assertThat(Topic.texts(
                            database,
                            "SELECT format('%s %s %s %s %s', zone, outcome, reason, first_reason, message)"
                                    + " FROM check_results ORDER BY scheduled_at, zone"))
                    .containsExactly(
                            "home up   ",
                            "home paused quota  used up",
                            // Of what counts as unknown, the site's own failure goes before it.
                            "home down status  wanted 2xx, found 503",
                            "home up  quota ");
            await().untilAsserted(() -> assertThat(Topic.texts(
                            database, "SELECT format('%s %s %s', outcome, reason, slots) FROM missed_slot_ranges"))
                    .containsExactly("paused quota 361"));
            assertThat(database.query(
                            "SELECT up, down, unknown, missed, absent FROM availability('a', ?::timestamptz,"
                                    + " ?::timestamptz) WHERE zone IS NULL",
                            NOON.toString(),
                            NOON.plusSeconds(3_600).toString()))
                    .containsExactly(Map.of("up", 2L, "down", 1L, "unknown", 357L, "missed", 0L, "absent", 0L));
            assertThat(Topic.texts(database, "SELECT zones_unknown FROM target_availability"))
                    .hasSize(1);
            topic.awaitCommitted(6);
            assertThat(topic.kafka.topics()).doesNotContain(topic.settings.deadLetterTopic());
            assertThat(persisting.isReady()).isTrue();
        }
    }

    /** Two of one slot, and one with a first attempt that failed for a reason of later. */
    private static List<CheckResult> laterResults() {
        Instant second = NOON.plusSeconds(20);
        return List.of(
                result(info("a", "c1"), "home", NOON.plusSeconds(10), Verdict.later("paused", QUOTA, "used up")),
                result(info("a", "c1"), "home", second, Verdict.later("paused", QUOTA, "used up")),
                down("a", "home", second),
                new CheckResult(
                        info("a", "c1"),
                        new Origin("home", "monitor-home"),
                        NOON.plusSeconds(30),
                        NOON.plusSeconds(30),
                        Verdict.up(),
                        retried()));
    }

    private static Observation retried() {
        return new Observation(
                2,
                200,
                Duration.ofMillis(5),
                Phases.NONE,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new FirstFailure(QUOTA, "used up"),
                Map.of());
    }

    private static ProducerRecord<String, byte[]> laterJson(Topic topic, CheckResult result) {
        JsonObject json = new JsonObject(Buffer.buffer(WireFormat.JSON.codec().encode(result)))
                .put("later", new JsonObject().put("deep", 1))
                .put("also_later", "x");
        return record(topic, WireFormat.JSON.contentType(), json.toBuffer().getBytes());
    }

    private static ProducerRecord<String, byte[]> laterProtobuf(Topic topic, CheckResult result)
            throws InvalidProtocolBufferException {
        UnknownFieldSet later = UnknownFieldSet.newBuilder()
                .addField(90, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                .addField(
                        91,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("x"))
                                .build())
                .build();
        byte[] value = CheckResultMessage.parseFrom(WireFormat.PROTOBUF.codec().encode(result)).toBuilder()
                .setUnknownFields(later)
                .build()
                .toByteArray();
        return record(topic, WireFormat.PROTOBUF.contentType(), value);
    }

    private static ProducerRecord<String, byte[]> laterGap(Topic topic) {
        SlotGap gap = new SlotGap(
                info("a", "c1"),
                new Origin("home", "monitor-home"),
                NOON,
                NOON.plusSeconds(3_600),
                Verdict.later("paused", QUOTA, "used up"));
        JsonObject json = new JsonObject(Buffer.buffer(SlotGapCodec.encode(gap))).put("later", true);
        return record(topic, SlotGapCodec.CONTENT_TYPE, json.toBuffer().getBytes());
    }

    private static ProducerRecord<String, byte[]> record(Topic topic, String contentType, byte[] value) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.settings.topic(), "a", value);
        record.headers().add(WireFormat.HEADER, contentType.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    /** What a migration of a later version may do: see docs/upgrading.md. */
    private static void migrateFurther(TestDatabase database) {
        List.of(
                        "ALTER TABLE checks ADD COLUMN later integer",
                        "ALTER TABLE check_failures ADD COLUMN later text DEFAULT 'x' NOT NULL",
                        "ALTER TABLE targets ADD COLUMN later boolean DEFAULT false NOT NULL",
                        "ALTER TABLE target_configs ADD COLUMN later text",
                        "ALTER TABLE target_statuses ADD COLUMN later text",
                        "ALTER TABLE missed_ranges ADD COLUMN later text",
                        "ALTER TABLE zones ADD COLUMN later text",
                        "CREATE TABLE later (id integer)",
                        "INSERT INTO flyway_schema_history SELECT installed_rank + 1, '999', 'later', type,"
                                + " 'V999__later.sql', 1, installed_by, installed_on, 1, true"
                                + " FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1")
                .forEach(database::execute);
    }

    /** Whoever makes up names fills no table, and loses no row. */
    @Test
    void madeUpNamesAreBounded() {
        try (StoreFixture fixture = new StoreFixture()) {
            List<CheckResult> results = new ArrayList<>();
            IntStream.range(0, 1_500).forEach(i -> {
                Instant slot = NOON.plusSeconds(10L * i);
                FailureReason reason = FailureReason.named("made_up_" + i);
                results.add(result(info("a", "c1"), "home", slot, Verdict.later("made_up_" + i, reason, "no")));
            });
            fixture.store(results);

            TestDatabase database = fixture.database;
            assertThat(database.number("SELECT count(*) FROM checks")).isEqualTo(1_500);
            assertThat(database.number("SELECT max(id) FROM outcomes")).isEqualTo(100);
            assertThat(database.number("SELECT max(id) FROM reasons")).isEqualTo(1_000);
            assertThat(database.number("SELECT count(*) FROM check_results WHERE outcome = 'unknown'"))
                    .isEqualTo(1_500 - 96);
            assertThat(database.number("SELECT count(*) FROM check_results WHERE reason = 'other'"))
                    .isEqualTo(1_500 - 983);
            assertThat(database.number("SELECT unknown FROM availability('a', '2026-11-20', '2026-11-21')"
                            + " WHERE zone IS NULL"))
                    .isEqualTo(1_500);
            assertThat(fixture.rollUp()).isPositive();
            assertThat(database.number("SELECT sum(unknown) FROM hourly_results"))
                    .isEqualTo(1_500);
        }
    }

    /** Records as they were written once: whoever cannot read them any more loses what waits in a topic or on a disk. */
    @Test
    void recordedRecordsAreReadForGood() throws Exception {
        Topic topic = Topic.create(Services.kafka(), "recorded", 1);
        TestDatabase database = Services.postgres().createDatabase();
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (String line : recorded()) {
            String[] parts = line.split("\t", 2);
            byte[] value = parts[0].endsWith("json")
                    ? parts[1].getBytes(StandardCharsets.UTF_8)
                    : HexFormat.of().parseHex(parts[1]);
            records.add(record(topic, parts[0], value));
        }
        topic.kafka.sendAll(records);

        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            topic.awaitCommitted(records.size());
            assertThat(persisting.isReady()).isTrue();
        }
        assertThat(topic.kafka.topics()).doesNotContain(topic.settings.deadLetterTopic());
        for (String monitor : List.of("json", "protobuf")) {
            assertThat(database.query(
                            "SELECT outcome, count(*) AS rows, count(DISTINCT reason) AS reasons, count(first_reason) AS retried"
                                    + " FROM check_results WHERE monitor = ? GROUP BY outcome ORDER BY outcome",
                            monitor))
                    .containsExactly(
                            Map.of("outcome", "down", "rows", 13L, "reasons", 13L, "retried", 1L),
                            Map.of("outcome", "missed", "rows", 2L, "reasons", 2L, "retried", 0L),
                            Map.of("outcome", "unknown", "rows", 1L, "reasons", 1L, "retried", 0L),
                            Map.of("outcome", "up", "rows", 1L, "reasons", 0L, "retried", 0L));
        }
        assertThat(database.number("SELECT slots FROM missed_slot_ranges")).isEqualTo(8_641);
        assertThat(database.number("SELECT count(*) FROM check_evidence WHERE headers ->> 'server' = 'nginx'"))
                .isEqualTo(2);
    }

    private static List<String> recorded() throws IOException {
        try (InputStream in = Objects.requireNonNull(VersionsTest.class.getResourceAsStream(RECORDED), RECORDED)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
