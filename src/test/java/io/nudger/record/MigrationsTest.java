package io.nudger.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.config.PostgresSettings;
import io.nudger.document.Secret;
import io.nudger.testing.FreePorts;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.testing.TestPostgresSettings;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class MigrationsTest {
    @Test
    void severalAtOnceMakeOneSchema() {
        TestDatabase database = Services.postgres().createDatabase();
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
        TestDatabase database = Services.postgres().createDatabase();
        migrate(TestPostgresSettings.like(database).schema("Other \"Schema\"").build());

        assertThat(database.query(
                        "SELECT table_schema FROM information_schema.tables WHERE table_name = 'check_results'"))
                .containsExactly(Map.of("table_schema", "Other \"Schema\""));
        assertThat(database.query("SELECT create_partitions FROM \"Other \"\"Schema\"\"\".create_partitions("
                        + "'2026-11-21', '2026-11-21')"))
                .hasSize(1);
        assertThat(database.number("SELECT count(*) FROM \"Other \"\"Schema\"\"\".checks_2026_11_21"))
                .isZero();
    }

    /** After an upgrade persisters of the version before go on, and a rollback finds the schema of the version after. */
    @Test
    void aSchemaOfALaterVersionWillDo() {
        TestDatabase database = Services.postgres().createDatabase();
        migrate(database.settings());
        database.execute(
                "INSERT INTO flyway_schema_history SELECT installed_rank + 1, '999', 'later', type, 'V999__later.sql',"
                        + " 1, installed_by, installed_on, 1, true FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1");

        assertThatCode(() -> Migrations.check(database.settings())).doesNotThrowAnyException();
        assertThatCode(() -> Migrations.run(database.settings())).doesNotThrowAnyException();
    }

    @Test
    void codesAreThoseOfTheProgram() {
        TestDatabase database = Services.postgres().createDatabase();
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
                .isEqualTo(FailureReason.values().size());
    }

    @Test
    void rowsOfChecksWasteNoRoom() {
        TestDatabase database = Services.postgres().createDatabase();
        migrate(database.settings());

        List<Integer> alignments = database
                .query("SELECT CASE attalign WHEN 'd' THEN 8 WHEN 'i' THEN 4 WHEN 's' THEN 2 ELSE 1 END AS bytes"
                        + " FROM pg_attribute WHERE attrelid = 'checks'::regclass AND attnum > 0 ORDER BY attnum")
                .stream()
                .map(row -> (Integer) row.get("bytes"))
                .toList();

        assertThat(alignments).isSortedAccordingTo((a, b) -> b - a).hasSize(18);
    }

    @Test
    void failuresAreReportedInOneLine() {
        TestDatabase good = Services.postgres().createDatabase();
        PostgresSettings settings = good.settings();
        Secret password = Objects.requireNonNullElse(settings.password(), Secret.of("secret"));

        assertThat(failure(TestPostgresSettings.like(good).port(FreePorts.next())))
                .contains("refused")
                .doesNotContain("\n");
        assertThat(failure(TestPostgresSettings.like(good).database("nowhere").login(settings.user(), password)))
                .contains("database \"nowhere\" does not exist")
                .doesNotContain("\n", password.reveal());
        assertThat(failure(TestPostgresSettings.like(good).parameter("bogus", "1")))
                .contains("unrecognized configuration parameter \"bogus\"");
    }

    private static String failure(TestPostgresSettings settings) {
        return PgFailure.describe(catchThrowable(() -> Migrations.run(settings.build())));
    }

    private static void migrate(PostgresSettings settings) {
        try {
            Migrations.run(settings);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
