package io.nudger.reload;

import io.nudger.check.Micros;
import io.nudger.check.Schedule;
import io.nudger.check.Target;
import io.nudger.check.Zone;
import io.nudger.config.Targets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A longer interval holds from its first slot on: until then the target is checked at its former interval. Otherwise nothing would be
 * known of it for up to a whole new interval, and nobody could tell it from a target that was taken out of the files.
 * Everything else that changed holds at once. Used by one thread at a time.
 */
final class LongerIntervals {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.targets");

    /** A first slot this near is waited for. */
    private static final long NEAR_MICROS = Micros.of(Duration.ofMinutes(1));

    /** Very many targets may wait: they are not looked at for each one that is due. */
    private static final long PAUSE_MICROS = Micros.of(Duration.ofSeconds(1));

    /** The clock may be set meanwhile. */
    private static final long MOST_MICROS = Micros.of(Duration.ofMinutes(10));

    private final Zone zone;
    private final Function<String, @Nullable Duration> left;
    private final InstantSource clock;
    private final Map<String, Waiting> waiting = new HashMap<>();

    /**
     * A target that is checked at its former interval.
     *
     * @param target as it is wanted
     * @param until when that ends, in microseconds since the epoch
     */
    private record Waiting(Target target, long until) {}

    /**
     * Nothing waits yet.
     *
     * @param zone of the slots
     * @param left the interval at which an earlier process checked a target of this name; null when that is not known
     */
    LongerIntervals(Zone zone, Function<String, @Nullable Duration> left, InstantSource clock) {
        this.zone = zone;
        this.left = left;
        this.clock = clock;
    }

    /** Those that run, but each that waits as it is wanted. */
    Targets wanted(Targets running) {
        if (waiting.isEmpty()) {
            return running;
        }
        return Targets.of(running.all().stream()
                .map(target -> {
                    Waiting later = waiting.get(target.name());
                    return later == null ? target : later.target;
                })
                .toList());
    }

    /** What is to be done at once to come to what is wanted. */
    TargetChanges atOnce(TargetChanges wanted, Targets running) {
        wanted.removed().forEach(waiting::remove);
        int before = waiting.size();
        List<Target> added = atOnce(wanted.added(), running);
        List<Target> changed = atOnce(wanted.changed(), running);
        if (waiting.size() > before) {
            LOG.info("longer intervals hold from their first slots on targets={}", waiting.size());
        }
        return new TargetChanges(added, wanted.removed(), changed, wanted.unchanged());
    }

    /** Of those that wait, what is to be done now. */
    TargetChanges due(Targets running) {
        long now = Micros.of(clock.instant());
        List<Target> due = waiting.values().stream()
                .filter(each -> each.until <= now)
                .map(Waiting::target)
                .toList();
        return new TargetChanges(List.of(), List.of(), atOnce(due, running), waiting.size());
    }

    private List<Target> atOnce(List<Target> wanted, Targets running) {
        long now = Micros.of(clock.instant());
        List<Target> begun = new ArrayList<>();
        for (Target target : wanted) {
            waiting.remove(target.name());
            Target runs = running.byName().get(target.name());
            Duration former = runs == null ? left.apply(target.name()) : runs.interval();
            long until = former == null ? now : until(target, former, now);
            Target next = target;
            if (former != null && until > now) {
                waiting.put(target.name(), new Waiting(target, until));
                next = target.withInterval(former);
            }
            if (!next.equals(runs)) {
                begun.add(next);
            }
        }
        return begun;
    }

    /** Until when it is to be checked at its former interval; now, when it is not. */
    private long until(Target target, Duration former, long now) {
        if (former.compareTo(target.interval()) >= 0 || former.compareTo(target.timeout()) <= 0) {
            return now;
        }
        long first = Schedule.of(target.name(), target.interval(), zone).slotAfter(now);
        return Math.max(now, first - Math.max(Micros.of(former), NEAR_MICROS));
    }

    /** When to look again; null when nothing waits. */
    @Nullable Duration pause() {
        if (waiting.isEmpty()) {
            return null;
        }
        long next = waiting.values().stream().mapToLong(Waiting::until).min().orElseThrow();
        long rest = next - Micros.of(clock.instant());
        return Micros.toDuration(Math.min(Math.max(rest, PAUSE_MICROS), MOST_MICROS));
    }
}
