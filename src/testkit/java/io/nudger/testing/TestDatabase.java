package io.nudger.testing;

import io.nudger.config.PostgresSettings;
import io.nudger.document.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A database on an embedded server: what a test asks of it and does to it, over JDBC, apart from the code it tests. */
public final class TestDatabase {
    private final PostgresSettings settings;

    TestDatabase(PostgresSettings settings) {
        this.settings = settings;
    }

    /** How the program reaches it. */
    public PostgresSettings settings() {
        return settings;
    }

    /** {@code postgresql://host:port/database}. */
    public String uri() {
        return "postgresql://" + settings.host() + ":" + settings.port() + "/" + settings.database();
    }

    /** A connection whose search path is the schema of the settings; the caller closes it. */
    public Connection connect() {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        Secret password = settings.password();
        if (password != null) {
            properties.setProperty("password", password.reveal());
        }
        properties.setProperty("currentSchema", settings.schema() + ",public");
        properties.setProperty("options", "-c timezone=UTC");
        try {
            return DriverManager.getConnection("jdbc:" + uri(), properties);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs one or more statements. */
    public void execute(String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The rows of a query, each from column name to value, in the order of the columns. */
    public List<Map<String, @Nullable Object>> query(String sql, Object... parameters) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (Connection connection = connect();
                PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.put(result.getMetaData().getColumnLabel(column), result.getObject(column));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The number that a query of one row and one column gives. */
    public long number(String sql, Object... parameters) {
        Object value = query(sql, parameters).get(0).values().iterator().next();
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
