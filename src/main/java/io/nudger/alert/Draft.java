package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.receivers.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notice to be stored. Its key is always the same for the same news, so that it is stored once.
 *
 * @param receiver the name of who gets it
 * @param key thread, kind and number
 * @param kind what it is about
 * @param target the id of the target; null when it is about a zone
 * @param outageStart the start of the outage that it belongs to; null when there is none
 * @param dueAt when it is to be sent
 * @param heldBy why it is not sent although it is due; null when nothing holds it
 * @param news what it says
 */
public record Draft(
        String receiver,
        String key,
        Kind kind,
        @Nullable Integer target,
        @Nullable Instant outageStart,
        Instant dueAt,
        @Nullable String heldBy,
        News news) {
    public Draft {
        requireNonNull(receiver, "receiver");
        requireNonNull(key, "key");
        requireNonNull(kind, "kind");
        requireNonNull(dueAt, "dueAt");
        requireNonNull(news, "news");
    }
}
