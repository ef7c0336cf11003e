package io.nudger.receivers;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Alerting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a notice says of one target, or of one zone.
 *
 * @param target its name
 * @param title what people are shown beside its name; null for nothing
 * @param state what it is now, in a word such as down, partial, up or stale
 * @param since since when; of one that is up, when the outage ended
 * @param zones where
 * @param reason why, as in results; null when there is no reason
 * @param message the first message; null when there is none
 * @param url what was checked; null when it is not to be shown
 * @param link where more is to be seen; null when there is nothing
 * @param labels its labels
 * @param outage the stable id of the outage, such as {@code shop/2026-11-30T12:00:00Z}; null when there is none. By it
 *     receivers with keys know what belongs together
 */
public record Item(
        String target,
        @Nullable String title,
        String state,
        Instant since,
        List<String> zones,
        @Nullable String reason,
        @Nullable String message,
        @Nullable String url,
        @Nullable String link,
        Map<String, String> labels,
        @Nullable String outage) {
    public Item {
        requireNonNull(target, "target");
        requireNonNull(state, "state");
        requireNonNull(since, "since");
        zones = List.copyOf(zones);
        labels = Map.copyOf(labels);
    }

    /** What people are shown of it in a line. */
    String called() {
        return Alerting.called(target, title);
    }

    /** Whether it is over. */
    boolean isUp() {
        return state.equals("up");
    }
}
