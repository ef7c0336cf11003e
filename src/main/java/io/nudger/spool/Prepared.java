package io.nudger.spool;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A statement that is prepared once. One that has failed is of no use any more: the driver closes it. */
final class Prepared {
    private final Connection connection;
    private final String sql;
    private @Nullable PreparedStatement statement;

    Prepared(Connection connection, String sql) {
        this.connection = connection;
        this.sql = sql;
    }

    /** The statement; a query of it has to be closed before the next. */
    PreparedStatement get() throws SQLException {
        PreparedStatement open = statement;
        if (open == null) {
            open = connection.prepareStatement(sql);
            statement = open;
        }
        return open;
    }

    /** Something has failed: it is prepared anew when it is needed. */
    void forget() {
        PreparedStatement open = statement;
        statement = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                SpoolDirectory.LOG.debug("closing a statement: {}", e.getMessage());
            }
        }
    }
}
