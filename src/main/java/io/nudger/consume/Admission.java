package io.nudger.consume;

import io.nudger.config.NameLimits;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which records may bring new names into the record: zones, monitors, targets, configurations of targets. What the
 * record has already is always admitted. Of what is new only so much is admitted in a minute, and so much in all: a
 * producer that makes up names cannot use up the numbers of zones, nor fill the tables. Belongs to one event loop.
 */
final class Admission {
    private static final long COUNTED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final RecordStore store;
    private final NameLimits limits;
    private final boolean limitsRates;
    private final LongSupplier nanos;

    /** All that the record has, as far as it was looked up. */
    private final Set<String> zones = new HashSet<>();

    private final Map<String, Boolean> monitors = new LruMap<>();
    private final Map<TargetConfig, Boolean> configs = new LruMap<>();
    private final Map<String, RateLimit> configRates = new LruMap<>();
    private final RateLimit zoneRate;
    private final RateLimit monitorRate;
    private final RateLimit targetRate;

    private int targets;
    private long targetsCountedAt;

    /**
     * @param store knows the names that the record has
     * @param limitsRates whether the limits per minute apply; not to old records that are read once more
     * @param nanos a monotonic clock
     */
    Admission(RecordStore store, NameLimits limits, boolean limitsRates, LongSupplier nanos) {
        this.store = store;
        this.limits = limits;
        this.limitsRates = limitsRates;
        this.nanos = nanos;
        long now = nanos.getAsLong();
        zoneRate = new RateLimit(limits.zonesPerMinute(), now);
        monitorRate = new RateLimit(limits.monitorsPerMinute(), now);
        targetRate = new RateLimit(limits.targetsPerMinute(), now);
        targetsCountedAt = now - COUNTED_NANOS;
    }

    /**
     * What may be stored of these; the rest has become dead letters. Fails when the store does not answer. What is
     * admitted counts as known from then on, whether it is stored in the end or not.
     */
    Future<DecodedBatch> admit(DecodedBatch readings) {
        Unknown unknown = new Unknown();
        readings.good().forEach(unknown::add);
        readings.gaps().forEach(unknown::add);
        if (unknown.isEmpty()) {
            return Future.succeededFuture(readings);
        }
        return lookUp(unknown).map(done -> decide(readings, unknown));
    }

    private DecodedBatch decide(DecodedBatch readings, Unknown unknown) {
        List<Decoded> decided = new ArrayList<>(readings.deadLetters());
        readings.good().forEach(reading -> decided.add(decide(reading, unknown)));
        readings.gaps().forEach(reading -> decided.add(decide(reading, unknown)));
        DecodedBatch admitted = new DecodedBatch();
        admitted.addAll(decided);
        return admitted;
    }

    private Decoded decide(Decoded.OfTarget reading, Unknown unknown) {
        Decoded.Rejected refusal = unknown.refuse(reading);
        if (refusal == null) {
            unknown.admit(reading);
        }
        return refusal == null ? reading : refusal;
    }

    private Future<Void> lookUp(Unknown unknown) {
        return store.known(unknown.names()).compose(found -> {
            unknown.found(found);
            return countTargets(unknown);
        });
    }

    /** Now and then: a large table takes a while. What is admitted meanwhile is counted here. */
    private Future<Void> countTargets(Unknown unknown) {
        long now = nanos.getAsLong();
        boolean known =
                unknown.newConfigs.stream().allMatch(config -> unknown.configCounts.containsKey(config.target()));
        if (known || now - targetsCountedAt < COUNTED_NANOS) {
            return Future.succeededFuture();
        }
        return store.countTargets()
                .onSuccess(count -> {
                    targets = count;
                    targetsCountedAt = now;
                })
                .mapEmpty();
    }

    /** The names of one batch that are not remembered, and then those that the record does not have. */
    private final class Unknown {
        private final Set<String> newZones = new HashSet<>();
        private final Set<String> newMonitors = new HashSet<>();
        private final Set<TargetConfig> newConfigs = new HashSet<>();
        /** Of the targets that the record has. */
        private final Map<String, Integer> configCounts = new HashMap<>();

