package io.nudger.consume;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vertx.kafka.client.common.TopicPartition;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What the persister counts. */
final class PersisterMetrics {
    private static final double[] SIZES = {1, 10, 100, 500, 1_000, 2_000, 5_000, 10_000};
    private static final Duration[] TIMES = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final Counter rows;
    private final Counter replaced;
    private final Counter duplicates;
    private final Counter ranges;
    private final Counter retries;
    private final DistributionSummary batchSize;
    private final Timer batchTime;
    private final MultiGauge lag;
    private final Map<DeadReason, Counter> deadLetters = new EnumMap<>(DeadReason.class);

    /** @param store knows how often it was found to be set back */
    PersisterMetrics(MeterRegistry registry, RecordStore store) {
        FunctionCounter.builder("nudger.persist.setbacks", store, RecordStore::incarnation)
                .description(
                        "How often the database lacked what this process had committed: it was set back or replaced")
                .register(registry);
        rows = Counter.builder("nudger.persisted.rows")
                .description("Rows stored in the record")
                .register(registry);
        replaced = Counter.builder("nudger.persist.replaced")
                .description("Rows that gave way to a better result of the same slot")
                .register(registry);
        duplicates = Counter.builder("nudger.persist.duplicates")
                .description("Results whose slot had a row already, as good or better")
                .register(registry);
        ranges = Counter.builder("nudger.persisted.ranges")
                .description("Ranges of missed slots that were stored, those that were there already included")
                .register(registry);
        retries = Counter.builder("nudger.persist.retries")
                .description("Attempts to store a batch or to send dead letters that failed; they are made again")
                .register(registry);
        batchSize = DistributionSummary.builder("nudger.persist.batch.size")
                .description("Results in one transaction")
                .serviceLevelObjectives(SIZES)
                .register(registry);
        batchTime = Timer.builder("nudger.persist.batch")
                .description("From the first attempt to store a batch to its commit")
                .serviceLevelObjectives(TIMES)
                .register(registry);
        lag = MultiGauge.builder("nudger.consumer.lag")
                .description("Records of the topics that are not stored yet")
                .register(registry);
        for (DeadReason reason : DeadReason.values()) {
            deadLetters.put(
                    reason,
                    Counter.builder("nudger.dead.letters")
                            .description("Records that cannot be stored and were sent to the dead letters")
                            .tag("reason", reason.wireName())
                            .register(registry));
        }
    }

    void stored(int results, Stored stored, Duration time) {
        rows.increment(stored.rows());
        replaced.increment(stored.replaced());
        duplicates.increment(
                results - stored.rows() - stored.replaced() - stored.refused().size());
        batchSize.record(results);
        batchTime.record(time);
    }

    void ranges(int stored) {
        ranges.increment(stored);
    }

    void retried() {
        retries.increment();
    }

    void dead(DeadReason reason) {
        Counter counter = deadLetters.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /** @param records by partition: how many are not committed yet */
    void lag(Map<TopicPartition, Long> records) {
        lag.register(
                records.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(
                                Tags.of("topic", entry.getKey().getTopic())
                                        .and(
                                                "partition",
                                                Integer.toString(entry.getKey().getPartition())),
                                entry.getValue()))
                        .toList(),
                true);
    }
}
