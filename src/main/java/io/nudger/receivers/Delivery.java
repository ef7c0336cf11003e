package io.nudger.receivers;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt to send a notice.
 *
 * @param result whether it arrived
 * @param detail what the receiver said, on one line and without secrets
 * @param retryAfter how long it wants to be left alone; null when it did not say
 */
public record Delivery(Result result, String detail, @Nullable Duration retryAfter) {
    /** Whether a notice arrived. */
    public enum Result {
        /** The receiver has it. */
        ACCEPTED,
        /** It may not have arrived, and it is worth trying again. */
        RETRY,
        /** The receiver does not want it, and never will. */
        REFUSED
    }

    public Delivery {
        requireNonNull(result, "result");
        requireNonNull(detail, "detail");
    }

    static Delivery accepted(String detail) {
        return new Delivery(Result.ACCEPTED, detail, null);
    }

    static Delivery retry(String detail) {
        return new Delivery(Result.RETRY, detail, null);
    }

    static Delivery refused(String detail) {
        return new Delivery(Result.REFUSED, detail, null);
    }
}