        void add(Decoded.OfTarget reading) {
            String zone = reading.origin().zone();
            String monitor = reading.origin().monitor();
            TargetConfig config = TargetConfig.of(reading.target());
            if (!zones.contains(zone)) {
                newZones.add(zone);
            }
            if (monitors.get(monitor) == null) {
                newMonitors.add(monitor);
            }
            if (configs.get(config) == null) {
                newConfigs.add(config);
            }
        }

        boolean isEmpty() {
            return newZones.isEmpty() && newMonitors.isEmpty() && newConfigs.isEmpty();
        }

        Names names() {
            return new Names(newZones, newMonitors, newConfigs);
        }

        void found(KnownNames found) {
            zones.addAll(found.zones());
            newZones.removeAll(found.zones());
            found.monitors().forEach(monitor -> monitors.put(monitor, true));
            newMonitors.removeAll(found.monitors());
            found.configs().forEach(config -> configs.put(config, true));
            newConfigs.removeAll(found.configs());
            configCounts.putAll(found.configCounts());
        }

        /** The dead letter that a record becomes that is not admitted; null when it is. */
        Decoded.@Nullable Rejected refuse(Decoded.OfTarget reading) {
            String zone = reading.origin().zone();
            if (newZones.contains(zone) && !zones.contains(zone)) {
                String what = "zone \"" + zone + '"';
                if (zones.size() >= limits.zones()) {
                    return refusal(reading, DeadReason.TOO_MANY_ZONES, what, "zones", limits.zones());
                }
                if (isUsedUp(zoneRate)) {
                    return refusal(
                            reading, DeadReason.TOO_MANY_ZONES, what, "zones_per_minute", limits.zonesPerMinute());
                }
            }
            String monitor = reading.origin().monitor();
            if (newMonitors.contains(monitor) && monitors.get(monitor) == null && isUsedUp(monitorRate)) {
                return refusal(
                        reading,
                        DeadReason.TOO_MANY_MONITORS,
                        "monitor \"" + monitor + '"',
                        "monitors_per_minute",
                        limits.monitorsPerMinute());
            }
            TargetConfig config = TargetConfig.of(reading.target());
            return newConfigs.contains(config) ? refuse(reading, config) : null;
        }

        private Decoded.@Nullable Rejected refuse(Decoded.OfTarget reading, TargetConfig config) {
            String target = "target \"" + config.target() + '"';
            Integer count = configCounts.get(config.target());
            if (count == null) {
                DeadReason reason = DeadReason.TOO_MANY_TARGETS;
                if (targets >= limits.targets()) {
                    return refusal(reading, reason, target, "targets", limits.targets());
                }
                return isUsedUp(targetRate)
                        ? refusal(reading, reason, target, "targets_per_minute", limits.targetsPerMinute())
                        : null;
            }
            DeadReason reason = DeadReason.TOO_MANY_CONFIGS;
            String what = "configuration of " + target;
            if (count >= limits.configsPerTarget()) {
                return refusal(reading, reason, what, "configs_per_target", limits.configsPerTarget());
            }
            return isUsedUp(configRate(config))
                    ? refusal(reading, reason, what, "configs_per_minute", limits.configsPerMinute())
                    : null;
        }

        void admit(Decoded.OfTarget reading) {
            String zone = reading.origin().zone();
            String monitor = reading.origin().monitor();
            TargetConfig config = TargetConfig.of(reading.target());
            if (newZones.remove(zone) && zones.add(zone)) {
                zoneRate.take();
            }
            if (newMonitors.remove(monitor)) {
                monitorRate.take();
                monitors.put(monitor, true);
            }
            if (newConfigs.remove(config)) {
                if (configCounts.containsKey(config.target())) {
                    configRate(config).take();
                } else {
                    targetRate.take();
                    targets++;
                }
                configCounts.merge(config.target(), 1, Integer::sum);
                configs.put(config, true);
            }
        }
    }

    private RateLimit configRate(TargetConfig config) {
        return configRates.computeIfAbsent(
                config.target(), target -> new RateLimit(limits.configsPerMinute(), nanos.getAsLong()));
    }

    private boolean isUsedUp(RateLimit rate) {
        return limitsRates && !rate.has(nanos.getAsLong());
    }

    private static Decoded.Rejected refusal(
            Decoded.OfTarget reading, DeadReason reason, String what, String key, int limit) {
        return new Decoded.Rejected(
                reading.source(),
                reason,
                "a new " + what + " is over the limit persister.limits." + key + ": " + limit);
    }
}
