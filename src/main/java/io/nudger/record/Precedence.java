package io.nudger.record;

import io.nudger.check.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of several results of one slot counts. What was learned of the site goes before what is not known, and that
 * before what did not run; an outcome of a later version counts as not known. Of equals the check that began first. The rest only sees to it that the order of arrival never
 * decides. Here for rows of one batch, in SQL for a row and the one that is stored: both say the same.
 */
final class Precedence {
    /**
     * True in SQL when row {@code n}, which has the names of its monitor and its message with it, goes before the stored
     * row {@code c}. The names are looked up only when nothing before them has decided, and nothing else holds them: the
     * same monitor has the same name, and what is up has no message.
     */
    static final String GOES_BEFORE =
            """
            (CASE WHEN n.outcome < 3 THEN 0 WHEN n.outcome = 3 THEN 2 ELSE 1 END, coalesce(n.delay, 2147483647),
             least(n.outcome, 5), least(coalesce(n.reason, 0), 18), coalesce(n.duration, -1),
             n.monitor COLLATE "C", n.message COLLATE "C",
             outcome_name(n.outcome) COLLATE "C", reason_name(n.reason) COLLATE "C")
            < (CASE WHEN c.outcome < 3 THEN 0 WHEN c.outcome = 3 THEN 2 ELSE 1 END, coalesce(c.delay, 2147483647),
               least(c.outcome, 5), least(coalesce(c.reason, 0), 18), coalesce(c.duration, -1),
               CASE WHEN c.monitor_id = n.monitor_id THEN n.monitor
                    ELSE coalesce((SELECT m.name FROM monitors m WHERE m.id = c.monitor_id), '') END,
               CASE WHEN c.reason IS NULL THEN ''
                    ELSE coalesce((SELECT f.message FROM check_failures f
                                    WHERE f.target_id = c.target_id AND f.zone_id = c.zone_id
                                      AND f.scheduled_at = c.scheduled_at), '') END,
               outcome_name(c.outcome) COLLATE "C", reason_name(c.reason) COLLATE "C")""";

    /** From here on numbers are given in the order of arrival: the names decide. */
    private static final int FIRST_LATER_OUTCOME = 5;

    private static final int FIRST_LATER_REASON = 18;

    /** The row that counts first; for rows with the same key. */
    static final Comparator<CheckRow> ORDER = Comparator.comparingInt(Precedence::rank)
            .thenComparingInt(row -> orElse(row.delay(), Integer.MAX_VALUE))
            .thenComparingInt(row -> Math.min(row.outcome(), FIRST_LATER_OUTCOME))
            .thenComparingInt(row -> Math.min(orElse(row.reason(), 0), FIRST_LATER_REASON))
            .thenComparingInt(row -> orElse(row.duration(), -1))
            .thenComparing(Precedence::monitor, Precedence::compareBytes)
            .thenComparing(Precedence::message, Precedence::compareBytes)
            .thenComparing(row -> row.codes().outcomeName(row.result().verdict()), Precedence::compareBytes)
            .thenComparing(row -> row.codes().reasonName(row.result().verdict()), Precedence::compareBytes);

    private Precedence() {}

    /**
     * The rows that count.
     *
     * @param rows ordered by key, and rows with the same key as here
     * @return the first of each key, in order
     */
    static List<CheckRow> best(List<CheckRow> rows) {
        List<CheckRow> best = new ArrayList<>(rows.size());
        CheckRow last = null;
        for (CheckRow row : rows) {
            if (last == null || !row.sameKey(last)) {
                best.add(row);
            }
            last = row;
        }
        return best;
    }

    /** As it takes part in the order: without a number there is no name either. */
    static String monitor(CheckRow row) {
        return row.monitor() == null ? "" : row.result().origin().monitor();
    }

    /** As it takes part in the order. */
    static String message(CheckRow row) {
        String message = row.result().verdict().message();
        return message == null ? "" : message;
    }

    private static int rank(CheckRow row) {
        Outcome outcome = row.result().verdict().outcome();
        return switch (outcome) {
            case UP, DOWN -> 0;
            case UNKNOWN -> 1;
            case MISSED -> 2;
        };
    }

    private static int orElse(@Nullable Number number, int absent) {
        return number == null ? absent : number.intValue();
    }

    /** As the collation "C" of PostgreSQL compares texts. */
    private static int compareBytes(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
