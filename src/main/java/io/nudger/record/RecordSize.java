package io.nudger.record;

import io.nudger.config.PostgresSettings;
import io.nudger.consume.RecordException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes a row of each table takes, indexes and the rest of pages included; of the archive, a check in it.
 *
 * @param bytes by table
 * @param failures of all checks, the part that has evidence, from 0 to 1
 * @param rows how many rows of checks were measured; 0 when nothing was, and these are the constants
 */
public record RecordSize(Map<Table, Double> bytes, double failures, long rows) {
    /** What was measured of 150,000 typical checks: all phases, no regular expression, one in a hundred down. */
    public static final RecordSize TYPICAL = new RecordSize(
            Map.of(
                    Table.CHECKS, 139.0,
                    Table.ARCHIVE, 18.5,
                    Table.EVIDENCE, 214.0,
                    Table.HOURS, 422.0,
                    Table.DAYS, 516.0),
            0.01,
            0);

    /** Smaller ones say more of the size of a page than of that of a row. */
    private static final int ENOUGH_ROWS = 5_000;

    private static final String MEASURE =
            """
            SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0), coalesce(sum(c.reltuples), 0)
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = to_regclass('%s') AND c.reltuples >= %d""";

    /** A packed row has many checks: as many as a few of them have. */
    private static final String CHECKS_IN_A_ROW =
            "SELECT avg(cardinality(outcome)) FROM (SELECT outcome FROM %s.archived_checks LIMIT 100) AS packed";

    public RecordSize {
        bytes = Map.copyOf(bytes);
    }

    /**
     * Measures the record of this database, blocking. Rows are counted as the server last counted them itself.
     *
     * @return what was measured; the typical for tables without enough rows
     * @throws RecordException when the database does not answer
     */
    public static RecordSize measure(PostgresSettings settings) throws RecordException {
        try (Connection connection = Migrations.source(settings).getConnection();
                Statement statement = connection.createStatement()) {
            Map<Table, Double> bytes = new EnumMap<>(TYPICAL.bytes);
            Map<Table, Double> rows = new EnumMap<>(Table.class);
            for (Table table : Table.values()) {
                try (ResultSet sums = statement.executeQuery(
                        MEASURE.formatted(settings.schema() + "." + table.table, ENOUGH_ROWS / table.condensed))) {
                    sums.next();
                    if (sums.getDouble(2) > 0) {
                        bytes.put(table, sums.getDouble(1) / sums.getDouble(2));
                        rows.put(table, sums.getDouble(2));
                    }
                }
            }
            if (rows.containsKey(Table.ARCHIVE)) {
                double checks = number(statement, CHECKS_IN_A_ROW.formatted(settings.schema()));
                bytes.computeIfPresent(Table.ARCHIVE, (archive, bytesOfRow) -> bytesOfRow / checks);
            }
            return of(bytes, rows.get(Table.CHECKS), rows.get(Table.EVIDENCE));
        } catch (SQLException | IllegalStateException e) {
            throw new RecordException("postgres: " + PgFailure.describe(e), e);
        }
    }

    /** Bytes of a row of this table. */
    public double of(Table table) {
        return bytes.getOrDefault(table, 0.0);
    }

    private static double number(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getDouble(1);
        }
    }

    private static RecordSize of(Map<Table, Double> bytes, @Nullable Double checks, @Nullable Double evidence) {
        if (checks == null) {
            return new RecordSize(bytes, TYPICAL.failures, 0);
        }
        return new RecordSize(bytes, evidence == null ? TYPICAL.failures : evidence / checks, checks.longValue());
    }

    /** The tables that grow. */
    public enum Table {
        /** The rows. */
        CHECKS("checks", 1),
        /** Those past their retention as rows, packed. */
        ARCHIVE("archived_checks", 1_000),
        /** Of those that were not up. */
        EVIDENCE("check_failures", 10),
        /** The sums of hours. */
        HOURS("check_hours", 10),
        /** The sums of days. */
        DAYS("check_days", 10);

        private final String table;
        private final int condensed;

        Table(String table, int condensed) {
            this.table = table;
            this.condensed = condensed;
        }
    }
}
