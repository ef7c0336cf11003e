package io.nudger.consume;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.up;
import static io.nudger.consume.Topic.awaitRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.nudger.check.CheckResult;
import io.nudger.check.Verdict;
import io.nudger.record.RecordDump;
import io.nudger.record.StoreFixture;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One persister that reads what is up and what is not from topics of their own. */
@Tag("services")
final class TwoTopicsTest {
    @Test
    void eachTopicIsReadForItselfAndWhatIsOnBothCountsOnce() {
        Topic topic = Topic.withFailures(Services.kafka(), "two-topics");
        TestDatabase database = Services.postgres().createDatabase();
        topic.create(1);
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            topic.sendTo(topic.settings.topic(), up("a", "home", NOON), down("a", "home", NOON.plusSeconds(10)));
            awaitRows(database, 2);
            await().untilAsserted(() -> assertThat(persisting.reason("consumer"))
                    .isEqualTo("topic two-topics.failures does not exist; a monitor makes it"));

            topic.kafka.createTopic(topic.failures(), 1);
            topic.sendTo(
                    topic.failures(), down("a", "home", NOON.plusSeconds(10)), down("a", "home", NOON.plusSeconds(20)));
            awaitRows(database, 3);
            topic.awaitCommitted(4);
            await().until(persisting::isReady);
            assertThat(persisting.partitions()).isEqualTo(2);
            assertThat(persisting.counter("nudger.persist.duplicates")).isEqualTo(1);
            await().untilAsserted(() -> assertThat(persisting.registry.find("nudger.consumer.lag").gauges().stream()
                            .map(Meter::getId)
                            .map(id -> id.getTag("topic") + " " + id.getTag("partition")))
                    .containsExactlyInAnyOrder("two-topics 0", "two-topics.failures 0"));

            // The offsets of the other topic stay good when one begins anew.
            topic.kafka.deleteTopic(topic.failures());
            topic.kafka.createTopic(topic.failures(), 1);
            topic.sendTo(topic.failures(), down("a", "home", NOON.plusSeconds(30)));
            awaitRows(database, 4);
            topic.awaitCommitted(3);
            assertThat(persisting.counter("nudger.persist.duplicates")).isEqualTo(1);
        }
    }

    /** The number of a partition says nothing of the target: 3 and 4 partitions put this one into an odd and an even one. */
    @Test
    void topicsOfDifferentSizesBringOneTargetToOneWorker() {
        Topic topic = Topic.withFailures(Services.kafka(), "two-sizes");
        topic.create(3);
        topic.kafka.createTopic(topic.failures(), 4);
        assertThat(List.of(partition("a", 3) % 2, partition("a", 4) % 2)).containsExactlyInAnyOrder(0, 1);
        List<CheckResult> results = new ArrayList<>();
        for (int slot = 0; slot < 400; slot++) {
            Instant at = NOON.plusSeconds(10L * slot);
            results.add(slot % 3 == 0 ? down("a", "home", at) : up("a", "home", at));
            if (slot % 5 == 0) {
                // A better one of the same slot.
                results.add(new CheckResult(
                        results.get(0).target(),
                        results.get(0).origin(),
                        at,
                        at.plusMillis(1),
                        Verdict.up(),
                        Results.observation()));
            }
        }
        for (int round = 0; round < 6; round++) {
            Collections.shuffle(results, new Random(round));
            topic.sendTo(
                    round % 2 == 0 ? topic.settings.topic() : topic.failures(), results.toArray(CheckResult[]::new));
        }

        TestDatabase database = Services.postgres().createDatabase();
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            topic.awaitCommitted(6L * results.size());
            assertThat(persisting.counter("nudger.persist.duplicates")).isGreaterThanOrEqualTo(5.0 * results.size());
        }
        assertThat(database.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .isZero();
        try (StoreFixture plain = new StoreFixture()) {
            plain.store(results);
            // It says when each hour was marked, and no more.
            Map<String, List<String>> wanted = RecordDump.of(plain.database);
            Map<String, List<String>> found = RecordDump.of(database);
            assertThat(found.remove("stale_rollups"))
                    .hasSameSizeAs(Objects.requireNonNull(wanted.remove("stale_rollups")));
            assertThat(found).isEqualTo(wanted);
        }
    }

    /** Two workers store the records of one partition: what one of them has yet to store is not committed by the other. */
    @Test
    void whatOneWorkerHasNotStoredIsNotCommitted() throws SQLException {
        Topic topic = Topic.create(Services.kafka(), "two-workers", 1);
        TestDatabase database = Services.postgres().createDatabase();
        assertThat("a".hashCode() % 2).isNotEqualTo("b".hashCode() % 2);
        topic.send(WireFormat.JSON, up("a", "home", NOON), up("b", "home", NOON));
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            topic.awaitCommitted(2);
            try (Connection holder = database.connect();
                    Statement lock = holder.createStatement()) {
                holder.setAutoCommit(false);
                lock.execute("SELECT FROM target_statuses s JOIN targets t ON t.id = s.target_id"
                        + " WHERE t.name = 'a' FOR UPDATE OF s");
                topic.send(WireFormat.JSON, up("b", "home", NOON.plusSeconds(10)));
                awaitRows(database, 3);
                topic.send(WireFormat.JSON, up("a", "home", NOON.plusSeconds(10)));
                Topic.awaitLockWait(database);
                topic.send(WireFormat.JSON, up("b", "home", NOON.plusSeconds(20)));
                awaitRows(database, 4);
                topic.awaitCommitted(3);
                topic.send(WireFormat.JSON, up("b", "home", NOON.plusSeconds(30)));
                awaitRows(database, 5);
                assertThat(topic.committed()).isEqualTo(3);
                holder.rollback();
            }
            topic.awaitCommitted(6);
            awaitRows(database, 6);
            assertThat(persisting.counter("nudger.persist.duplicates")).isZero();
        }
    }

    /** As producers choose it. */
    private static int partition(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
