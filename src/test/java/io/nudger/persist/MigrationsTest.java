package io.nudger.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Secret;
import io.nudger.testing.EmbeddedPostgres;
import io.nudger.testing.FreePorts;
import io.nudger.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MigrationsTest {
    @Test
    void severalAtOnceMakeOneSchema() {
        TestDatabase database = EmbeddedPostgres.shared().createDatabase();
        List<CompletableFuture<Void>> starts = Stream.generate(
                        () -> CompletableFuture.runAsync(() -> migrate(database.settings())))
                .limit(4)
                .toList();
        starts.forEach(CompletableFuture::join);

        assertThat(database.number("SELECT count(*) FROM flyway_schema_history WHERE NOT success"))
                .isZero();
        assertThat(database.number("SELECT count(*) FROM targets")).isZero();
    }

    @Test
    void aSchemaOfAnyNameStandsAlone() {
        TestDatabase database = EmbeddedPostgres.shared().createDatabase();
        migrate(inSchema(database.settings(), "Other \"Schema\""));

        assertThat(database.query(
                        "SELECT table_schema FROM information_schema.tables WHERE table_name = 'check_results'"))
                .containsExactly(Map.of("table_schema", "Other \"Schema\""));
        assertThat(database.query("SELECT create_partitions FROM \"Other \"\"Schema\"\"\".create_partitions("
                        + "'2026-11-21', '2026-11-21')"))
                .hasSize(1);
        assertThat(database.number("SELECT count(*) FROM \"Other \"\"Schema\"\"\".checks_2026_11_21"))
                .isZero();
    }

    @Test
    void codesAreThoseOfTheProgram() {
        TestDatabase database = EmbeddedPostgres.shared().createDatabase();
        migrate(database.settings());

        for (Outcome outcome : Outcome.values()) {
            assertThat(database.query("SELECT outcome_name(?) AS name", outcome.code()))
                    .containsExactly(Map.of("name", outcome.wireName()));
        }
        for (FailureReason reason : FailureReason.values()) {
            assertThat(database.query("SELECT reason_name(?) AS name", reason.code()))
                    .containsExactly(Map.of("name", reason.wireName()));
        }
        assertThat(database.number("SELECT count(*) FROM generate_series(0, 100) AS code"
                        + " WHERE outcome_name(code::int2) IS NOT NULL"))
                .isEqualTo(Outcome.values().length);
        assertThat(database.number("SELECT count(*) FROM generate_series(0, 100) AS code"
                        + " WHERE reason_name(code::int2) IS NOT NULL"))
                .isEqualTo(FailureReason.values().length);
    }

    @Test
    void rowsOfChecksWasteNoRoom() {
        TestDatabase database = EmbeddedPostgres.shared().createDatabase();
        migrate(database.settings());

        List<Integer> alignments = database
                .query("SELECT CASE attalign WHEN 'd' THEN 8 WHEN 'i' THEN 4 WHEN 's' THEN 2 ELSE 1 END AS bytes"
                        + " FROM pg_attribute WHERE attrelid = 'checks'::regclass AND attnum > 0 ORDER BY attnum")
                .stream()
                .map(row -> (Integer) row.get("bytes"))
                .toList();

        assertThat(alignments).isSortedAccordingTo((a, b) -> b - a).hasSize(17);
    }

    @Test
    void failuresAreToldInOneLine() {
        PostgresSettings good = EmbeddedPostgres.shared().createDatabase().settings();

        assertThat(failure(new PostgresSettings(
                        good.host(),
                        FreePorts.next(),
                        good.database(),
                        good.user(),
                        null,
                        Map.of(),
                        "nudger",
                        1,
                        good.batchLinger(),
                        good.retention())))
                .contains("refused")
                .doesNotContain("\n");
        assertThat(failure(new PostgresSettings(
                        good.host(),
                        good.port(),
                        "nowhere",
                        good.user(),
                        Secret.of("secret"),
                        Map.of(),
                        "nudger",
                        1,
                        good.batchLinger(),
                        good.retention())))
                .contains("database \"nowhere\" does not exist")
                .doesNotContain("\n", "secret");
        assertThat(failure(new PostgresSettings(
                        good.host(),
                        good.port(),
                        good.database(),
                        good.user(),
                        null,
                        Map.of("bogus", "1"),
                        "nudger",
                        1,
                        good.batchLinger(),
                        good.retention())))
                .contains("unrecognized configuration parameter \"bogus\"");
    }

    private static String failure(PostgresSettings settings) {
        return PgFailure.describe(catchThrowable(() -> Migrations.run(settings)));
    }

    private static PostgresSettings inSchema(PostgresSettings settings, String schema) {
        return new PostgresSettings(
                settings.host(),
                settings.port(),
                settings.database(),
                settings.user(),
                settings.password(),
                settings.parameters(),
                schema,
                settings.batchSize(),
                settings.batchLinger(),
                settings.retention());
    }

    private static void migrate(PostgresSettings settings) {
        try {
            Migrations.run(settings);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
