package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Alerting;
import io.nudger.check.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a notice says of one target, zone or certificate. It is the payload of its row, and has no secrets.
 *
 * @param target its name; of a zone the word zone and its name
 * @param title what people are shown beside its name; null for nothing
 * @param host of its URL; empty for a zone
 * @param ofHost how many targets this host has
 * @param group what it belongs to; null for nothing
 * @param dependsOn what it cannot be up without
 * @param state what it is now, in a word
 * @param since since when
 * @param startedAt when the outage began; null when there is none
 * @param zones how its zones voted
 * @param failure why it is down; null when it is not
 * @param url as people may see it; empty for a zone
 * @param labels its labels
 * @param thread what belongs together has the same: of an outage {@code shop/2026-11-30T12:00:00Z}
 * @param note what cannot be seen from the rest, as a sentence without a full stop; null when nothing is left to say
 */
public record News(
        String target,
        @Nullable String title,
        String host,
        int ofHost,
        @Nullable String group,
        List<String> dependsOn,
        String state,
        Instant since,
        @Nullable Instant startedAt,
        Zones zones,
        @Nullable Failure failure,
        String url,
        Map<String, String> labels,
        String thread,
        @Nullable String note) {
    public News {
        requireNonNull(target, "target");
        requireNonNull(host, "host");
        dependsOn = List.copyOf(dependsOn);
        requireNonNull(state, "state");
        requireNonNull(since, "since");
        requireNonNull(zones, "zones");
        requireNonNull(url, "url");
        labels = Map.copyOf(labels);
        requireNonNull(thread, "thread");
    }

    News withNote(String sentence) {
        return new News(
                target, title, host, ofHost, group, dependsOn, state, since, startedAt, zones, failure, url, labels,
                thread, sentence);
    }

    /** That an outage is over, or was: the target is up, or stale when it was taken out of the files. */
    News over(State now, @Nullable Instant began, Instant ended) {
        return new News(
                target,
                title,
                host,
                ofHost,
                group,
                dependsOn,
                now.wireName(),
                ended,
                began,
                zones,
                null,
                url,
                labels,
                thread,
                note);
    }

    News withFailure(@Nullable Failure why) {
        return new News(
                target, title, host, ofHost, group, dependsOn, state, since, startedAt, zones, why, url, labels, thread,
                note);
    }

    /** What people are shown of it in a line. */
    String called() {
        return Alerting.called(target, title);
    }

    /** The reason why it is down; null when it is not. */
    @Nullable String reason() {
        return failure == null ? null : failure.reason();
    }
}
