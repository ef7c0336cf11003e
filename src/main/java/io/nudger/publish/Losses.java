package io.nudger.publish;

import io.nudger.check.Micros;
import io.nudger.spool.Dropped;
import io.nudger.spool.LossCause;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts every result that is given up, and logs it: that it begins, and then once a minute what it has cost. Belongs to
 * one event loop.
 */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final PublishMetrics metrics;
    private final int capacity;
    private final Episode overflow = new Episode();
    private final Map<LossCause, Episode> onDisk = new EnumMap<>(LossCause.class);
    private long untold;
    private long toldUntold;

    /** What was lost since it was logged the last time. */
    private static final class Episode {
        private long count;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private boolean wasLogged;
        private long loggedAt;

        void add(long firstSlot, long lastSlot) {
            count++;
            first = Math.min(first, firstSlot);
            last = Math.max(last, lastSlot);
        }

        boolean isDue(long now) {
            return count > 0 && (!wasLogged || now - loggedAt >= PAUSE_NANOS);
        }

        void log(String words, long now) {
            LOG.warn(
                    "gave up {} results {}, with slots from {} to {}",
                    count,
                    words,
                    Micros.toInstant(first),
                    Micros.toInstant(last));
            count = 0;
            first = Long.MAX_VALUE;
            last = Long.MIN_VALUE;
            wasLogged = true;
            loggedAt = now;
        }
    }

    Losses(PublishMetrics metrics, int capacity) {
        this.metrics = metrics;
        this.capacity = capacity;
    }

    /** The buffer was full, and this was the oldest. */
    void overflowed(Parcel parcel) {
        metrics.overflowed();
        if (overflow.count == 0) {
            LOG.warn("the buffer is full ({} results): the oldest are given up until Kafka takes them", capacity);
        }
        overflow.add(parcel.slot(), parcel.slot());
    }

    /** The buffer has room again: ends the episode, if there is one. */
    void roomAgain() {
        if (overflow.count > 0) {
            overflow.log("because the buffer was full", metrics.now());
        }
    }

    /** Kafka will never take this one. */
    void refused(String target, Instant slot, String why) {
        metrics.refused();
        LOG.error("gave up the result of {} at {}: {}", target, slot, why);
    }

    /** The disk had to let these go. */
    void gone(List<Dropped> dropped, LossCause cause) {
        if (dropped.isEmpty()) {
            return;
        }
        Episode episode = onDisk.computeIfAbsent(cause, any -> new Episode());
        dropped.forEach(each -> episode.add(each.slots().first(), each.slots().last()));
        log(cause, episode);
    }

    /** Logs what has gathered for long enough. */
    void summarize(long untoldNow) {
        onDisk.forEach(this::log);
        long now = metrics.now();
        if (untoldNow > untold && (untold == 0 || now - toldUntold >= PAUSE_NANOS)) {
            LOG.warn(
                    "{} slots whose results were given up will not become rows: too many ranges of them wait, they were"
                            + " illegible, or Kafka refuses what is told of them",
                    untoldNow - untold);
            untold = untoldNow;
            toldUntold = now;
        }
    }

    private void log(LossCause cause, Episode episode) {
        if (episode.isDue(metrics.now())) {
            episode.log("on disk because of " + cause.words(), metrics.now());
        }
    }

    /** The process ends, and nobody will send these. */
    void abandoned(int parcels) {
        roomAgain();
        onDisk.forEach((cause, episode) -> {
            if (episode.count > 0) {
                episode.log("on disk because of " + cause.words(), metrics.now());
            }
        });
        if (parcels > 0) {
            metrics.abandoned(parcels);
            LOG.warn("gave up {} results that Kafka did not take before the end", parcels);
        }
    }
}
