package io.nudger.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nudger.config.PostgresSettings;
import io.nudger.config.Retention;
import io.nudger.consume.Results;
import io.nudger.testing.TestPostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody who may read holds all that he can get. */
@Tag("services")
final class HostileReaderTest {
    private static final List<String> REFUSED = List.of(
            "SELECT FROM locks FOR UPDATE",
            "SELECT FROM locks FOR KEY SHARE",
            "SELECT FROM record_days FOR KEY SHARE",
            "SELECT FROM stale_rollups FOR UPDATE",
            "SELECT FROM target_statuses FOR KEY SHARE",
            "SELECT FROM checks FOR KEY SHARE",
            "SELECT FROM flyway_schema_history FOR UPDATE",
            "LOCK TABLE checks IN ROW SHARE MODE",
            "LOCK TABLE checks IN ACCESS EXCLUSIVE MODE",
            "LOCK TABLE targets IN SHARE MODE",
            "SELECT lock_names()",
            "SELECT take_lock('partitions')",
            "SELECT roll_up('0')",
            "SELECT create_partitions(current_date, current_date)",
            "SELECT mark_stale('hour', ARRAY[now()])",
            "SELECT drop_partitions('infinity', 'infinity', 'infinity')",
            "SELECT set_retention('0', '0', '0', '0')",
            "ANALYZE VERBOSE pg_temp.nothing",
            "CREATE TABLE nudger.mine (n int)");

    private final Roles roles = new Roles();

    HostileReaderTest() throws SQLException {}

    @AfterEach
    void close() {
        roles.close();
    }

    @Test
    void whateverAReaderHoldsTheRecordGoesOn() throws SQLException {
        roles.keepARecord();
        try (Connection reader = roles.reader()) {
            refuse(reader);
            hold(reader);

            assertThat(roles.store(List.of(
                            Results.up("site", "home", roles.hour.plusSeconds(1_000)),
                            Results.down("new", "new", roles.hour),
                            Results.up("new", "new", roles.hour.minus(Duration.ofDays(5))))))
                    .as("names, a day and rows that are new")
                    .isEqualTo(3);
            assertThat(roles.partitions.prepare().await()).isNotNull();
            roles.database.execute("SELECT create_partitions(current_date + 5, current_date + 5)");
            assertThat(roles.rollUp()).isPositive();
            assertThat(roles.archive()).isZero();
            assertThatCode(() -> Migrations.run(roles.owner)).doesNotThrowAnyException();

            // What is dropped was read by nobody else, or it waits: that is what remains to him.
            Migrations.run(shorter());
            assertThat(roles.partitions.prepare().await().checks()).isEqualTo(Duration.ofDays(10));
            assertThatThrownBy(() -> roles.partitions.dropExpired().await()).hasMessageContaining("lock timeout");
            assertThat(roles.store(List.of(Results.up("site", "home", roles.hour.plusSeconds(2_000)))))
                    .isOne();
        }
        assertThat(roles.partitions.dropExpired().await()).isEqualTo(3);
    }

    private PostgresSettings shorter() {
        Duration days = Duration.ofDays(10);
        return TestPostgresSettings.like(roles.owner)
                .retention(Retention.of(days, Duration.ofDays(100)))
                .build();
    }

    private static void refuse(Connection reader) throws SQLException {
        try (Statement attempt = reader.createStatement()) {
            for (String statement : REFUSED) {
                assertThatThrownBy(() -> attempt.execute("BEGIN; " + statement))
                        .as(statement)
                        .isInstanceOf(SQLException.class)
                        .hasMessageMatching("(?s).*(permission denied|does not exist).*");
                attempt.execute("ROLLBACK");
            }
        }
    }

    /** Every advisory lock that the record has ever used, and a share in every table. */
    private static void hold(Connection reader) throws SQLException {
        reader.setAutoCommit(false);
        try (Statement statement = reader.createStatement()) {
            for (String lock : List.of(
                    "pg_advisory_lock(oid::int8) FROM pg_class WHERE relnamespace = 'nudger'::regnamespace",
                    "pg_advisory_lock(hashtextextended('nudger compat', 0))",
                    "pg_advisory_lock(hashtextextended('nudger grants', 0))",
                    "pg_advisory_lock(('stale_rollups'::regclass::oid::bigint << 32) + day) FROM (SELECT"
                            + " extract(epoch FROM now())::bigint / 86400 - n AS day FROM generate_series(-9, 60) n) d",
                    // The lock of Flyway on its table.
                    "pg_advisory_lock(77431708279161 + n) FROM generate_series(0, 100) n")) {
                assertThat(statement.execute("SELECT " + lock)).isTrue();
            }
            statement.execute(
                    """
                    DO $$ DECLARE t regclass; BEGIN
                        FOR t IN SELECT oid FROM pg_class
                                  WHERE relnamespace = 'nudger'::regnamespace AND relkind IN ('r', 'p')
                                    AND has_table_privilege(oid, 'SELECT') LOOP
                            EXECUTE format('LOCK TABLE %s IN ACCESS SHARE MODE', t);
                        END LOOP;
                    END $$""");
            assertThat(statement.execute("SELECT count(*) FROM check_results, generate_series(1, 1000)"))
                    .isTrue();
        }
    }
}
