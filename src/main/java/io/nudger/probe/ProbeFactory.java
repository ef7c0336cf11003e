package io.nudger.probe;

import static java.util.Objects.requireNonNull;

import io.netty.channel.EventLoop;
import io.nudger.bus.ResultBus;
import io.nudger.bus.SlotMemory;
import io.nudger.check.CheckResult;
import io.nudger.check.CheckSpec;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.check.Target;
import io.nudger.check.Zone;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the verticle that checks a target on its slots. To replace a target, deploy its successor before the old one is
 * undeployed: then no slot is taken twice and none passes in silence.
 */
public final class ProbeFactory implements Function<Target, Deployable> {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.probe");

    private final Monitor monitor;
    private final Map<Class<? extends CheckSpec>, Prober> probers;
    private final Supplier<EventLoop> eventLoops;
    private final CheckLimiter gate;
    private final ResultBus bus;
    private final ProbeMetrics metrics;
    private final SlotClock clock;
    private final SlotMemory memory;
    private final SeldomLog seldomLog = new SeldomLog(LOG);
    private final ConcurrentMap<String, SlotCursor> cursors = new ConcurrentHashMap<>();

    /**
     * @param monitor whose checks they are
     * @param probers make the checks, by their kind
     * @param eventLoops gives the event loop that the caller is on, for timers: one of Netty's own weighs a third of one
     *     of Vert.x
     * @param bus takes the results
     * @param metrics counts them
     * @param clock says when a slot has come, and why one has passed
     * @param memory knows where an earlier process has left off
     */
    public ProbeFactory(
            Monitor monitor,
            Map<Class<? extends CheckSpec>, Prober> probers,
            Supplier<EventLoop> eventLoops,
            ResultBus bus,
            ProbeMetrics metrics,
            SlotClock clock,
            SlotMemory memory) {
        this.monitor = monitor;
        this.probers = Map.copyOf(probers);
        this.eventLoops = eventLoops;
        this.gate = new CheckLimiter(monitor.checks());
        this.bus = bus;
        this.metrics = metrics;
        this.clock = clock;
        this.memory = memory;
        metrics.watch(gate);
    }

    /** The verticle of this target. It takes the first slot after the moment of its start. */
    @Override
    public Deployable apply(Target target) {
        return new ProbeVerticle(this, target);
    }

    Origin origin() {
        return monitor.origin();
    }

    Zone zone() {
        return monitor.zone();
    }

    EventLoop eventLoop() {
        return eventLoops.get();
    }

    /** What checks pass before they begin. */
    CheckLimiter gate() {
        return gate;
    }

    ProbeMetrics metrics() {
        return metrics;
    }

    SeldomLog seldomLog() {
        return seldomLog;
    }

    /** The check of one slot, which is over before the next begins. */
    Attempts attempts(Context context, Target target, int retries, long nextSlot) {
        Prober prober = requireNonNull(probers.get(target.check().getClass()), target.name());
        return new Attempts(prober, eventLoop(), context, target, retries, clock.source(), nextSlot);
    }

    long nowMicros() {
        return clock.nowMicros();
    }

    SlotClock clock() {
        return clock;
    }

    void publish(CheckResult result) {
        bus.publish(result);
    }

    void publish(SlotGap gap) {
        bus.publish(gap);
    }

    SlotMemory memory() {
        return memory;
    }

    /** From now on the slots of this name that are later than this are the caller's. */
    SlotCursor.Lease takeOver(String name, long after) {
        SlotCursor.Lease[] lease = new SlotCursor.Lease[1];
        cursors.compute(name, (key, cursor) -> {
            SlotCursor kept = cursor == null ? new SlotCursor() : cursor;
            lease[0] = kept.takeOver(after);
            return kept;
        });
        return requireNonNull(lease[0]);
    }

    /**
     * The slots of these names that are later than this are another monitor's. Their verticles are to be undeployed when
     * the moment has passed; until then they take the slots before it.
     *
     * @param moment in microseconds since the epoch
     */
    public void endAfter(long moment, Predicate<String> names) {
        cursors.forEach((name, cursor) -> {
            if (names.test(name)) {
                cursor.endAfter(moment);
            }
        });
    }

    /** Takes and reports no more slots of this name. */
    void resign(String name, SlotCursor.Lease lease) {
        cursors.computeIfPresent(name, (key, cursor) -> {
            if (!lease.end()) {
                return cursor;
            }
            memory.end(name);
            return null;
        });
    }
}
