package io.nudger.wire;

import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names that have a code in protobuf.
 *
 * @param prefix of the name that is made of a code which only a later version knows
 * @param names by code
 */
record Codes(String prefix, Map<Integer, String> names) {
    static final Codes OUTCOMES = new Codes(
            "outcome_",
            Arrays.stream(Outcome.values()).collect(Collectors.toMap(o -> (int) o.code(), Outcome::wireName)));
    static final Codes REASONS = new Codes(
            "reason_",
            FailureReason.values().stream()
                    .collect(Collectors.toMap(reason -> (int) reason.code(), FailureReason::wireName)));

    /** The name of this code; null for 0. */
    @Nullable String name(int code) {
        return code == 0 ? null : names.getOrDefault(code, prefix + Integer.toUnsignedString(code));
    }
}
