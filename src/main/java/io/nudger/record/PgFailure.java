package io.nudger.record;

import io.nudger.check.Printable;
import io.nudger.support.Causes;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What a failure of PostgreSQL means, and how it is reported in one line. */
public final class PgFailure {
    private static final String DATA_EXCEPTION = "22";
    private static final String INTEGRITY_VIOLATION = "23";
    private static final String LIMIT_EXCEEDED = "54";
    private static final String TRANSACTION_ROLLBACK = "40";
    private static final String CHECK_VIOLATION = "23514";

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOREIGN_KEY_VIOLATION = "23503";
    /** A schema, table, column or function. */
    private static final Set<String> MISSING = Set.of("3F000", "42P01", "42703", "42883");

    private PgFailure() {}

    /**
     * Whether the data that were sent are to blame: then sending them again fails again.
     */
    static boolean isFaultOfData(Throwable failure) {
        String state = stateOf(failure);
        return !isPassing(failure)
                && (state.startsWith(DATA_EXCEPTION)
                        || state.startsWith(INTEGRITY_VIOLATION)
                        || state.startsWith(LIMIT_EXCEEDED));
    }

    /**
     * Whether the same will do when it is tried again at once: two transactions waited for each other and this one had to
     * give way; a row found no partition, which can be made; a row is there already, and can be left out.
     */
    static boolean isPassing(Throwable failure) {
        return stateOf(failure).startsWith(TRANSACTION_ROLLBACK) || isDuplicate(failure) || isMissingPartition(failure);
    }

    /** A partition that does not take a row is no constraint with a name. */
    private static boolean isMissingPartition(Throwable failure) {
        return failure instanceof PgException refused
                && CHECK_VIOLATION.equals(refused.getSqlState())
                && refused.getConstraint() == null;
    }

    /** Whether a row is there already. */
    static boolean isDuplicate(Throwable failure) {
        return stateOf(failure).equals(UNIQUE_VIOLATION);
    }

    /** Whether a number stands for nothing: numbers are looked up before they are used, so it stood for something once. */
    static boolean isDangling(Throwable failure) {
        return stateOf(failure).equals(FOREIGN_KEY_VIOLATION);
    }

    /** Whether the tables, or some of what belongs to them, are not there, or as they were in an earlier release. */
    public static boolean isMissingSchema(Throwable failure) {
        return MISSING.contains(stateOf(failure));
    }

    /** One line for people. */
    public static String describe(Throwable failure) {
        SQLException ofJdbc = Causes.find(failure, SQLException.class);
        Throwable thrown = ofJdbc == null ? failure : ofJdbc;
        if (thrown instanceof TimeoutException) {
            return "no answer in time";
        }
        if (thrown instanceof PgException refused) {
            return Printable.line(refused.getErrorMessage() + " (SQLSTATE " + refused.getSqlState() + ")");
        }
        return Causes.line(thrown);
    }

    /** Empty when the server did not answer. */
    private static String stateOf(Throwable failure) {
        return failure instanceof PgException refused && refused.getSqlState() != null ? refused.getSqlState() : "";
    }
}
