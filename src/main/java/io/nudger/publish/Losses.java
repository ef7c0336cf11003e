package io.nudger.publish;

import io.nudger.check.Micros;
import io.nudger.spool.Dropped;
import java.time.Instant;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts every result that is given up, and tells of it once per episode: that it begins, and what it cost. */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    private final PublishMetrics metrics;
    private final int capacity;

    private long count;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    Losses(PublishMetrics metrics, int capacity) {
        this.metrics = metrics;
        this.capacity = capacity;
    }

    /** The buffer was full, and this was the oldest. */
    void overflowed(Parcel parcel) {
        metrics.overflowed();
        if (count == 0) {
            LOG.warn("the buffer is full ({} results): the oldest are given up until Kafka takes them", capacity);
        }
        count++;
        Instant slot = parcel.slotTime();
        first = slot.isBefore(first) ? slot : first;
        last = slot.isAfter(last) ? slot : last;
    }

    /** The buffer has room again: ends the episode, if there is one. */
    void roomAgain() {
        if (count > 0) {
            LOG.warn("gave up {} results because the buffer was full, with slots from {} to {}", count, first, last);
            count = 0;
            first = Instant.MAX;
            last = Instant.MIN;
        }
    }

    /** Kafka will never take this one. */
    void refused(String target, Instant slot, String why) {
        metrics.refused();
        LOG.error("gave up the result of {} at {}: {}", target, slot, why);
    }

    /** The disk had to let these go. */
    void gone(List<Dropped> dropped, String bound) {
        if (dropped.isEmpty()) {
            return;
        }
        LongSummaryStatistics slots = dropped.stream().mapToLong(Dropped::slot).summaryStatistics();
        LOG.warn(
                "gave up {} results on disk because of {}, with slots from {} to {}",
                dropped.size(),
                bound,
                Micros.toInstant(slots.getMin()),
                Micros.toInstant(slots.getMax()));
    }

    /** The process ends, and nobody will send these. */
    void abandoned(int parcels) {
        roomAgain();
        if (parcels > 0) {
            metrics.abandoned(parcels);
            LOG.warn("gave up {} results that Kafka did not take before the end", parcels);
        }
    }
}
