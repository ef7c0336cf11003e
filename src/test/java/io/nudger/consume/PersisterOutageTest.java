package io.nudger.consume;

import static io.nudger.consume.Topic.awaitRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.record.Backup;
import io.nudger.testing.DatabaseServer;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.EmbeddedPostgres;
import io.nudger.testing.Futures;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Services that go away and come back, in every manner. */
@Tag("services")
final class PersisterOutageTest {
    private static final int TARGETS = 50;

    @Test
    void resultsWaitInKafkaWhileTheDatabaseIsAway() {
        Topic topic = Topic.create(Services.kafka(), "outage-database", 3);
        try (DatabaseServer postgres = Services.ownPostgres()) {
            TestDatabase database = postgres.createDatabase();
            try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
                topic.sendSlot(TARGETS, 0);
                topic.awaitCommitted(TARGETS);
                Set<String> members = topic.kafka.members(topic.settings.group());

                postgres.stop();
                outage(topic, persisting, 1, 20, "refused");
                postgres.start();
                awaitRows(database, 21 * TARGETS);
                topic.awaitCommitted(21 * TARGETS);

                postgres.suspend();
                outage(topic, persisting, 21, 10, "no answer in time");
                postgres.resume();
                awaitRows(database, 31 * TARGETS);
                topic.awaitCommitted(31 * TARGETS);

                postgres.kill();
                outage(topic, persisting, 31, 2, "refused");
                postgres.start();
                awaitRows(database, 33 * TARGETS);
                topic.awaitCommitted(33 * TARGETS);

                await().until(persisting::isReady);
                assertThat(topic.kafka.members(topic.settings.group())).isEqualTo(members);
                assertThat(persisting.counter("nudger.persist.retries")).isPositive();
            }
        }
    }

    @Test
    void aDatabaseThatIsSetBackGetsAgainWhatItLacks() {
        Topic topic = Topic.create(Services.kafka(), "outage-set-back", 3);
        TestDatabase database = Services.postgres().createDatabase();
        TestDatabase server = Services.postgres().database("postgres");
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            topic.sendSlot(TARGETS / 2, 0);
            topic.awaitCommitted(TARGETS / 2);
            Backup beneath = Backup.of(server, database);
            topic.sendSlot(TARGETS, 1);
            topic.kafka.send(topic.settings.topic(), "poison", new byte[] {'{'}, Map.of());
            topic.awaitCommitted(TARGETS / 2 + TARGETS + 1);
            beneath.restore();

            topic.sendSlot(TARGETS / 2, 2);
            awaitRows(database, 2 * TARGETS);
            topic.awaitCommitted(2 * TARGETS + 1);
            assertThat(setBacks(persisting)).isEqualTo(1);
            await().until(persisting::isReady);
            assertThat(persisting.health("postgres").getJsonObject("data").getInteger("set_back"))
                    .isEqualTo(1);
        }

        Backup beforehand = Backup.of(server, database);
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            topic.sendSlot(TARGETS, 3);
            topic.awaitCommitted(3 * TARGETS + 1);
            assertThat(persisting.counter("nudger.persist.duplicates")).isZero();
        }
        beforehand.restore();
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            awaitRows(database, 3 * TARGETS);
            await().until(persisting::isReady);
            assertThat(setBacks(persisting)).isZero();

            database.execute("DROP SCHEMA nudger CASCADE");
            topic.sendSlot(TARGETS, 4);
            awaitRows(database, 4 * TARGETS);
        }
        assertThat(Topic.texts(
                        database,
                        "SELECT DISTINCT target FROM check_results c JOIN targets t ON t.name = c.target"
                                + " WHERE t.url NOT LIKE 'https://' || c.target || '.%'"))
                .isEmpty();
    }

    private static double setBacks(Persisting persisting) {
        return persisting
                .registry
                .get("nudger.persist.setbacks")
                .functionCounter()
                .count();
    }

    /** Sends so many slots until the reason is known; nothing of them may be committed. */
    private static void outage(Topic topic, Persisting persisting, int firstSlot, int slots, String reason) {
        long committed = topic.committed();
        for (int slot = firstSlot; slot < firstSlot + slots; slot++) {
            topic.sendSlot(TARGETS, slot);
        }
        await().untilAsserted(() -> assertThat(persisting.reason("postgres")).contains(reason));
        assertThat(topic.committed()).isEqualTo(committed);
    }

    @Test
    void nothingNeedsToBeThereAtTheStart() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.absent();
                EmbeddedKafka broker = EmbeddedKafka.absent()) {
            Topic topic = new Topic(broker, "late");
            TestDatabase database = postgres.database("postgres");
            try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
                await().untilAsserted(
                                () -> assertThat(persisting.reason("postgres")).contains("refused"));
                postgres.start();
                await().until(() -> persisting.isUp("postgres"));
                await().untilAsserted(
                                () -> assertThat(persisting.reason("consumer")).contains("no broker answers"));
                broker.start();
                await().untilAsserted(
                                () -> assertThat(persisting.reason("consumer")).contains("topic late does not exist"));
                topic.create(3);
                topic.sendSlot(TARGETS, 0);
                awaitRows(database, TARGETS);

                broker.restart();
                topic.sendSlot(TARGETS, 1);
                awaitRows(database, 2 * TARGETS);
                topic.awaitCommitted(2 * TARGETS);

                broker.stop();
                await().until(() -> !persisting.isUp("consumer"));
                assertThat(persisting.stop()).isLessThan(Futures.GRACE);
            }
        }
    }

    @Test
    void stopIsQuickWhateverIsAway() {
        Topic topic = Topic.create(Services.kafka(), "outage-stop", 3);
        try (DatabaseServer postgres = Services.ownPostgres()) {
            TestDatabase database = postgres.createDatabase();
            try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
                topic.sendSlot(TARGETS, 0);
                topic.awaitCommitted(TARGETS);
                postgres.suspend();
                topic.sendSlot(TARGETS, 1);
                await().until(() -> !persisting.isUp("postgres"));

                assertThat(persisting.stop()).isLessThan(Futures.GRACE);

                assertThat(topic.committed()).isEqualTo(TARGETS);
                await().until(() -> topic.kafka.members(topic.settings.group()).isEmpty());
            }
        }
    }

    @Test
    void topicThatWasDeletedAndMadeAgainIsReadFromItsBeginning() {
        Topic topic = Topic.create(Services.kafka(), "outage-topic", 1);
        TestDatabase database = Services.postgres().createDatabase();
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            topic.sendSlot(TARGETS, 0);
            topic.awaitCommitted(TARGETS);

            topic.kafka.deleteTopic(topic.settings.topic());
            topic.create(1);
            // More than were read of the old one: a consumer that stays where it was leaves out the first of them.
            for (int slot = 1; slot <= 3; slot++) {
                topic.sendSlot(TARGETS, slot);
            }

            awaitRows(database, 4 * TARGETS);
            topic.awaitCommitted(3 * TARGETS);

            topic.kafka.deleteTopic(topic.settings.topic());
            await().untilAsserted(
                            () -> assertThat(persisting.reason("consumer")).contains("does not exist"));
            topic.create(2);
            topic.sendSlot(TARGETS, 4);
            awaitRows(database, 5 * TARGETS);
        }
    }
}
