package io.nudger.consume;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.check.FailureReason;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.check.Verdict;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Services;
import io.nudger.wire.SlotGapCodec;
import io.nudger.wire.WireFormat;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a consumer does for any store, shown with one that does at once what the test wants. */
@Tag("services")
final class ConsumerTest {
    private final MemoryStore store = new MemoryStore();

    @Test
    void nothingIsCommittedThatIsNotStored() {
        Topic topic = Topic.create(Services.kafka(), "consume-away", 1);
        try (Persisting persisting = Persisting.start(topic.settings, store::open)) {
            topic.send(WireFormat.JSON, up("shop", "home", NOON));
            topic.awaitCommitted(1);

            store.setAway(true);
            topic.send(WireFormat.JSON, up("shop", "home", NOON.plusSeconds(10)));
            await().untilAsserted(() -> assertThat(persisting.reason("memory")).isEqualTo("the memory is away"));
            assertThat(topic.committed()).isEqualTo(1);

            store.setAway(false);
            topic.awaitCommitted(2);
            assertThat(store.rows()).hasSize(2);
            await().until(() -> persisting.isUp("memory"));
        }
    }

    @Test
    void whatAStoreHasLostIsReadAgain() {
        Topic topic = Topic.create(Services.kafka(), "consume-set-back", 2);
        try (Persisting persisting = Persisting.start(topic.settings, store::open)) {
            topic.sendSlot(20, 0);
            topic.awaitCommitted(20);

            store.setBack();
            topic.sendSlot(20, 1);

            await().until(() -> store.rows().size() == 40);
            topic.awaitCommitted(40);
            assertThat(persisting.counter("nudger.persisted.rows")).isEqualTo(60);
        }
    }

    /** Two records with the same gap are two dead letters, not four. */
    @Test
    void eachRecordThatAStoreRefusesIsOneDeadLetter() {
        Topic topic = Topic.create(Services.kafka(), "consume-refused", 1);
        store.refuse("poison");
        SlotGap gap = new SlotGap(
                info("poison", "c1"),
                new Origin("home", "monitor-home"),
                NOON,
                NOON.plusSeconds(90),
                Verdict.missed(FailureReason.STOPPED, "the monitor was stopped"));
        topic.send(WireFormat.JSON, up("poison", "home", NOON), up("good", "home", NOON));
        for (int times = 0; times < 2; times++) {
            topic.kafka.send(
                    topic.settings.topic(),
                    "poison",
                    SlotGapCodec.encode(gap),
                    Map.of(WireFormat.HEADER, SlotGapCodec.CONTENT_TYPE));
        }

        try (Persisting persisting = Persisting.start(topic.settings, store::open)) {
            topic.awaitCommitted(4);

            assertThat(topic.awaitDeadLetters(3))
                    .allSatisfy(letter -> assertThat(KafkaProbe.header(letter, DeadLetters.MESSAGE))
                            .isEqualTo("poison is refused"));
            assertThat(persisting.counter("nudger.dead.letters", "reason", "refused"))
                    .isEqualTo(3);
            assertThat(store.rows()).hasSize(1);
        }
    }
}
