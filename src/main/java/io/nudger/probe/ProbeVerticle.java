package io.nudger.probe;

import static java.util.Objects.requireNonNull;

import io.netty.util.concurrent.ScheduledFuture;
import io.nudger.check.FailureReason;
import io.nudger.check.Micros;
import io.nudger.check.Schedule;
import io.nudger.check.SlotMark;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks one target on its slots, and sends one result for each. Every slot that comes is accounted for: by a check, or
 * as missed when the check could not begin early enough to be over before the next slot. One check at a time.
 */
final class ProbeVerticle extends VerticleBase implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.probe");

    /** How long a check in flight may go on when the verticle is stopped. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** How long one that waits for others may then take to begin; there is time left to end. */
    private static final Duration TURN = Duration.ofSeconds(1);

    /** The clock is looked at this often at least: it may be set while nothing is due. */
    private static final long MAX_SLEEP_MICROS = Micros.of(Duration.ofMinutes(1));

    /** A clock that is set back by more than this was wrong before; by less, the slots that it repeats stay as they are. */
    private static final long MAX_WAIT_MICROS = Micros.of(Duration.ofHours(1));

    private static final long SPREAD_MICROS = Micros.of(Duration.ofSeconds(2));
    /** Phases that are neighbours come to lie far from each other. */
    private static final long SPREADING = 0x9E3779B97F4A7C15L;

    private static final Verdict CUT_SHORT = Verdict.unknown(
            FailureReason.STOPPED,
            "The check was cut short: the monitor was stopping, or the target was changed or removed, and it was not over"
                    + " within " + GRACE.toMillis() + " ms.");

    private final ProbeFactory factory;
    private final Target target;
    private final Schedule schedule;
    private final long timeoutMicros;
    private final Promise<Void> ended = Promise.promise();

    private SlotCursor.@Nullable Lease lease;
    private @Nullable SlotReports reports;
    private CheckLimiter.@Nullable Pass waiting;
    private @Nullable Attempts inFlight;
    private long nextSlot;
    private @Nullable ScheduledFuture<?> timer;
    private boolean stopping;
    private boolean defective;

    ProbeVerticle(ProbeFactory factory, Target target) {
        this.factory = factory;
        this.target = target;
        this.schedule = Schedule.of(target.name(), target.interval(), factory.zone());
        this.timeoutMicros = Micros.of(target.timeout());
    }

    @Override
    public Future<?> start() {
        long now = factory.nowMicros();
        SlotCursor.Lease mine = factory.takeOver(target.name(), now);
        lease = mine;
        reports = new SlotReports(factory, target, mine);
        SlotMark left = factory.memory().begin(target.name(), mark(now));
        if (left == null) {
            mine.report(() -> factory.memory().reached(target.name(), mark(now)));
            nextSlot = schedule.slotAfter(mine.taken());
            sleep(factory.nowMicros());
        } else {
            goOnFrom(left, mine, now);
        }
        return Future.succeededFuture();
    }

    /** The slots since then are accounted for; the one that has come last is taken, if its check can still be over in time. */
    private void goOnFrom(SlotMark left, SlotCursor.Lease mine, long now) {
        long due = schedule.slotAtOrBefore(now);
        long rest = due + schedule.intervalMicros() - now - timeoutMicros;
        if (due <= left.slot() || rest < 0) {
            // A slot that was taken before the clock was set back is not taken again.
            mine.restart(Math.max(now, left.slot()));
            reports().missedSince(left);
            nextSlot = schedule.slotAfter(mine.taken());
            sleep(factory.nowMicros());
            return;
        }
        mine.restart(due - 1);
        reports().missedSince(left);
        nextSlot = due;
        timer = factory.eventLoop().schedule(this, catchUp(left, due, rest), TimeUnit.MICROSECONDS);
    }

    /**
     * When a slot that has come already is taken: all that are due are spread, each over half of the time that it has, or
     * over a moment when it is the only one, as after a handover.
     */
    private long catchUp(SlotMark left, long due, long rest) {
        boolean isOnly = due - left.slot() <= schedule.intervalMicros();
        long most = isOnly ? Math.min(rest / 2, SPREAD_MICROS) : rest / 2;
        return Math.floorMod(schedule.phaseMicros() * SPREADING, SPREAD_MICROS) * most / SPREAD_MICROS;
    }

    /** The last slot until this moment. */
    private SlotMark mark(long now) {
        return new SlotMark(schedule.slotAtOrBefore(now), schedule.intervalMicros());
    }

    /**
     * Completes when the last check has ended and its result is published. A slot that has come is checked, although its
     * check was put off or waits for others: nobody else will.
     */
    @Override
    public Future<?> stop() {
        long last = schedule.slotAtOrBefore(factory.nowMicros());
        stopping = true;
        if (inFlight == null && waiting == null) {
            requireNonNull(timer).cancel(false);
            takeSlots(Math.min(factory.nowMicros(), requireNonNull(lease).until()));
        }
        if (inFlight != null) {
            inFlight.hurry();
        }
        proceed();
        ScheduledFuture<?> turn = after(Micros.of(TURN), this::noTurn);
        ScheduledFuture<?> grace = after(Micros.of(GRACE), this::cutShort);
        return ended.future().onComplete(done -> {
            turn.cancel(false);
            grace.cancel(false);
            leave(last);
        });
    }

    private void noTurn() {
        if (waiting != null) {
            notRun(waiting, nextSlot - schedule.intervalMicros(), Missed.STOPPED);
        }
    }

    private void cutShort() {
        if (inFlight != null) {
            inFlight.end(CUT_SHORT);
        }
    }

    private boolean hasEnded() {
        return stopping && inFlight == null && waiting == null;
    }

    /** Up to this slot all have come; those without a check are reported after the last check. */
    private void leave(long last) {
        reports().missed(nextSlot, last, slot -> Missed.STOPPED);
        factory.resign(target.name(), requireNonNull(lease));
        reports().close();
    }

    /** Wakes when the next slot has come, not before. A timer of Netty's own weighs a third of one of Vert.x. */
    private void sleep(long now) {
        if (stopping) {
            return;
        }
        long micros = Math.min(Math.max(0, nextSlot - now), MAX_SLEEP_MICROS);
        timer = factory.eventLoop().schedule(this, micros, TimeUnit.MICROSECONDS);
    }

    /** The timer has run out. */
    @Override
    public void run() {
        context.runOnContext(v -> wake());
    }

    private void wake() {
        if (stopping || nextSlot > requireNonNull(lease).until()) {
            return;
        }
        long now = factory.nowMicros();
        if (nextSlot - now > schedule.intervalMicros() + MAX_WAIT_MICROS) {
            factory.seldomLog().warn(target.name(), "clock set back far; slots begin anew");
            requireNonNull(lease).restart(now);
            factory.memory().restart(target.name(), mark(now));
            nextSlot = schedule.slotAfter(now);
        }
        takeSlots(now);
    }

    /** Takes the slots that have come until now: the last is checked, if that can be over before the next one. */
    private void takeSlots(long now) {
        long due = schedule.slotAtOrBefore(now);
        if (due < nextSlot) {
            sleep(now);
            return;
        }
        reports().missed(nextSlot, due - schedule.intervalMicros(), slot -> late(slot, now));
        nextSlot = due + schedule.intervalMicros();
        if (nextSlot - now >= timeoutMicros) {
            check(due);
            return;
        }
        reports().missed(due, due, slot -> late(slot, now));
        sleep(now);
    }

    private Verdict late(long slot, long now) {
        return Missed.late(slot, now, slack(), factory.clock());
    }

    /** How long after its slot a check may begin. */
    private long slack() {
        return schedule.intervalMicros() - timeoutMicros;
    }

    private void check(long slot) {
        if (!requireNonNull(lease).take(slot)) {
            return; // The slots are a successor's now.
        }
        CheckLimiter.Pass pass =
                factory.gate().ask(target.url(), opened -> context.runOnContext(v -> itsTurn(opened, slot)));
        if (pass.isOpen()) {
            run(slot, pass);
            return;
        }
        waiting = pass;
        timer = after(nextSlot - timeoutMicros - factory.nowMicros(), () -> tooLate(pass, slot));
    }

    private ScheduledFuture<?> after(long micros, Runnable action) {
        return factory.eventLoop()
                .schedule(() -> context.runOnContext(v -> action.run()), micros, TimeUnit.MICROSECONDS);
    }

    /** A check that waited may begin. */
    private void itsTurn(CheckLimiter.Pass pass, long slot) {
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
    private void tooLate(CheckLimiter.Pass pass, long slot) {
        if (pass == waiting) {
            requireNonNull(timer).cancel(false);
            notRun(pass, slot, Missed.crowdedOut(pass, slot, factory.nowMicros(), slack(), factory.clock()));
        }
    }

    private void notRun(CheckLimiter.Pass pass, long slot, Verdict verdict) {
        waiting = null;
        pass.leave();
        reports().missed(slot, verdict);
        proceed();
    }

    /** A check is over, or was not made. */
    private void proceed() {
        if (hasEnded()) {
            ended.tryComplete();
        } else {
            wake();
        }
    }

    /** The deadline of the check begins here. */
    private void run(long slot, CheckLimiter.Pass pass) {
        // On the edge only: of a site that is down already, each slot shows once how it is.
        boolean isOnlyOne = stopping || requireNonNull(lease).isDown();
        int retries = isOnlyOne ? 0 : target.failures().retries().count();
        Attempts attempts = factory.attempts(context, target, retries, slot + schedule.intervalMicros());
        inFlight = attempts;
        if (pass.isBeginning()) {
            ScheduledFuture<?> ignored =
                    factory.eventLoop().schedule(pass::begun, CheckLimiter.BEGINNING_NANOS, TimeUnit.NANOSECONDS);
        }
        attempts.run().onSuccess(probe -> {
            inFlight = null;
            pass.leave();
            try {
                checked(slot, probe);
            } finally {
                proceed();
            }
        });
    }

    private void checked(long slot, ProbeResult probe) {
        Throwable defect = probe.defect();
        if (defect != null && !defective) {
            LOG.error(
                    "check ended by a defect of nudger target={}; logged again when it went away and came back",
                    target.name(),
                    defect);
        }
        defective = defect != null;
        reports().checked(slot, probe);
    }

    private SlotReports reports() {
        return requireNonNull(reports);
    }
}
