package io.nudger.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts a zone habitually sees down while other zones see them up: an address that is blocked there, a bad route. That
 * is the host's own affair, and says nothing about the zone. A share from 0 to 1 of each pair of zone and host, averaged
 * over six hours by looking every five minutes; pairs that never disagree have none. Immutable.
 */
public final class Habits {
    /** No memory yet. */
    public static final Habits NONE = new Habits(null, Map.of());

    static final Duration STEP = Duration.ofMinutes(5);

    private static final double WEIGHT =
            1 - Math.exp(-STEP.toSeconds() / (double) Duration.ofHours(6).toSeconds());
    private static final double HABITUAL = 0.1;
    private static final double FORGOTTEN = 0.005;
    /** What is written may differ by so much from what is known: most pairs that fail once are never written. */
    private static final double WORTH_WRITING = 0.02;

    private final @Nullable Instant at;
    private final Map<String, Map<String, Share>> byZone;

    private Habits(@Nullable Instant at, Map<String, Map<String, Share>> byZone) {
        this.at = at;
        this.byZone = byZone;
    }

    /**
     * The share of a pair.
     *
     * @param value as it is known
     * @param written as it is in the table; 0 for no row
     */
    private record Share(double value, double written) {}

    /**
     * A pair as it is written.
     *
     * @param zone the name of the zone
     * @param host the host
     * @param disagreement its share; 0 when its row is to be removed
     */
    public record Habit(String zone, String host, double disagreement) {}

    /** What was written. */
    public static Habits of(Instant at, List<Habit> written) {
        Map<String, Map<String, Share>> byZone = new HashMap<>();
        for (Habit habit : written) {
            byZone.computeIfAbsent(habit.zone(), zone -> new HashMap<>())
                    .put(habit.host(), new Share(habit.disagreement(), habit.disagreement()));
        }
        return new Habits(at, byZone);
    }

    /** When the pairs were looked at last; null when they never were. */
    public @Nullable Instant at() {
        return at;
    }

    /** The share of a pair. */
    public double disagreement(String zone, String host) {
        Share share = byZone.getOrDefault(zone, Map.of()).get(host);
        return share == null ? 0 : share.value();
    }

    /** The pairs of a zone that disagree so often that they say nothing about it. */
    boolean isHabitual(String zone, String host) {
        return disagreement(zone, host) > HABITUAL;
    }

    /** Whether it is time to look again. */
    boolean isDue(Instant now) {
        return at == null || !now.isBefore(at.plus(STEP));
    }

    /** What has to be written since the earlier ones, so that little is lost with the process. */
    public List<Habit> changes(Habits earlier) {
        List<Habit> changes = new ArrayList<>();
        byZone.forEach((zone, hosts) -> {
            Map<String, Share> before = earlier.byZone.getOrDefault(zone, Map.of());
            hosts.forEach((host, share) -> {
                Share old = before.get(host);
                if (share.written() != (old == null ? 0 : old.written())) {
                    changes.add(new Habit(zone, host, share.written()));
                }
            });
        });
        earlier.byZone.forEach((zone, hosts) -> {
            Map<String, Share> after = byZone.getOrDefault(zone, Map.of());
            hosts.forEach((host, share) -> {
                if (share.written() > 0 && !after.containsKey(host)) {
                    changes.add(new Habit(zone, host, 0));
                }
            });
        });
        return changes;
    }

    /** Takes what is seen now into the shares. */
    Update update(Instant now) {
        return new Update(now);
    }

    /** Habits in the making. Pairs that are not looked at keep what they have. */
    final class Update {
        private final Instant now;
        private final Map<String, Map<String, Share>> next = new HashMap<>();

        private Update(Instant now) {
            this.now = now;
            byZone.forEach((zone, hosts) -> next.put(zone, new HashMap<>(hosts)));
        }

        void see(String zone, String host, boolean disagrees) {
            Map<String, Share> hosts = next.get(zone);
            Share share = hosts == null ? null : hosts.get(host);
            if (share == null && !disagrees) {
                return;
            }
            double old = share == null ? 0 : share.value();
            double value = old + WEIGHT * ((disagrees ? 1 : 0) - old);
            Map<String, Share> target = hosts == null ? next.computeIfAbsent(zone, name -> new HashMap<>()) : hosts;
            if (value < FORGOTTEN) {
                target.remove(host);
                return;
            }
            double written = share == null ? 0 : share.written();
            boolean write = Math.abs(value - written) >= WORTH_WRITING;
            target.put(host, new Share(value, write ? value : written));
        }

        Habits done() {
            return new Habits(now, next);
        }
    }
}
