package io.nudger.publish;

import io.nudger.spool.Dropped;
import io.nudger.spool.LossCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tells what is lost with entries that had to go from the disk, and what is not. Belongs to one event loop. */
final class DroppedEntries {
    private final KeptParcels kept;
    private final SpoolWriter writer;
    private final Backlog backlog;
    private final Arrears arrears;
    private final SpoolMetrics metrics;
    private final Losses losses;

    DroppedEntries(
            KeptParcels kept,
            SpoolWriter writer,
            Backlog backlog,
            Arrears arrears,
            SpoolMetrics metrics,
            Losses losses) {
        this.kept = kept;
        this.writer = writer;
        this.backlog = backlog;
        this.arrears = arrears;
        this.metrics = metrics;
        this.losses = losses;
    }

    /** The spool was full. */
    void tooMany(List<Dropped> dropped) {
        List<Dropped> lost = lost(dropped);
        metrics.tooMany(lost.size());
        losses.gone(lost, LossCause.MAX_SIZE);
    }

    /** They had waited too long. */
    void tooOld(List<Dropped> dropped) {
        List<Dropped> lost = lost(dropped);
        metrics.tooOld(lost.size());
        losses.gone(lost, LossCause.MAX_AGE);
    }

    /** What is still in memory is not lost with its place on disk, nor what was delivered, nor what a gap told. */
    private List<Dropped> lost(List<Dropped> dropped) {
        List<Dropped> lost = new ArrayList<>();
        Set<Long> atHand = dropped.isEmpty() ? Set.of() : backlog.atHand();
        for (Dropped each : dropped) {
            Kept entry = kept.get(each.number());
            if (entry != null) {
                kept.fromDisk(entry);
                arrears.droppedAtHand(each);
            } else if (writer.isSettled(each.number())) {
                arrears.droppedInVain(each);
            } else if (atHand.contains(each.number())) {
                arrears.droppedAtHand(each);
            } else if (!each.isGap()) {
                lost.add(each);
            }
        }
        return lost;
    }
}
