package io.nudger.persist;

import static io.nudger.persist.Results.NOON;
import static io.nudger.persist.Results.down;
import static io.nudger.persist.Results.up;
import static io.nudger.persist.Topic.PATIENCE;
import static io.nudger.persist.Topic.awaitRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
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
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(persisting.reason("consumer"))
                    .isEqualTo("topic two-topics.failures does not exist; a monitor makes it"));

            topic.kafka.createTopic(topic.failures(), 1);
            topic.sendTo(
                    topic.failures(), down("a", "home", NOON.plusSeconds(10)), down("a", "home", NOON.plusSeconds(20)));
            awaitRows(database, 3);
            topic.awaitCommitted(4);
            await().atMost(PATIENCE).until(persisting::isReady);
            assertThat(persisting.partitions()).isEqualTo(2);
            assertThat(persisting.counter("nudger.persist.duplicates")).isEqualTo(1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(persisting.registry.find("nudger.consumer.lag").gauges().stream()
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
}
