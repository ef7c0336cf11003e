package io.nudger.consume;

import static io.nudger.consume.Results.CLOCK;
import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.up;
import static io.nudger.consume.Topic.awaitRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Futures;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class PersisterVerticleTest {
    private final TestDatabase database = Services.postgres().createDatabase();

    @Test
    void resultsOfBothFormatsBecomeRows() {
        Topic topic = Topic.create(Services.kafka(), "persist-formats", 3);
        topic.send(WireFormat.JSON, up("json", "home", NOON), down("json", "home", NOON.plusSeconds(10)));
        topic.send(WireFormat.PROTOBUF, up("protobuf", "home", NOON), up("json", "home", NOON));

        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            awaitRows(database, 3);
            topic.awaitCommitted(4);

            assertThat(Topic.texts(
                            database,
                            "SELECT target || ' ' || outcome FROM check_results ORDER BY target, scheduled_at"))
                    .containsExactly("json up", "json down", "protobuf up");
            await().until(persisting::isReady);
            awaitViews();
            assertThat(persisting.partitions()).isEqualTo(3);
            assertThat(persisting.counter("nudger.persisted.rows")).isEqualTo(3);
            assertThat(persisting.counter("nudger.persist.duplicates")).isEqualTo(1);
            await().untilAsserted(() -> assertThat(persisting.lag()).containsExactly(0.0, 0.0, 0.0));
            assertThat(persisting.stop()).isLessThan(Futures.GRACE);
        }
    }

    /** The upkeep makes them beside the first batches. */
    private void awaitViews() {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(database.number("SELECT count(*) FROM compat.url_statuses"))
                        .isEqualTo(3));
    }

    @Test
    void batchThatWaitsInTheDatabaseDoesNotHoldUpTheOtherPartitions() throws SQLException {
        Topic topic = Topic.create(Services.kafka(), "persist-workers", 2);
        try (Persisting persisting = Persisting.start(topic.settings, database.settings());
                Connection other = database.connect()) {
            topic.sendIn(0, up("held", "home", NOON));
            topic.sendIn(1, up("free", "home", NOON));
            awaitRows(database, 2);
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("SELECT FROM target_statuses s JOIN targets t ON t.id = s.target_id"
                            + " WHERE t.name = 'held' FOR UPDATE OF s");

            topic.sendIn(0, up("held", "home", NOON.plusSeconds(10)));
            Topic.awaitLockWait(database);
            topic.sendIn(1, up("free", "home", NOON.plusSeconds(10)));

            awaitRows(database, 3);
            assertThat(Topic.texts(database, "SELECT target FROM check_results ORDER BY target"))
                    .containsExactly("free", "free", "held");
            other.rollback();
            awaitRows(database, 4);
            topic.awaitCommitted(4);
            assertThat(persisting.isUp("consumer")).isTrue();
        }
    }

    @Test
    void recordsThatCannotBeStoredGoToTheDeadLetters() {
        Topic topic = Topic.create(Services.kafka(), "persist-poison", 1);
        byte[] good = WireFormat.JSON.codec().encode(up("good", "home", NOON));
        String text = new String(good, StandardCharsets.UTF_8);
        List<byte[]> poison = new ArrayList<>();
        poison.add("{".getBytes(StandardCharsets.UTF_8));
        poison.add(text.replace("\"v\":1", "\"v\":9").getBytes(StandardCharsets.UTF_8));
        poison.add(text.replace("\"target\":\"good\"", "\"target\":7").getBytes(StandardCharsets.UTF_8));
        poison.add(WireFormat.JSON
                .codec()
                .encode(up("future", "home", CLOCK.instant().plusSeconds(4_000))));
        poison.add(WireFormat.JSON.codec().encode(up("expired", "home", NOON.minus(Duration.ofDays(100)))));
        String source = topic.settings.topic();
        for (byte[] value : poison) {
            topic.kafka.send(source, "key", value, Map.of("content-type", "application/json", "trace", "abc"));
        }
        topic.kafka.send(source, "key", good, Map.of("content-type", "text/plain"));
        topic.kafka.sendAll(List.of(new ProducerRecord<>(source, "key", null)));
        topic.kafka.send(source, "key", good, Map.of());

        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            awaitRows(database, 1);
            List<ConsumerRecord<String, byte[]>> letters = topic.awaitDeadLetters(7);
            topic.awaitCommitted(8);

            assertThat(letters)
                    .extracting(letter -> KafkaProbe.header(letter, DeadLetters.REASON))
                    .containsExactly(
                            "malformed", "version", "malformed", "future", "expired", "malformed", "malformed");
            assertThat(letters.get(1)).satisfies(letter -> {
                assertThat(letter.key()).isEqualTo("key");
                assertThat(letter.value()).isEqualTo(poison.get(1));
                assertThat(KafkaProbe.header(letter, "trace")).isEqualTo("abc");
                assertThat(KafkaProbe.header(letter, DeadLetters.MESSAGE)).contains("version 1");
                assertThat(KafkaProbe.header(letter, DeadLetters.TOPIC)).isEqualTo(source);
                assertThat(KafkaProbe.header(letter, DeadLetters.PARTITION)).isEqualTo("0");
                assertThat(KafkaProbe.header(letter, DeadLetters.OFFSET)).isEqualTo("1");
                assertThat(KafkaProbe.header(letter, DeadLetters.TIMESTAMP)).matches("\\d{13}");
            });
            assertThat(persisting.counter("nudger.dead.letters", "reason", "malformed"))
                    .isEqualTo(4);
        }
    }

    @Test
    void whatTheDatabaseRefusesAndWhatIsTooLargeGoesToTheDeadLettersToo() {
        Topic topic = Topic.create(Services.kafka(), "persist-refused", 1);
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            await().until(persisting::isReady);
            database.execute(
                    """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        RAISE EXCEPTION 'poison is refused' USING ERRCODE = 'data_exception';
                    END $$;
                    CREATE TRIGGER refuse BEFORE INSERT ON targets
                        FOR EACH ROW WHEN (NEW.name = 'poison') EXECUTE FUNCTION refuse()""");
            // With its headers a dead letter is a little larger than the record was.
            byte[] large = new byte[1_048_450];
            topic.send(WireFormat.JSON, up("good", "home", NOON), up("poison", "home", NOON));
            topic.kafka.send(topic.settings.topic(), "key", large, Map.of());
            topic.send(WireFormat.JSON, up("good", "home", NOON.plusSeconds(10)));

            awaitRows(database, 2);
            List<ConsumerRecord<String, byte[]>> letters = topic.awaitDeadLetters(2);
            topic.awaitCommitted(4);

            assertThat(KafkaProbe.header(letters.get(0), DeadLetters.REASON)).isEqualTo("refused");
            assertThat(KafkaProbe.header(letters.get(0), DeadLetters.MESSAGE)).contains("poison is refused");
            assertThat(KafkaProbe.header(letters.get(1), DeadLetters.CUT)).isEqualTo("1048450");
            assertThat(letters.get(1).value()).hasSize(65_536);
        }
    }

    @Test
    void persistersShareThePartitionsAndOneTakesOverFromTheOther() {
        int targets = 40;
        Topic topic = Topic.create(Services.kafka(), "persist-shared", 6);
        try (Persisting one = Persisting.start(topic.settings, database.settings());
                Persisting other = Persisting.start(topic.settings, database.settings())) {
            await().until(() -> one.partitions() == 3 && other.partitions() == 3);
            for (int slot = 0; slot < 20; slot++) {
                topic.sendSlot(targets, slot);
                if (slot == 10) {
                    assertThat(one.stop()).isLessThan(Futures.GRACE);
                }
            }

            awaitRows(database, 20L * targets);
            topic.awaitCommitted(20L * targets);
            await().until(() -> other.partitions() == 6);
            assertThat(one.counter("nudger.persisted.rows")).isPositive();
            assertThat(one.counter("nudger.persisted.rows") + other.counter("nudger.persisted.rows"))
                    .isEqualTo(20 * targets);
        }
    }
}
