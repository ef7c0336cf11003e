package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import io.nudger.receivers.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notice that is stored and was not cancelled.
 *
 * @param id of its row
 * @param receiver the name of who gets it
 * @param key thread, kind and number
 * @param kind what it is about
 * @param target the id of the target; null when it is about a zone
 * @param createdAt when it was stored
 * @param dueAt when it is to be sent
 * @param heldBy why it is not sent although it is due; null when nothing holds it
 * @param progress how far it has come
 */
public record Posted(
        long id,
        String receiver,
        String key,
        Kind kind,
        @Nullable Integer target,
        Instant createdAt,
        Instant dueAt,
        @Nullable String heldBy,
        Progress progress) {
    /** How far a notice has come. */
    public enum Progress {
        /** Nobody has tried to send it: it can be cancelled. */
        WAITING,
        /** The receiver may have it. */
        STARTED,
        /** The receiver has it, or was asked in vain for as long as is allowed. */
        DONE
    }

    public Posted {
        requireNonNull(receiver, "receiver");
        requireNonNull(key, "key");
        requireNonNull(kind, "kind");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(dueAt, "dueAt");
        requireNonNull(progress, "progress");
    }

    boolean isWaiting() {
        return progress == Progress.WAITING;
    }

    /** What belongs together: the key without kind and number. */
    String thread() {
        return Keys.thread(key);
    }
}
