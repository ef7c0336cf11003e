package io.nudger.record;

import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Verdict;
import java.util.Map;

/**
 * The numbers that stand for outcomes and reasons in the database.
 *
 * @param outcomes those of outcomes that have no code, by name
 * @param reasons those of reasons that have no code, by name
 */
record VerdictCodes(Map<String, Short> outcomes, Map<String, Short> reasons) {
    /** Where all have a code. */
    static final VerdictCodes NONE = new VerdictCodes(Map.of(), Map.of());

    /** An outcome that the database has no room for is what it counts as. */
    short outcome(Verdict verdict) {
        short code = verdict.outcome().code();
        return verdict.isOutcomeKnown() ? code : outcomes.getOrDefault(verdict.outcomeName(), code);
    }

    /** A reason that the database has no room for is {@link FailureReason#OTHER}. */
    short reason(FailureReason reason) {
        return reason.hasCode() ? reason.code() : reasons.getOrDefault(reason.wireName(), FailureReason.OTHER.code());
    }

    /** The name that is read from the database. */
    String outcomeName(Verdict verdict) {
        return verdict.isOutcomeKnown() || outcomes.containsKey(verdict.outcomeName())
                ? verdict.outcomeName()
                : Outcome.UNKNOWN.wireName();
    }

    /** The name that is read from the database; empty without a reason. */
    String reasonName(Verdict verdict) {
        FailureReason reason = verdict.reason();
        if (reason == null) {
            return "";
        }
        return reason.hasCode() || reasons.containsKey(reason.wireName())
                ? reason.wireName()
                : FailureReason.OTHER.wireName();
    }
}
