package io.nudger.publish;

import io.nudger.check.SlotGap;
import io.nudger.spool.Dropped;
import io.nudger.spool.JoinedGaps;
import io.nudger.spool.SlotSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the account of lost slots on disk does not know yet: slots that were lost here, and slots that count as lost there
 * while their parcel is still at hand. Belongs to one event loop, except for {@link #untold}.
 */
final class Arrears {
    /** While the disk takes nothing, ranges gather here; some hundred bytes each. */
    private static final int MOST_RANGES = 50_000;

    private final JoinedGaps lost = new JoinedGaps(MOST_RANGES);
    private final Map<Long, SlotSpan> atHand = new HashMap<>();
    private List<SlotSpan> redeemed = new ArrayList<>();
    private final AtomicLong untold = new AtomicLong();

    /** What is to be written together with whatever else is. */
    record Portion(List<SlotGap> lost, List<SlotSpan> redeemed) {}

    /** This is to be told. */
    void lost(SlotGap gap) {
        if (!lost.add(gap)) {
            cannotTell(gap.slots());
        }
    }

    /** So many slots were lost, and nothing can be told of them. */
    void cannotTell(long slots) {
        untold.addAndGet(slots);
    }

    /** It was dropped from the disk, but is at hand: it is lost only if it does not reach Kafka from here. */
    void droppedAtHand(Dropped dropped) {
        atHand.put(dropped.number(), dropped.slots());
    }

    /** It was dropped from the disk, and has reached Kafka. */
    void droppedInVain(Dropped dropped) {
        redeemed.add(dropped.slots());
    }

    /** What has this number is not lost, if it ever counted as lost: it has reached Kafka, or goes to the disk again. */
    void redeem(long number) {
        SlotSpan slots = atHand.remove(number);
        if (slots != null) {
            redeemed.add(slots);
        }
    }

    /**
     * What has this number is given up.
     *
     * @return whether it counts as lost already
     */
    boolean giveUp(long number) {
        return atHand.remove(number) != null;
    }

    /** Whether there is something to write. */
    boolean hasNews() {
        return !redeemed.isEmpty() || !lost.isEmpty();
    }

    /** Whether all that counts as lost on disk is lost. */
    boolean areSettled() {
        return atHand.isEmpty() && !hasNews();
    }

    /** What is to be written, or {@linkplain #putBack put back}. */
    Portion take() {
        Portion portion = new Portion(lost.take(), redeemed);
        redeemed = new ArrayList<>();
        return portion;
    }

    /** It could not be written. */
    void putBack(Portion portion) {
        List<SlotGap> newer = lost.take();
        portion.lost.forEach(this::lost);
        newer.forEach(this::lost);
        redeemed.addAll(0, portion.redeemed);
    }

    /** How many slots were lost and will not be told. Safe for any thread. */
    long untold() {
        return untold.get();
    }
}
