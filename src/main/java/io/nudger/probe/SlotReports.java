package io.nudger.probe;

import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotMark;
import io.nudger.check.Target;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import java.time.Instant;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the slots of one verticle: each is published as a result, or as a part of a gap, and shows in the
 * metrics. All times are microseconds since the epoch.
 */
final class SlotReports {
    /** Slots that were missed together are reported one by one up to so many; more of them as one gap. */
    private static final long MAX_SINGLE = 8;

    private final ProbeFactory factory;
    private final Target target;
    private final SlotCursor.Lease lease;
    private final TargetSeries series;
    /** Of the target as configured; 0 until the first result asks for it. */
    private long fingerprint;

    SlotReports(ProbeFactory factory, Target target, SlotCursor.Lease lease) {
        this.factory = factory;
        this.target = target;
        this.lease = lease;
        this.series = factory.metrics().enter(target.name());
    }

    /** No more slots come; the metrics of the target go with its last verticle. */
    void close() {
        factory.metrics().leave(target.name(), series);
    }

    /** The check of a slot that was taken has ended. */
    void checked(long slot, ProbeResult probe) {
        factory.metrics().started(Micros.of(probe.startedAt()) - slot);
        lease.saw(probe.verdict().outcome());
        series.show(probe, target.failures().thresholds());
        publish(slot, probe.startedAt(), probe.verdict(), probe.observation());
    }

    /** The check of a slot that was taken did not run. */
    void missed(long slot, Verdict verdict) {
        series.hide();
        publish(slot, null, verdict, Observation.NONE);
    }

    /** Takes the slots from first to last, in which no check runs; there may be none. Those of a successor are left to it. */
    void missed(long first, long last, LongFunction<Verdict> verdict) {
        long interval = Micros.of(target.interval());
        long end = lease.takeThrough(first, last, interval);
        if ((end - first) / interval >= MAX_SINGLE) {
            gap(info(), first, end, verdict.apply(first));
            return;
        }
        for (long slot = first; slot <= end; slot += interval) {
            missed(slot, verdict.apply(slot));
        }
    }

    /** Accounts for the slots in which no process ran: they are those of the target as it was when that began. */
    void missedSince(SlotMark left) {
        long now = lease.taken();
        long last = left.lastUntil(now);
        if (last > left.slot()) {
            TargetInfo then = info().withInterval(Micros.toDuration(left.interval()));
            gap(then, left.slot() + left.interval(), last, Missed.notRunning(left, now));
        }
    }

    private void gap(TargetInfo info, long first, long last, Verdict verdict) {
        SlotGap gap = new SlotGap(info, factory.origin(), Micros.toInstant(first), Micros.toInstant(last), verdict);
        series.hide();
        factory.metrics().count(verdict, gap.slots());
        lease.report(() -> factory.publish(gap));
    }

    private void publish(long slot, @Nullable Instant startedAt, Verdict verdict, Observation observation) {
        factory.metrics().count(verdict, 1);
        CheckResult result =
                new CheckResult(info(), factory.origin(), Micros.toInstant(slot), startedAt, verdict, observation);
        lease.report(() -> factory.publish(result));
    }

    /** Made for each result: it weighs more than its hash, and the hash costs more than it. */
    private TargetInfo info() {
        if (fingerprint == 0) {
            fingerprint = target.fingerprint();
        }
        return target.info(fingerprint);
    }
}
