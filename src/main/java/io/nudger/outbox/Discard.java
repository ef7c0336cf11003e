package io.nudger.outbox;

import io.nudger.check.FailureReason;
import io.nudger.check.Verdict;

/** Why a result was discarded before Kafka had it, and what is reported in its place. */
enum Discard {
    MAX_SIZE("max_size", FailureReason.OVERLOADED, "more waited for Kafka than spool.max_size holds"),
    MAX_AGE("max_age", FailureReason.OVERLOADED, "results waited for Kafka longer than spool.max_age"),
    /** Memory was full, and the disk took nothing. */
    BUFFER_FULL(
            "buffer_full",
            FailureReason.OVERLOADED,
            "more waited for Kafka than kafka.buffer holds, and the disk of the spool took no more"),
    /** Kafka will never take it, or it cannot be written at all. */
    REFUSED("refused", FailureReason.INTERNAL, "Kafka does not take it; the log of the monitor says why");

    private final String label;
    private final String explanation;

    @SuppressWarnings("ImmutableEnumChecker") // A record of values.
    private final Verdict verdict;

    Discard(String label, FailureReason reason, String explanation) {
        this.label = label;
        this.explanation = explanation;
        this.verdict = Verdict.unknown(
                reason, "What the check found is not known, its result was discarded: " + explanation + ".");
    }

    /** The reason in the metrics. */
    String label() {
        return label;
    }

    String explanation() {
        return explanation;
    }

    /** How the slots ended whose results were discarded. */
    Verdict verdict() {
        return verdict;
    }
}
