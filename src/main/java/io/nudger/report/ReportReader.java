package io.nudger.report;

import io.nudger.config.Match;
import io.nudger.config.PostgresSettings;
import io.nudger.consume.RecordException;
import io.nudger.record.Migrations;
import io.nudger.record.PgFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes reports of a record. Each method makes a connection and blocks. */
public final class ReportReader {
    /** Those that were checked in the span; what is gone since stays in its reports. */
    private static final String CHECKED =
            """
            SELECT t.name, t.group_name, t.labels::text
              FROM targets t
             WHERE EXISTS (SELECT FROM target_configs c
                            WHERE c.target_id = t.id AND c.first_seen < ? AND c.last_seen > ?::timestamptz - interval '1 hour')
             ORDER BY t.name COLLATE "C\"""";

    private final PostgresSettings settings;

    /** Of this record. */
    public ReportReader(PostgresSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes a report.
     *
     * @throws RecordException when the database does not answer
     */
    public Report read(ReportRequest request, Instant now) throws RecordException {
        return read(request, List.of(Match.ALL), now);
    }

    /**
     * Makes a report.
     *
     * @param within targets that none of these selects are left out, whatever is requested
     * @throws RecordException when the database does not answer
     */
    public Report read(ReportRequest request, List<Match> within, Instant now) throws RecordException {
        try (Connection connection = connect()) {
            List<String> targets = checked(connection, request, within);
            return read(connection, request, targets, now);
        } catch (SQLException | IllegalStateException e) {
            throw new RecordException("postgres: " + PgFailure.describe(e), e);
        }
    }

    /** The same report again, of the targets that it names. */
    Report readAgain(Report report, Instant now) throws RecordException {
        try (Connection connection = connect()) {
            return read(connection, report.request(), report.targets(), now);
        } catch (SQLException | IllegalStateException e) {
            throw new RecordException("postgres: " + PgFailure.describe(e), e);
        }
    }

    /** By target, zone and day, what the seals of a report are in the rows and in the archive. */
    Map<List<String>, String> digests(Report report) throws RecordException {
        ReportQueries queries = new ReportQueries(settings.schema(), report.targets(), report.request());
        Map<List<String>, String> digests = new java.util.HashMap<>();
        try (Connection connection = connect()) {
            for (String day : report.sealedDays()) {
                for (JsonObject row : rows(connection, queries.digests(day))) {
                    digests.put(List.of(row.getString("target"), row.getString("zone"), day), row.getString("digest"));
                }
            }
            return digests;
        } catch (SQLException | IllegalStateException e) {
            throw new RecordException("postgres: " + PgFailure.describe(e), e);
        }
    }

    private Report read(Connection connection, ReportRequest request, List<String> targets, Instant now)
            throws SQLException {
        ReportQueries queries = new ReportQueries(settings.schema(), targets, request);
        JsonObject tables = new JsonObject();
        JsonObject sql = new JsonObject();
        for (Map.Entry<String, String> query : queries.all().entrySet()) {
            tables.put(query.getKey(), new JsonArray(rows(connection, query.getValue())));
            sql.put(query.getKey(), query.getValue());
        }
        String gone = rows(connection, queries.gone()).get(0).getString("gone");
        Instant kept = gone == null ? null : OffsetDateTime.parse(gone).toInstant();
        List<String> undivided = rows(connection, queries.undivided()).stream()
                .map(row ->
                        OffsetDateTime.parse(row.getString("day")).toInstant().toString())
                .toList();
        return Report.of(
                request, targets, now.truncatedTo(ChronoUnit.SECONDS), new Report.Gaps(kept, undivided), tables, sql);
    }

    private Connection connect() throws SQLException {
        Connection connection = Migrations.source(settings).getConnection();
        try (Statement statement = connection.createStatement()) {
            connection.setSchema(settings.schema());
            statement.execute("SET timezone = 'UTC'");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static List<String> checked(Connection connection, ReportRequest request, List<Match> within)
            throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(CHECKED)) {
            statement.setTimestamp(1, Timestamp.from(request.to()));
            statement.setTimestamp(2, Timestamp.from(request.from()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    String group = rows.getString(2);
                    Map<String, String> labels = labels(rows.getString(3));
                    if (request.match().matches(name, group, labels)
                            && within.stream().anyMatch(one -> one.matches(name, group, labels))) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }

    private static Map<String, String> labels(String labels) {
        return new JsonObject(labels)
                .stream().collect(Collectors.toMap(Map.Entry::getKey, label -> String.valueOf(label.getValue())));
    }

    private static List<JsonObject> rows(Connection connection, String sql) throws SQLException {
        List<JsonObject> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT to_jsonb(r) FROM (" + sql + ") AS r")) {
            while (result.next()) {
                rows.add(new JsonObject(result.getString(1)));
            }
        }
        return rows;
    }
}
