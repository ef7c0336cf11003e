package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.up;
import static io.nudger.consume.Topic.awaitRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Verdict;
import io.nudger.config.Grantees;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Retention;
import io.nudger.consume.Persisting;
import io.nudger.consume.RecordException;
import io.nudger.consume.Results;
import io.nudger.consume.Topic;
import io.nudger.document.Secret;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.testing.TestPostgresSettings;
import io.nudger.wire.WireFormat;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A persister whose role owns nothing. */
@Tag("services")
final class RolesTest {
    private final TestDatabase database = Services.postgres().createDatabase();
    private final String role = "writer_" + database.settings().database();
    private final PostgresSettings writer = TestPostgresSettings.like(database)
            .login(role, Secret.of("secret"))
            .withoutMigrating()
            .build();

    @Test
    void aRoleThatOwnsNothingKeepsTheRecord() throws RecordException, SQLException {
        database.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
        Topic topic = Topic.create(Services.kafka(), "roles", 1);
        CheckResult missed = new CheckResult(
                up("a", "home", NOON).target(),
                new Origin("home", "m"),
                NOON,
                null,
                Verdict.missed(FailureReason.STOPPED, "stopped"),
                Observation.NONE);
        topic.send(WireFormat.JSON, missed, down("a", "home", NOON.plusSeconds(10)));

        try (Persisting persisting = Persisting.start(topic.settings, writer)) {
            await().until(() -> !persisting.isUp("postgres"));
            assertThat(Migrations.migrate(granting(role, null)).migrations()).isPositive();

            awaitRows(database, 2);
            topic.send(WireFormat.JSON, up("a", "home", NOON), up("b", "away", NOON.minus(Duration.ofDays(30))));
            awaitRows(database, 3);
            await().until(persisting::isReady);
            await().untilAsserted(() -> assertThat(
                            Topic.texts(database, "SELECT outcome FROM check_results ORDER BY scheduled_at"))
                    .containsExactly("up", "up", "down"));
        }
        Vertx vertx = Vertx.vertx();
        Database connections = new Database(vertx, writer, Duration.ofSeconds(20));
        try {
            assertThat(new Rollups(connections).catchUp(Duration.ZERO).await()).isEqualTo(4);
            Duration tenDays = Duration.ofDays(10);
            Retention archiving = new Retention(tenDays, Duration.ofDays(60), tenDays, tenDays);
            Partitions partitions = new Partitions(connections, connections, archiving, Results.CLOCK);
            assertThat(partitions.dropExpired().await())
                    .as("the owner keeps all of it for longer")
                    .isZero();
            Migrations.run(
                    TestPostgresSettings.like(database).retention(archiving).build());
            assertThat(partitions.dropExpired().await())
                    .as("two tables of evidence, one month of sums")
                    .isEqualTo(3);
            assertThat(new Archive(connections, partitions).catchUp().await()).isOne();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void itMayDoNoMore() throws SQLException, RecordException {
        database.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
        assertThat(Migrations.migrate(granting(role, null)).version()).isNotEmpty();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:" + database.uri() + "?currentSchema=nudger", role, "secret");
                Statement attempt = connection.createStatement()) {
            for (String statement : List.of(
                    "DELETE FROM checks",
                    "TRUNCATE checks",
                    "DROP TABLE checks",
                    "UPDATE check_hours SET down = 0",
                    "UPDATE check_failures SET message = ''",
                    "DELETE FROM stale_rollups",
                    "UPDATE raw_bounds SET since = now()",
                    "CREATE TABLE mine (n int)",
                    "SELECT grant_persister('public')")) {
                assertThatThrownBy(() -> attempt.execute(statement))
                        .as(statement)
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
        }
    }

    @Test
    void functionsOfTheOwnerLookNowhereElse() throws RecordException {
        database.execute("ALTER ROLE CURRENT_USER IN DATABASE "
                + database.settings().database() + " SET search_path TO nudger, public");
        assertThat(Migrations.migrate(database.settings()).migrations()).isPositive();
        assertThat(Topic.texts(
                        database,
                        "SELECT DISTINCT setting FROM pg_proc, unnest(proconfig) AS setting"
                                + " WHERE pronamespace = 'nudger'::regnamespace AND setting LIKE 'search_path=%'"))
                .containsExactly("search_path=\"nudger\",pg_temp");
    }

    @Test
    void functionsOfTheOwnerAreNotForEverybody() throws RecordException {
        assertThat(Migrations.migrate(database.settings()).migrations()).isPositive();
        assertThat(
                        database.query(
                                """
                        SELECT count(*) AS functions,
                               count(*) FILTER (WHERE has_function_privilege('public', oid, 'EXECUTE')) AS for_everybody
                          FROM pg_proc
                         WHERE prosecdef AND pronamespace = 'nudger'::regnamespace"""))
                .containsExactly(Map.of("functions", 18L, "for_everybody", 0L));
    }

    @Test
    void aReaderMayReadAndDoNothingElse() throws SQLException, RecordException {
        database.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
        // As persisters that start side by side do.
        List<CompletableFuture<Void>> starts = Stream.generate(() -> CompletableFuture.runAsync(() -> migrate(role)))
                .limit(3)
                .toList();
        starts.forEach(CompletableFuture::join);
        try (Connection connection = DriverManager.getConnection("jdbc:" + database.uri(), role, "secret");
                Statement attempt = connection.createStatement()) {
            assertThat(attempt.execute("SELECT * FROM nudger.check_results")).isTrue();
            assertThat(attempt.execute("SELECT * FROM nudger.target_availability"))
                    .isTrue();
            assertThat(attempt.execute("SELECT * FROM compat.url_statuses")).isTrue();
            database.execute("SELECT create_partitions('2026-11-21', '2026-11-21')");
            database.execute("SELECT keep_compat()");
            assertThat(attempt.execute("SELECT * FROM compat.metrics_2026_11")).isTrue();
            for (String statement : List.of(
                    "INSERT INTO nudger.zones (id, name) VALUES (1, 'a')",
                    "DELETE FROM nudger.checks",
                    "UPDATE nudger.checks SET outcome = 1",
                    "SELECT nudger.create_partitions('2026-11-21', '2026-11-21')",
                    "SELECT nudger.keep_compat()",
                    "SELECT nudger.grant_reader('public')")) {
                assertThatThrownBy(() -> attempt.execute(statement))
                        .as(statement)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void aRoleThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Migrations.migrate(granting(null, "nobody")))
                .isInstanceOf(RecordException.class)
                .hasMessage("postgres: postgres.reader_role: ERROR: role \"nobody\" does not exist");
    }

    private void migrate(String reader) {
        try {
            Migrations.run(granting(null, reader));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The settings of the owner, who gives rights to others. */
    private PostgresSettings granting(@Nullable String persister, @Nullable String reader) {
        return TestPostgresSettings.like(database)
                .granting(new Grantees(persister, reader, null))
                .build();
    }
}
