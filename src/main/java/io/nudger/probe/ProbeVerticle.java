package io.nudger.probe;

import static java.util.Objects.requireNonNull;

import io.netty.util.concurrent.ScheduledFuture;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Schedule;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotMark;
import io.nudger.check.Target;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks one target on its slots, and sends one result for each. Every slot that comes is accounted for: by a check, or
 * as missed when the check could not begin early enough to be over before the next slot. One check at a time.
 */
final class ProbeVerticle extends VerticleBase implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeVerticle.class);

    /** How long a check in flight may go on when the verticle is stopped. */
    private static final long GRACE_MILLIS = 2_000;

    /** The clock is looked at this often at least: it may be set while nothing is due. */
    private static final long MAX_SLEEP_MICROS = Micros.of(Duration.ofMinutes(1));

    /** Slots that were missed together are reported one by one up to so many; more of them as one gap. */
    private static final long MAX_SINGLE = 8;

    /** A clock that is set back by more than this was wrong before; by less, the slots that it repeats stay as they are. */
    private static final long MAX_WAIT_MICROS = Micros.of(Duration.ofHours(1));

    private static final Verdict STOPPED = Verdict.missed(
            FailureReason.STOPPED, "The check did not run: the monitor was stopping, or the target was replaced.");

    private static final Verdict CUT_SHORT = Verdict.unknown(
            FailureReason.STOPPED, "The check was ended " + GRACE_MILLIS + " ms after the monitor was told to stop.");

    private final ProbeFactory factory;
    private final Target target;
    private final TargetInfo info;
    private final Schedule schedule;
    private final long timeoutMicros;

    private SlotCursor.@Nullable Tenure tenure;
    private @Nullable TargetSeries series;
    private CheckGate.@Nullable Pass waiting;
    private @Nullable Attempts inFlight;
    private long nextSlot;
    private @Nullable ScheduledFuture<?> timer;
    private boolean stopping;
    private boolean defective;

    ProbeVerticle(ProbeFactory factory, Target target) {
        this.factory = factory;
        this.target = target;
        this.info = target.info();
        this.schedule = Schedule.of(target.name(), target.interval(), factory.zone());
        this.timeoutMicros = Micros.of(target.timeout());
    }

    @Override
    public Future<?> start() {
        long now = factory.nowMicros();
        SlotMark left = factory.memory().begin(target.name(), mark(now));
        // A slot that was taken before the clock was set back is not taken again.
        tenure = factory.takeOver(target.name(), left == null ? now : Math.max(now, left.slot()));
        series = factory.metrics().enter(target.name());
        if (left != null) {
            missSince(left, tenure.taken());
        }
        nextSlot = schedule.slotAfter(tenure.taken());
        sleep(factory.nowMicros());
        return Future.succeededFuture();
    }

    /** The last slot until this moment. */
    private SlotMark mark(long now) {
        return new SlotMark(schedule.slotAtOrBefore(now), schedule.intervalMicros());
    }

    /** Accounts for the slots in which no process ran: they are those of the target as it was when that began. */
    private void missSince(SlotMark left, long now) {
        long last = left.lastUntil(now);
        if (last > left.slot()) {
            Verdict verdict = Verdict.missed(
                    FailureReason.STOPPED,
                    "The check did not run: the monitor was not running, or did not come to report, from "
                            + Micros.toInstant(left.slot()) + " to " + Micros.toInstant(now) + ".");
            gap(info.withInterval(Micros.toDuration(left.interval())), left.slot() + left.interval(), last, verdict);
        }
    }

    /** Completes when the check in flight has ended and its result is published. */
    @Override
    public Future<?> stop() {
        stopping = true;
        if (timer != null) {
            timer.cancel(false);
        }
        if (waiting != null) {
            notRun(waiting, nextSlot - schedule.intervalMicros(), STOPPED);
        }
        long mine = Math.min(factory.nowMicros(), requireNonNull(tenure).until());
        miss(nextSlot, schedule.slotAtOrBefore(mine), slot -> STOPPED);
        Attempts running = inFlight;
        if (running == null) {
            leave();
            return Future.succeededFuture();
        }
        running.hurry();
        long grace = vertx.setTimer(GRACE_MILLIS, expired -> running.end(CUT_SHORT));
        return running.future().onComplete(done -> {
            vertx.cancelTimer(grace);
            leave();
        });
    }

    private void leave() {
        factory.resign(target.name(), requireNonNull(tenure));
        factory.metrics().leave(target.name(), requireNonNull(series));
    }

    /** Wakes when the next slot has come, not before. A timer of Netty's own weighs a third of one of Vert.x. */
    private void sleep(long now) {
        long micros = Math.min(Math.max(0, nextSlot - now), MAX_SLEEP_MICROS);
        timer = factory.prober().eventLoop().schedule(this, micros, TimeUnit.MICROSECONDS);
    }

    /** The timer has run out. */
    @Override
    public void run() {
        context.runOnContext(v -> wake());
    }

    private void wake() {
        if (stopping || nextSlot > requireNonNull(tenure).until()) {
            return;
        }
        long now = factory.nowMicros();
        if (nextSlot - now > schedule.intervalMicros() + MAX_WAIT_MICROS) {
            factory.seldomLog().warn(target.name(), "the clock was set back far, the slots begin anew");
            requireNonNull(tenure).restart(now);
            factory.memory().restart(target.name(), mark(now));
            nextSlot = schedule.slotAfter(now);
        }
        long due = schedule.slotAtOrBefore(now);
        if (due < nextSlot) {
            sleep(now);
            return;
        }
        miss(nextSlot, due - schedule.intervalMicros(), slot -> late(slot, now));
        nextSlot = due + schedule.intervalMicros();
        if (nextSlot - now >= timeoutMicros) {
            check(due);
            return;
        }
        miss(due, due, slot -> late(slot, now));
        sleep(now);
    }

    private void check(long slot) {
        if (!requireNonNull(tenure).take(slot)) {
            return; // The slots are a successor's now.
        }
        CheckGate.Pass pass =
                factory.prober().gate().ask(target.url(), opened -> context.runOnContext(v -> itsTurn(opened, slot)));
        if (pass.isOpen()) {
            run(slot, pass);
            return;
        }
        waiting = pass;
        timer = after(nextSlot - timeoutMicros - factory.nowMicros(), () -> tooLate(pass, slot));
    }

    private ScheduledFuture<?> after(long micros, Runnable action) {
        return factory.prober()
                .eventLoop()
                .schedule(() -> context.runOnContext(v -> action.run()), micros, TimeUnit.MICROSECONDS);
    }

    /** A check that waited may begin. */
    private void itsTurn(CheckGate.Pass pass, long slot) {
        if (pass != waiting) {
            return; // Too late, or stopped, at the same moment.
        }
        if (nextSlot - factory.nowMicros() < timeoutMicros) {
            tooLate(pass, slot);
            return;
        }
        waiting = null;
        requireNonNull(timer).cancel(false);
        run(slot, pass);
    }

    /** A check that waited cannot be over before the next slot any more. */
    private void tooLate(CheckGate.Pass pass, long slot) {
        if (pass == waiting) {
            requireNonNull(timer).cancel(false);
            notRun(pass, slot, crowdedOut(pass, factory.nowMicros() - slot));
            wake();
        }
    }

    private void notRun(CheckGate.Pass pass, long slot, Verdict verdict) {
        waiting = null;
        pass.leave();
        missed(slot, verdict);
    }

    /** The deadline of the check begins here. */
    private void run(long slot, CheckGate.Pass pass) {
        // On the edge only: of a site that is down already, each slot shows once how it is.
        int retries = requireNonNull(tenure).isDown()
                ? 0
                : target.failures().retries().count();
        Attempts attempts = factory.attempts(context, target, retries, slot + schedule.intervalMicros());
        inFlight = attempts;
        if (pass.isBeginning()) {
            ScheduledFuture<?> ignored =
                    factory.prober().eventLoop().schedule(pass::begun, CheckGate.BEGINNING_NANOS, TimeUnit.NANOSECONDS);
        }
        attempts.run().onSuccess(probe -> {
            inFlight = null;
            pass.leave();
            try {
                checked(slot, probe);
            } finally {
                wake();
            }
        });
    }

    private void checked(long slot, Probe probe) {
        Throwable defect = probe.defect();
        if (defect != null && !defective) {
            LOG.error(
                    "{}: a defect of nudger ended a check; logged again when it went away and came back",
                    target.name(),
                    defect);
        }
        defective = defect != null;
        factory.metrics().started(Micros.of(probe.startedAt()) - slot);
        requireNonNull(tenure).saw(probe.verdict().outcome());
        requireNonNull(series).show(probe);
        publish(slot, probe.startedAt(), probe.verdict(), probe.observation());
    }

    /** Accounts for the slots from first to last, which did not run; there may be none. */
    private void miss(long first, long last, LongFunction<Verdict> verdict) {
        long interval = schedule.intervalMicros();
        if ((last - first) / interval < MAX_SINGLE) {
            for (long slot = first; slot <= last; slot += interval) {
                if (requireNonNull(tenure).take(slot)) {
                    missed(slot, verdict.apply(slot));
                }
            }
            return;
        }
        // The tenure takes them all with the last one; none of them can be another's.
        if (requireNonNull(tenure).take(last)) {
            gap(info, first, last, verdict.apply(first));
        }
    }

    private void gap(TargetInfo gapInfo, long first, long last, Verdict verdict) {
        SlotGap gap = new SlotGap(gapInfo, factory.origin(), Micros.toInstant(first), Micros.toInstant(last), verdict);
        requireNonNull(series).hide();
        factory.metrics().count(verdict, gap.slots());
        factory.publish(gap);
    }

    private void missed(long slot, Verdict verdict) {
        requireNonNull(series).hide();
        publish(slot, null, verdict, Observation.NONE);
    }

    private void publish(long slot, @Nullable Instant startedAt, Verdict verdict, Observation observation) {
        factory.metrics().count(verdict, 1);
        factory.publish(
                new CheckResult(info, factory.origin(), Micros.toInstant(slot), startedAt, verdict, observation));
    }

    private static Verdict late(long slot, long now) {
        return Verdict.missed(
                FailureReason.OVERLOADED,
                "The check did not run: the monitor came to it " + Text.time(Micros.toDuration(now - slot))
                        + " late, and it could not have been over before the next.");
    }

    private static Verdict crowdedOut(CheckGate.Pass pass, long waited) {
        return Verdict.missed(
                FailureReason.OVERLOADED,
                "The check did not run: it waited " + Text.time(Micros.toDuration(waited)) + " behind " + pass.crowd()
                        + ", and could not have been over before the next.");
    }
}
