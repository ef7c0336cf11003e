package io.nudger.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The state machine in a time of its own: no broker, no disk, no waiting. */
final class OutboxTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("nudger.outbox");

    private static final Verdict DISCARDED = Verdict.unknown(
            FailureReason.OVERLOADED,
            "What the check found is not known, its result was discarded: more waited for Kafka than spool.max_size holds.");

    /** Thousands of lives are played here. */
    @BeforeAll
    static void beQuiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOG.setLevel(null);
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void newResultsGoFirstAndTheBacklogFollowsInOrder() {
        OutboxWorld world = new OutboxWorld(3);
        world.kafkaIsThere(false);
        world.check("t", 10);
        world.settle();
        assertThat(world.outbox().waitingInMemory()).isEqualTo(3);
        assertThat(world.storedSlots("t")).isEqualTo(numbers(1, 11));

        world.kafkaIsThere(true);
        world.check("t", 1);
        world.settle();

        assertThat(world.acknowledgedSlots("t")).containsExactly(9, 10, 11, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(world.storedSlots("t")).isEmpty();
        assertThat(world.outbox().waitingInMemory()).isZero();
    }

    @Test
    void whatKafkaAcknowledgesSoonIsNeverWritten() {
        OutboxWorld world = new OutboxWorld(100);
        for (int i = 0; i < 1_000; i++) {
            world.check("t", 1);
            world.settle();
            world.pass(Duration.ofMillis(20));
        }
        assertThat(world.writtenEntries()).isZero();
        assertThat(world.writes()).as("the marks, once a second").isLessThan(30);
        world.pass(Duration.ofSeconds(5));
        world.settle();
        assertThat(world.outbox().delay()).as("nothing to do").isEqualTo(WriteQueue.NEVER);
    }

    @Test
    void whatWaitsIsWrittenAfterHalfASecondAndAtOnceWhileKafkaIsAway() {
        OutboxWorld world = new OutboxWorld(100);
        world.kafkaAnswers(false);
        world.check("t", 5);
        world.turn();
        world.pass(Duration.ofMillis(499));
        world.turn();
        assertThat(world.storedSlots("t")).isEmpty();
        world.pass(Duration.ofMillis(1));
        world.turn();
        assertThat(world.storedSlots("t")).isEqualTo(numbers(1, 6));

        world.kafkaIsThere(false);
        world.check("t", 1);
        world.pass(Duration.ofMillis(50));
        world.settle();
        assertThat(world.storedSlots("t")).isEqualTo(numbers(1, 7));
    }

    @Test
    void aBoundOfTheDiskRefusesTheNewestAndTheirSpanIsReportedWhenThereIsRoom() {
        OutboxWorld world = new OutboxWorld(20);
        world.kafkaIsThere(false);
        world.check("t", 10_000);
        world.pass(Duration.ofSeconds(1));
        world.settle();
        assertThat(world.outbox().holes()).isEqualTo(1);
        int kept = world.storedSlots("t").size() + 20;
        assertThat(kept).isBetween(500, 5_000);
        assertThat(world.counter("nudger.spool.dropped", "max_size")).isEqualTo(10_000 - kept);
        assertThat(world.mark("t")).as("stands before the hole").isEqualTo(kept - 20);

        world.kafkaIsThere(true);
        world.settle();
        world.check("t", 1);
        world.settle();

        assertThat(world.outbox().holes()).isZero();
        assertThat(world.acknowledged("t").keySet()).containsExactlyElementsOf(numbers(1, 10_002));
        assertThat(world.acknowledged("t").values()).allMatch(verdicts -> verdicts.size() == 1);
        assertThat(world.verdicts("t", kept)).containsExactly(Verdict.up());
        assertThat(world.verdicts("t", kept + 1)).containsExactly(DISCARDED);
        assertThat(world.verdicts("t", 10_000)).containsExactly(DISCARDED);
        assertThat(world.verdicts("t", 10_001)).containsExactly(Verdict.up());
        world.pass(Duration.ofSeconds(2));
        world.settle();
        assertThat(world.mark("t")).isEqualTo(10_001);
    }

    @Test
    void whenTheOldestIsTooOldNewResultsAreRefusedToo() {
        OutboxWorld world = new OutboxWorld(10);
        world.kafkaIsThere(false);
        world.check("t", 100);
        world.settle();
        world.pass(OutboxWorld.MAX_AGE.plusSeconds(1));
        world.check("t", 100);
        world.settle();

        assertThat(world.counter("nudger.spool.dropped", "max_age")).isEqualTo(90);
        world.kafkaIsThere(true);
        world.settle();
        assertThat(world.acknowledged("t").keySet()).containsExactlyElementsOf(numbers(1, 201));
    }

    @Test
    void aHoleOfATargetThatIsNotCheckedAnyMoreIsReported() {
        OutboxWorld world = new OutboxWorld(10);
        world.diskIsFull(true);
        world.kafkaIsThere(false);
        world.check("gone", 1);
        world.settle();
        world.check("gone", 49);
        world.check("other", 50);
        assertThat(world.outbox().holes()).isEqualTo(2);
        assertThat(world.counter("nudger.publish.dropped", "buffer_full")).isEqualTo(90);
        world.remove("gone");

        world.diskIsFull(false);
        world.pass(Duration.ofSeconds(1));
        world.settle();
        assertThat(world.outbox().holes())
                .as("without Kafka, now that there is room")
                .isZero();

        world.kafkaIsThere(true);
        world.settle();
        assertThat(world.acknowledged("gone").keySet()).containsExactlyElementsOf(numbers(1, 51));
    }

    @Test
    void whatKafkaRefusesIsReportedInItsPlaceAndARefusedReportIsCounted() {
        OutboxWorld world = new OutboxWorld(10);
        world.refuses(payload -> payload.slot() == OutboxWorld.micros(2) && !payload.isGap());
        world.refuses(payload -> payload.slot() == OutboxWorld.micros(4));
        world.check("t", 5);
        world.settle();

        assertThat(world.acknowledged("t").keySet()).containsExactly(1, 2, 3, 5);
        assertThat(world.verdicts("t", 2)).singleElement().satisfies(verdict -> {
            assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(verdict.reason()).isEqualTo(FailureReason.INTERNAL);
        });
        assertThat(world.counter("nudger.publish.dropped", "refused")).isEqualTo(3);
        assertThat(world.counter("nudger.spool.untold", null)).isEqualTo(1);
        assertThat(world.outbox().waitingInMemory()).isZero();
    }

    @Test
    void whatKafkaRefusesStaysOnDiskUntilItIsReported() {
        OutboxWorld world = new OutboxWorld(10);
        world.refuses(payload -> payload.slot() == OutboxWorld.micros(2) && !payload.isGap());
        world.kafkaIsThere(false);
        world.check("t", 3);
        world.settle();
        world.pass(Duration.ofSeconds(1));
        world.settle();
        assertThat(world.mark("t")).isEqualTo(3);
        world.diskIsFull(true);
        world.kafkaIsThere(true);
        while (world.counter("nudger.publish.dropped", "refused") == 0) {
            world.turn();
        }
        world.kafkaIsThere(false);
        world.pass(Duration.ofSeconds(1));
        world.settle();
        // A write has failed, and is tried again.
        world.pass(Duration.ofSeconds(2));
        world.settle();
        world.kill();
        world.diskIsFull(false);
        world.kafkaIsThere(true);
        world.check("t", 1);
        world.settle();

        assertThat(world.acknowledged("t").keySet()).containsExactly(1, 2, 3, 4);
        world.assertComplete("at the end");
    }

    @Test
    void whatWasOnDiskAloneGoesOnAfterAKillAndTheRestIsMissed() {
        OutboxWorld world = new OutboxWorld(10);
        world.kafkaIsThere(false);
        world.check("t", 100);
        world.settle();
        world.diskIsFull(true);
        world.check("t", 5);
        world.settle();
        world.kill();
        world.diskIsFull(false);
        world.kafkaIsThere(true);
        world.check("t", 1);
        world.settle();

        assertThat(world.acknowledged("t").keySet()).containsExactlyElementsOf(numbers(1, 107));
        assertThat(numbers(1, 101)).allMatch(slot -> world.verdicts("t", slot).contains(Verdict.up()));
        assertThat(numbers(101, 106)).allMatch(slot -> world.verdicts("t", slot).equals(List.of(OutboxWorld.MISSED)));
    }

    @Test
    void aLostFileIsWrittenAgainFromMemory() {
        OutboxWorld world = new OutboxWorld(10);
        world.kafkaIsThere(false);
        world.check("t", 900);
        world.settle();
        world.loseFile();
        world.pass(Duration.ofSeconds(1));
        world.settle();

        List<Integer> stored = world.storedSlots("t");
        assertThat(stored).contains(1).containsAll(numbers(891, 901)).hasSizeBetween(200, 890);
        assertThat(world.counter("nudger.spool.dropped", "corrupt")).isEqualTo(900 - stored.size());
        assertThat(world.mark("t")).isEqualTo(900);
    }

    @Test
    void anEntryTakesNoStepThatIsNone() {
        Entry entry = new Entry(1, new Payload("t", 1, Outcome.UP, "x", new byte[0]), false, 0, null);
        assertThatThrownBy(() -> entry.become(Entry.State.DONE)).hasMessage("1 from WAITING to DONE");
        assertThatThrownBy(() -> entry.become(Entry.State.ON_DISK)).hasMessage("1 from WAITING to ON_DISK");
        entry.become(Entry.State.IN_FLIGHT);
        entry.become(Entry.State.DONE);
        assertThatThrownBy(() -> entry.become(Entry.State.WAITING)).hasMessage("1 from DONE to WAITING");
    }

    /** Outages, full disks, damaged files aside, refusals and kills, in any order: each slot ends in Kafka. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 50})
    void everySlotIsAResultOrReportedWhateverHappens(int capacity) {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            OutboxWorld world = new OutboxWorld(capacity);
            world.refuses(payload -> !payload.isGap() && payload.slot() % OutboxWorld.micros(11) == 0);
            for (int step = 0; step < 300; step++) {
                world.step(random);
            }
            world.kafkaIsThere(true);
            world.kafkaAnswers(true);
            world.diskIsFull(false);
            world.pass(Duration.ofSeconds(5));
            world.settle();
            world.assertComplete("capacity " + capacity + ", seed " + seed);
        }
    }
}
