package io.nudger.spool;

import static java.util.Objects.requireNonNull;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.MalformedResultException;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotGapCodec;
import io.nudger.check.Verdict;
import io.nudger.check.WireFormat;
import java.nio.charset.StandardCharsets;

/** Why a result was given up before Kafka had it, and what is told in its place. */
public enum LossCause {
    /** The spool was full, and this was the oldest. */
    MAX_SIZE("spool.max_size", FailureReason.OVERLOADED, "more waited for Kafka than spool.max_size holds"),
    /** It had waited too long. */
    MAX_AGE("spool.max_age", FailureReason.OVERLOADED, "it waited for Kafka longer than spool.max_age"),
    /** Memory was full, and the disk took nothing. */
    BUFFER_FULL(
            "kafka.buffer",
            FailureReason.OVERLOADED,
            "more waited for Kafka than kafka.buffer holds, and the disk of the spool took no more"),
    /** Kafka will never take it, or it cannot be written at all. */
    REFUSED("refusal", FailureReason.INTERNAL, "Kafka does not take it; the log of the monitor says why"),
    /** What is on the disk is not what was written. */
    DAMAGED("damage", FailureReason.INTERNAL, "it was damaged on the disk of the monitor");

    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // Its fields are final, and neither can change.
    private final FailureReason reason;

    private final String explanation;

    LossCause(String words, FailureReason reason, String explanation) {
        this.words = words;
        this.reason = reason;
        this.explanation = explanation;
    }

    /** The bound that was reached, or what else it was, in a word or two. */
    public String words() {
        return words;
    }

    /**
     * What is told in the place of a result. It says that the check ran where it did; a reason why one told nothing of the
     * site stays.
     */
    public SlotGap gap(CheckResult result) {
        Verdict was = result.verdict();
        Verdict verdict =
                switch (was.outcome()) {
                    case UP, DOWN -> verdict();
                    case UNKNOWN ->
                        Verdict.unknown(
                                requireNonNull(was.reason()),
                                "The check told nothing of the site, and its result was given up: " + explanation
                                        + ".");
                    case MISSED ->
                        Verdict.missed(
                                requireNonNull(was.reason()),
                                "The check did not run, and its report was given up: " + explanation + ".");
                };
        return new SlotGap(result.target(), result.origin(), result.scheduledAt(), result.scheduledAt(), verdict);
    }

    /** Of a check that told of the site. */
    Verdict verdict() {
        return Verdict.unknown(reason, "The check ran, but its result was given up: " + explanation + ".");
    }

    /**
     * What is told in the place of a record; one that is a gap stays what it is.
     *
     * @throws MalformedResultException when nobody can say which slots it tells of
     */
    public SlotGap gap(SpoolEntry entry) throws MalformedResultException {
        if (entry.isGap()) {
            return SlotGapCodec.decode(entry.value());
        }
        WireFormat format = WireFormat.ofContentType(entry.contentType().getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new MalformedResultException("content type " + entry.contentType()));
        return gap(format.codec().decode(entry.value()));
    }
}
