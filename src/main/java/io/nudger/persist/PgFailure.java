package io.nudger.persist;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;

/** What a failure of PostgreSQL means, and how it is told in one line. */
final class PgFailure {
    private static final String DATA_EXCEPTION = "22";
    private static final String INTEGRITY_VIOLATION = "23";
    private static final String LIMIT_EXCEEDED = "54";
    private static final String TRANSACTION_ROLLBACK = "40";
    /** There are no check constraints but the bounds of the partitions. */
    private static final String CHECK_VIOLATION = "23514";

    private PgFailure() {}

    /**
     * Whether the data that were sent are to blame: then sending them again fails again.
     */
    static boolean isFaultOfData(Throwable failure) {
        String state = stateOf(failure);
        return !state.equals(CHECK_VIOLATION)
                && (state.startsWith(DATA_EXCEPTION)
                        || state.startsWith(INTEGRITY_VIOLATION)
                        || state.startsWith(LIMIT_EXCEEDED));
    }

    /**
     * Whether the same will do at once: two transactions waited for each other and this one had to give way, or a row
     * found no partition, which can be made.
     */
    static boolean isPassing(Throwable failure) {
        String state = stateOf(failure);
        return state.startsWith(TRANSACTION_ROLLBACK) || state.equals(CHECK_VIOLATION);
    }

    /** One line for people. */
    static String describe(Throwable failure) {
        Throwable told = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                told = cause;
                break;
            }
        }
        if (told instanceof TimeoutException) {
            return "no answer in time";
        }
        if (told instanceof PgException refused) {
            return refused.getErrorMessage() + " (SQLSTATE " + refused.getSqlState() + ")";
        }
        String message = told.getMessage();
        return message == null
                ? told.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message).strip();
    }

    /** Empty when the server did not answer. */
    private static String stateOf(Throwable failure) {
        return failure instanceof PgException refused && refused.getSqlState() != null ? refused.getSqlState() : "";
    }
}
