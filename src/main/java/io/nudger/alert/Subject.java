package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Quorum;
import io.nudger.check.State;
import io.nudger.check.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target, and all that its state is decided from.
 *
 * @param id of its row
 * @param name the identity
 * @param title what people are shown beside it; null for nothing
 * @param url as people may see it
 * @param host of the URL
 * @param interval the distance of its slots
 * @param timeout how long a check may take
 * @param thresholds when a failure, and its end, count as confirmed
 * @param labels free key-value pairs
 * @param group what it belongs to; null for nothing
 * @param dependsOn names of targets that it cannot be up without
 * @param quorum in how many zones it has to be down
 * @param maintenance names of the maintenance windows that hold for it, beside those that match it
 * @param pairs its status in each zone in which it was seen within a day, in any order
 * @param current its state as it was decided last; null when it was never decided
 * @param outage the outage that goes on; null when there is none
 * @param unseen incidents that were over before anybody could see them: nobody led, or results came late
 */
public record Subject(
        int id,
        String name,
        @Nullable String title,
        String url,
        String host,
        Duration interval,
        Duration timeout,
        Thresholds thresholds,
        Map<String, String> labels,
        @Nullable String group,
        List<String> dependsOn,
        Quorum quorum,
        List<String> maintenance,
        List<Pair> pairs,
        @Nullable CurrentState current,
        @Nullable OpenOutage outage,
        List<Incident> unseen) {
    /** What a slot may be late before it says nothing any more about the present, beside three intervals. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** What it takes from the end of a check to the sweep. */
    private static final Duration DELIVERY = Duration.ofSeconds(5);

    public Subject {
        requireNonNull(name, "name");
        requireNonNull(url, "url");
        requireNonNull(host, "host");
        requireNonNull(interval, "interval");
        requireNonNull(timeout, "timeout");
        requireNonNull(thresholds, "thresholds");
        requireNonNull(quorum, "quorum");
        labels = Map.copyOf(labels);
        dependsOn = List.copyOf(dependsOn);
        maintenance = List.copyOf(maintenance);
        pairs = List.copyOf(pairs);
        unseen = List.copyOf(unseen);
    }

    /** The same with what was decided. */
    Subject with(CurrentState decided, @Nullable OpenOutage open) {
        return with(pairs, decided, open, unseen);
    }

    /** What is configured of it, with what is known of its checks. */
    Subject with(
            List<Pair> seen, @Nullable CurrentState decided, @Nullable OpenOutage open, List<Incident> unseenUntilNow) {
        return new Subject(
                id,
                name,
                title,
                url,
                host,
                interval,
                timeout,
                thresholds,
                labels,
                group,
                dependsOn,
                quorum,
                maintenance,
                seen,
                decided,
                open,
                unseenUntilNow);
    }

    /** Until when a check of a slot at this moment is known in every zone. */
    Instant checkedBy(Instant slot) {
        return slot.plus(interval).plus(timeout).plus(DELIVERY);
    }

    /** The newest check that was down, as far as it is known; null when no zone is down. */
    @Nullable Instant newestDown() {
        Instant newest = null;
        for (Pair pair : pairs) {
            Instant known = pair.knownAt();
            if (pair.isDown() && known != null && (newest == null || known.isAfter(newest))) {
                newest = known;
            }
        }
        return newest;
    }

    /** The newest check, as far as it is known; null when nothing is. */
    @Nullable Instant newestKnown() {
        Instant newest = null;
        for (Pair pair : pairs) {
            Instant known = pair.knownAt();
            if (known != null && (newest == null || known.isAfter(newest))) {
                newest = known;
            }
        }
        return newest;
    }

    /** The oldest slot that still says something about the present. */
    Instant freshFrom(Instant now) {
        return now.minus(interval.multipliedBy(3).plus(GRACE));
    }

    /** Whether any zone has reported it of late. */
    boolean isFresh(Instant now) {
        return isFresh(pairs, now);
    }

    /** Whether any of these, which are its own, is of late. */
    boolean isFresh(List<Pair> seen, Instant now) {
        Instant oldest = freshFrom(now);
        for (Pair pair : seen) {
            if (pair.newest().isAfter(oldest)) {
                return true;
            }
        }
        return false;
    }

    /** The state that was decided last; null when there is none. */
    @Nullable State state() {
        return current == null ? null : current.state();
    }

    /** Whether an outage goes on, be it that at the moment nothing is known. */
    boolean isInOutage() {
        return outage != null;
    }
}
