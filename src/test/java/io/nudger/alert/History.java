package io.nudger.alert;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The checks of a target in one zone, as the persister sums them up. */
final class History {
    private final String zone;
    private final int failureThreshold;
    private final int successThreshold;
    private @Nullable Pair pair;

    History(String zone, int failureThreshold, int successThreshold) {
        this.zone = zone;
        this.failureThreshold = failureThreshold;
        this.successThreshold = successThreshold;
    }

    @Nullable Pair pair() {
        return pair;
    }

    /** A slot that was missed. */
    void missed(Instant slot) {
        Pair old = pair;
        pair = old == null
                ? new Pair(zone, slot, null, null, null, 0, 0, false, null)
                : new Pair(
                        zone,
                        slot,
                        old.knownAt(),
                        old.down(),
                        old.runSince(),
                        old.runLength(),
                        old.slowRun(),
                        old.confirmedDown(),
                        old.failure());
    }

    void up(Instant slot, boolean slow) {
        Pair old = pair;
        boolean goesOn = old != null && old.down() != null && !old.isDown();
        int length = length(old, goesOn);
        boolean down = old != null && old.confirmedDown() && length < successThreshold;
        int slowRun = slow ? (old == null ? 0 : old.slowRun()) + 1 : 0;
        pair = new Pair(zone, slot, slot, false, since(old, goesOn, slot), length, slowRun, down, null);
    }

    void down(Instant slot, Failure failure) {
        Pair old = pair;
        boolean goesOn = old != null && old.isDown();
        int length = length(old, goesOn);
        boolean down = (old != null && old.confirmedDown()) || length >= failureThreshold;
        pair = new Pair(zone, slot, slot, true, since(old, goesOn, slot), length, 0, down, failure);
    }

    private static int length(@Nullable Pair old, boolean goesOn) {
        return old != null && goesOn ? Math.min(100, old.runLength() + 1) : 1;
    }

    private static @Nullable Instant since(@Nullable Pair old, boolean goesOn, Instant slot) {
        return old != null && goesOn ? old.runSince() : slot;
    }

    /** A moment so many seconds after a fixed one. */
    static Instant at(double seconds) {
        return Instant.parse("2026-11-30T06:00:00Z").plus(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
