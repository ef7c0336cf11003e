package io.nudger.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Micros;
import io.nudger.check.Verdict;
import io.nudger.config.CheckSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a slot was missed for, in virtual time. */
class SlotClockTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
    private static final long SLACK = Micros.of(Duration.ofMillis(200));

    private Instant now = BEGIN;
    private long nanos;
    private final SlotClock clock = new SlotClock(() -> now, () -> nanos);

    @BeforeEach
    void start() {
        clock.pulse();
    }

    @Test
    void aStandstillIsTheReasonBeforeAndAfterItIsNoticed() {
        pass(Duration.ofSeconds(3));
        long slot = after(1_000);
        assertThat(clock.lostBetween(slot, micros()))
                .isEqualTo(new SlotClock.Lost(Micros.of(Duration.ofSeconds(2)), SlotClock.Cause.STOOD_STILL));
        assertThat(late(slot).message())
                .isEqualTo("The check did not run: the process stood still for 2 s of that time (it was suspended, or"
                        + " the machine had no time for it), and it could not have been over before the next.");
        clock.pulse();
        assertThat(late(slot).message()).contains("the process stood still for 2 s");
        pass(Duration.ofMillis(100));
        assertThat(late(slot).message()).contains("the process stood still for 2 s");
    }

    @Test
    void whoWouldHaveWaitedTooLongAnywayIsNotExcused() {
        pass(Duration.ofSeconds(1));
        for (int i = 0; i < 20; i++) {
            clock.pulse();
            pass(Duration.ofMillis(50));
        }
        assertThat(late(after(900)).message()).contains("the monitor came to it 1.10 s late");
        assertThat(crowdedOut(after(900)).message())
                .contains("it waited 1.10 s behind other checks of a.test (checks.max_per_host is 1)");
    }

    @Test
    void aCheckThatWaitedWhileTheProcessStoodStillBlamesNoBound() {
        pass(Duration.ofSeconds(3));
        assertThat(crowdedOut(after(-100)).message()).contains("the process stood still for 3 s");
    }

    @Test
    void aClockThatWasSetAheadIsNoStandstill() {
        now = now.plusSeconds(5);
        nanos += Duration.ofMillis(50).toNanos();
        assertThat(late(after(100)).message()).contains("the clock went ahead by 4.90 s");
    }

    @Test
    void aBusyMachineAndAClockThatIsSetBackLoseNothing() {
        for (int millis : new int[] {60, 240, -3_000, 200}) {
            pass(Duration.ofMillis(millis));
            assertThat(clock.lostBetween(after(-10_000), micros()).micros()).isZero();
            clock.pulse();
        }
        assertThat(new SlotClock(() -> now).lostBetween(0, micros()).micros())
                .as("while nobody watches")
                .isZero();
    }

    private Verdict late(long slot) {
        return Missed.late(slot, micros(), SLACK, clock);
    }

    private Verdict crowdedOut(long slot) {
        CheckLimiter gate = new CheckLimiter(new CheckSettings(10, 1));
        URI url = URI.create("http://a.test/");
        CheckLimiter.Pass first = gate.ask(url, opened -> {});
        CheckLimiter.Pass second = gate.ask(url, opened -> {});
        first.leave();
        assertThat(second.isOpen()).as("its turn came, too late").isTrue();
        return Missed.crowdedOut(second, slot, micros(), SLACK, clock);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += Math.max(0, time.toNanos());
    }

    private long micros() {
        return Micros.of(now);
    }

    private static long after(long millis) {
        return Micros.of(BEGIN.plusMillis(millis));
    }
}
