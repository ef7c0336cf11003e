package io.nudger.consume;

import static io.nudger.consume.Results.CLOCK;
import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Verdict;
import io.nudger.config.PersisterSettings;
import io.nudger.config.PostgresSettings;
import io.nudger.record.PostgresStore;
import io.nudger.record.RecordDump;
import io.nudger.testing.FreePorts;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.testing.TestPostgresSettings;
import io.nudger.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class ReplayTest {
    private static final int TARGETS = 5;
    private static final int SLOTS = 40;
    /** All records of this run. */
    @SuppressWarnings("TimeInStaticInitializer")
    private static final Instant SENT =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3_600);

    private final TestDatabase database = Services.postgres().createDatabase();

    @Test
    void anySpanLeavesEveryTableAsItIsAndFillsWhatIsMissing() throws RecordException {
        Topic topic = Topic.create(Services.kafka(), "replay", 3);
        Random random = new Random(1);
        int records = send(topic, random);
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            topic.awaitCommitted(records);
            records += sendRivals(topic, random);
            topic.awaitCommitted(records);
            assertThat(persisting.counter("nudger.persist.replaced")).isPositive();
        }
        Map<String, List<String>> dump = RecordDump.of(database);
        Map<String, List<String>> offsets = Map.of("offsets", List.of(Long.toString(topic.committed())));

        Replay.Summary all = replay(topic, Span.ALL);
        assertThat(all.read()).isEqualTo(records);
        assertThat(all.known()).isEqualTo(records - 1);
        assertThat(all.dead()).containsExactly(Map.entry(DeadReason.MALFORMED, 1L));
        assertThat(RecordDump.of(database)).isEqualTo(dump);

        Replay.Summary some = replay(topic, new Span(sent(10), sent(20)));
        assertThat(some.read()).isEqualTo(10L * TARGETS);
        assertThat(some.known()).isEqualTo(10L * TARGETS);
        assertThat(RecordDump.of(database)).isEqualTo(dump);

        database.execute("TRUNCATE checks, check_failures, target_statuses");
        assertThat(replay(topic, Span.ALL).stored())
                .isEqualTo(dump.getOrDefault("checks", List.of()).size());
        assertThat(RecordDump.of(database)).isEqualTo(dump);
        assertThat(Map.of("offsets", List.of(Long.toString(topic.committed())))).isEqualTo(offsets);
    }

    @Test
    void whoDoesNotAnswerIsNamed() {
        Topic topic = Topic.create(Services.kafka(), "replay-without-database", 1);
        topic.sendSlot(1, 0);
        PostgresSettings nowhere =
                TestPostgresSettings.like(database).port(FreePorts.next()).build();

        assertThatThrownBy(() -> replay(topic, nowhere).run(Span.ALL, so -> {}))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("postgres: Connection refused");
    }

    private Replay.Summary replay(Topic topic, Span span) throws RecordException {
        return replay(topic, database.settings()).run(span, so -> {});
    }

    private static Replay replay(Topic topic, PostgresSettings postgres) {
        return new Replay(topic.settings, PersisterSettings.DEFAULT, PostgresStore.opener(postgres, CLOCK), CLOCK);
    }

    /** Slot by slot, a second apart. */
    private static int send(Topic topic, Random random) {
        int records = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            for (int target = 0; target < TARGETS; target++) {
                records += sendOne(topic, slot, one("target-" + target, slot, random));
            }
        }
        return records;
    }

    /** In some slots a second monitor says something else; at the end comes something unreadable. */
    private static int sendRivals(Topic topic, Random random) {
        int records = 0;
        for (int slot = 0; slot < SLOTS; slot += 3) {
            records += sendOne(topic, SLOTS, one("target-1", slot, random));
        }
        topic.kafka.sendAll(List.of(new ProducerRecord<>(
                topic.settings.topic(), 0, sent(SLOTS).toEpochMilli(), "x", "{".getBytes(StandardCharsets.UTF_8))));
        return records + 1;
    }

    private static CheckResult one(String target, int slot, Random random) {
        Instant at = NOON.plusSeconds(10L * slot);
        return switch (random.nextInt(4)) {
            case 0 -> down(target, "home", at);
            case 1 ->
                result(info(target, "c2"), "home", at, new Verdict(Outcome.MISSED, FailureReason.STOPPED, "stopped"));
            default -> up(target, "home", at);
        };
    }

    private static int sendOne(Topic topic, int second, CheckResult result) {
        ProducerRecord<String, byte[]> record = topic.record(WireFormat.JSON, result);
        topic.kafka.sendAll(List.of(new ProducerRecord<>(
                record.topic(), null, sent(second).toEpochMilli(), record.key(), record.value(), record.headers())));
        return 1;
    }

    private static Instant sent(int second) {
        return SENT.plusSeconds(second);
    }
}
