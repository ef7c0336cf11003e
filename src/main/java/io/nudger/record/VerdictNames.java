package io.nudger.record;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.Verdict;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables of outcomes and reasons. Those that every version has stand there from the start. */
final class VerdictNames {
    private final NameTable outcomes;
    private final NameTable reasons;

    private VerdictNames(NameTable outcomes, NameTable reasons) {
        this.outcomes = outcomes;
        this.reasons = reasons;
    }

    static VerdictNames first() {
        return new VerdictNames(NameTable.outcomes(), NameTable.reasons());
    }

    /** As {@link NameTable#anew}. */
    VerdictNames anew() {
        return new VerdictNames(outcomes.anew(), reasons.anew());
    }

    /** The numbers of all names in these results; to be {@linkplain #remember remembered} as those of zones. */
    Future<VerdictCodes> resolve(SqlConnection connection, List<CheckResult> results) {
        Set<String> outcomeNames = new HashSet<>();
        Set<String> reasonNames = new HashSet<>();
        for (CheckResult result : results) {
            Verdict verdict = result.verdict();
            if (!verdict.isOutcomeKnown()) {
                outcomeNames.add(verdict.outcomeName());
            }
            add(reasonNames, verdict.reason());
            FirstFailure first = result.observation().firstFailure();
            add(reasonNames, first == null ? null : first.reason());
        }
        if (outcomeNames.isEmpty() && reasonNames.isEmpty()) {
            return Future.succeededFuture(VerdictCodes.NONE);
        }
        return outcomes.resolve(connection, outcomeNames).compose(outcomeIds -> reasons.resolve(connection, reasonNames)
                .map(reasonIds -> new VerdictCodes(outcomeIds, reasonIds)));
    }

    void remember(VerdictCodes codes) {
        outcomes.remember(codes.outcomes());
        reasons.remember(codes.reasons());
    }

    private static void add(Set<String> names, @Nullable FailureReason reason) {
        if (reason != null && !reason.hasCode()) {
            names.add(reason.wireName());
        }
    }
}
