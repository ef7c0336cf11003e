package io.nudger.share;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What a monitor owns, and what it cost to get there. Written by the thread of the membership, read by whoever scrapes. */
final class ShareMetrics {
    private static final Duration[] TIMES = {
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(7),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5)
    };

    private final Map<Direction, Counter> handovers = new EnumMap<>(Direction.class);
    private final Map<Direction, Timer> times = new EnumMap<>(Direction.class);

    private volatile int shares;
    private volatile int targets;
    private volatile double checksPerSecond;

    /** Where shares went. */
    enum Direction {
        /** From another monitor, or from nobody, to this one. */
        TAKEN,
        /** From this one to others, in order. */
        GIVEN,
        /** From this one to others, which did not hear of it any more. */
        LOST
    }

    ShareMetrics(MeterRegistry registry) {
        Gauge.builder("nudger.owned.shares", () -> shares)
                .description("Shares of the zone's targets that are this monitor's")
                .register(registry);
        Gauge.builder("nudger.owned.targets", () -> targets)
                .description("Targets of these shares, which are checked here")
                .register(registry);
        Gauge.builder("nudger.owned.checks.per.second", () -> checksPerSecond)
                .description("Checks a second that these targets ask for")
                .register(registry);
        for (Direction direction : Direction.values()) {
            String label = direction.name().toLowerCase(Locale.ROOT);
            handovers.put(
                    direction,
                    Counter.builder("nudger.handovers")
                            .description("Shares that this monitor has taken, given to another, or lost to another")
                            .tag("direction", label)
                            .register(registry));
            if (direction != Direction.LOST) {
                times.put(
                        direction,
                        Timer.builder("nudger.handover")
                                .description("Taken: from the last slot accounted for by anybody until the targets are"
                                        + " checked here. Given: from the request until the share is free")
                                .tag("direction", label)
                                .serviceLevelObjectives(TIMES)
                                .register(registry));
            }
        }
    }

    void moved(Direction direction, int number) {
        Counter counter = handovers.get(direction);
        if (counter != null) {
            counter.increment(number);
        }
    }

    void took(Direction direction, Duration time) {
        Timer timer = times.get(direction);
        if (timer != null) {
            timer.record(time.isNegative() ? Duration.ZERO : time);
        }
    }

    void owned(int ownedShares, int ownedTargets, double rate) {
        shares = ownedShares;
        targets = ownedTargets;
        checksPerSecond = rate;
    }

    int targets() {
        return targets;
    }

    double checksPerSecond() {
        return checksPerSecond;
    }
}
