package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phases;
import io.nudger.check.Verdict;
import io.nudger.consume.Results;
import io.nudger.consume.Topic;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The old tables, from the new ones: their columns, and for each kind of check the row that the old monitor had. */
@Tag("services")
final class CompatViewsTest {
    private static StoreFixture fixture;

    @BeforeAll
    static void fill() {
        fixture = new StoreFixture();
        fixture.store(
                up("a", "fra", NOON),
                answered(1, Verdict.down(FailureReason.BODY, "no match"), 200, false),
                answered(2, Verdict.down(FailureReason.STATUS, "status 503"), 503, true),
                silent(3, Verdict.down(FailureReason.CONNECT, "refused")),
                silent(4, Verdict.unknown(FailureReason.OVERLOADED, "stalled")),
                silent(5, Verdict.missed(FailureReason.STOPPED, "stopping")));
        assertThat(keep(fixture.database)).isEqualTo("null");
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void urlStatusesOfHttpNudger() {
        assertThat(columns("url_statuses"))
                .isEqualTo("id bigint, timestamp timestamp with time zone, url text, status_code smallint,"
                        + " failure_reason text, response_time double precision, regexp text, regexp_matched boolean");
        assertThat(rows("SELECT concat_ws('|', url, status_code, coalesce(failure_reason, '-'), response_time, regexp,"
                        + " regexp_matched) FROM compat.url_statuses ORDER BY id"))
                .containsExactly(
                        "https://a.example/c1|200|-|0.123456|ok|c1|t",
                        "https://a.example/c1|200|-|0.123456|ok|c1|f",
                        "https://a.example/c1|503|status 503|0.123456|ok|c1|t",
                        "https://a.example/c1|-1|refused|0.5|ok|c1");
        assertThat(fixture.database.number("SELECT count(*) FROM compat.url_statuses c JOIN url_statuses u USING (id)"))
                .isEqualTo(4);
    }

    @Test
    void targetsAndMetricsOfWebsiteMonitor() {
        assertThat(columns("targets"))
                .isEqualTo("id integer, target character varying, created_at timestamp without time zone");
        assertThat(columns("metrics_2026_11"))
                .isEqualTo("id bigint, target_id integer, timestamp timestamp without time zone,"
                        + " http_response_time real, http_status smallint, regexp_match boolean");
        for (String view : List.of("metrics", "metrics_2026_11")) {
            assertThat(rows("SELECT concat_ws('|', t.target, m.timestamp, m.http_response_time, m.http_status,"
                            + " m.regexp_match) FROM compat." + view
                            + " m JOIN compat.targets t ON t.id = m.target_id ORDER BY m.id"))
                    .containsExactly(
                            "a|2026-11-20 12:00:00.002|0.118451|200|t",
                            "a|2026-11-20 12:00:01.002|0.118451|200|f",
                            "a|2026-11-20 12:00:02.002|0.118451|503|t");
        }
    }

    @Test
    void theTableOfHostChecker() {
        assertThat(columns("host_metrics"))
                .isEqualTo("address text, latency double precision, is_valid boolean, status_code smallint");
        assertThat(rows("SELECT concat_ws('|', address, latency, is_valid, status_code) FROM compat.host_metrics"
                        + " ORDER BY is_valid, status_code"))
                .containsExactly(
                        "https://a.example/c1|0.123456|f|200",
                        "https://a.example/c1|0.123456|t|200",
                        "https://a.example/c1|0.123456|t|503");
    }

    @Test
    void sitesSuccessAndErrorsOfSiteMonitor() {
        assertThat(columns("sites")).isEqualTo("id integer, url text");
        assertThat(columns("success"))
                .isEqualTo("site_id integer, started timestamp with time zone, ended timestamp with time zone,"
                        + " response_time real, status integer, pattern text, match boolean");
        assertThat(columns("errors"))
                .isEqualTo("site_id integer, started timestamp with time zone, error_type text, message text");
        assertThat(rows("SELECT concat_ws('|', s.url, k.started, k.ended - k.started, k.status, k.pattern, k.match)"
                        + " FROM compat.success k JOIN compat.sites s ON s.id = k.site_id ORDER BY k.started"))
                .containsExactly(
                        "https://a.example/c1|2026-11-20 12:00:00.002+00|00:00:00.118451|200|ok|c1|t",
                        "https://a.example/c1|2026-11-20 12:00:01.002+00|00:00:00.118451|200|ok|c1|f",
                        "https://a.example/c1|2026-11-20 12:00:02.002+00|00:00:00.118451|503|ok|c1|t");
        assertThat(rows("SELECT concat_ws('|', s.url, e.started, e.error_type, e.message)"
                        + " FROM compat.errors e JOIN compat.sites s ON s.id = e.site_id"))
                .containsExactly("https://a.example/c1|2026-11-20 12:00:03.002+00|connect|refused");
    }

    @Test
    void eventsOfChecksite() {
        assertThat(columns("events"))
                .isEqualTo("event_id bigint, ts timestamp without time zone, url character varying, elapsed integer,"
                        + " error character varying, status integer, body_prefix character varying,"
                        + " content_match character varying");
        assertThat(rows("SELECT concat_ws('|', ts, elapsed, coalesce(error, '-'), coalesce(status::text, '-'),"
                        + " coalesce(body_prefix, '-'), coalesce(content_match, '-'))"
                        + " FROM compat.events ORDER BY event_id"))
                .containsExactly(
                        "2026-11-20 12:00:00.002|123|-|200|-|",
                        "2026-11-20 12:00:01.002|123|-|200|-|-",
                        "2026-11-20 12:00:02.002|123|-|503|the beginning|-",
                        "2026-11-20 12:00:03.002|500|refused|-|-|-");
    }

    @Test
    void aMonthReadsThePartitionsOfThatMonth() {
        fixture.database.execute("SELECT create_partitions('2026-10-31', '2026-10-31')");
        assertThat(keep(fixture.database)).isEqualTo("null");
        assertThat(fixture.database
                        .query("EXPLAIN (COSTS OFF) SELECT * FROM compat.metrics_2026_11")
                        .toString())
                .contains("checks_2026_11_20")
                .doesNotContain("checks_2026_10_31");
        assertThat(rows("SELECT count(*) FROM compat.metrics_2026_10")).containsExactly("0");

        assertThat(fixture.rollUp()).isPositive();
        fixture.database.execute("SELECT drop_partitions('2026-11-01', '2026-11-01', '2026-11-01')");
        assertThat(keep(fixture.database)).isEqualTo("null");
        assertThat(rows("SELECT relname FROM pg_class WHERE relnamespace = 'compat'::regnamespace"
                        + " AND relname LIKE 'metrics_%' AND relname <> 'metrics'"))
                .containsExactly("metrics_2026_11");
    }

    @Test
    void viewsAreMadeAgainAfterAMigrationHasDroppedThem() {
        TestDatabase database = migrated();
        assertThat(keep(database)).isEqualTo("null");
        database.execute("SELECT drop_compat()");
        assertThat(database.number("SELECT count(*) FROM pg_class WHERE relnamespace = 'compat'::regnamespace"))
                .isZero();
        assertThat(keep(database)).isEqualTo("null");
        assertThat(database.number("SELECT count(*) FROM compat.events")).isZero();
    }

    @Test
    void whatBelongsToOthersIsLeftAlone() {
        TestDatabase database = migrated();
        database.execute("CREATE SCHEMA compat; CREATE TABLE compat.sites (id integer)");

        assertThat(keep(database))
                .isEqualTo("compat.sites is there already and does not show the schema nudger;"
                        + " it is left alone, and so are the other views");
        assertThat(database.number("SELECT count(*) FROM pg_class WHERE relnamespace = 'compat'::regnamespace"))
                .isEqualTo(1);
    }

    @Test
    void anOwnerThatMayNotMakeASchemaReadsWhatWouldDo() throws SQLException {
        TestDatabase database = Services.postgres().createDatabase();
        String name = database.settings().database();
        String owner = "owner_" + name;
        database.execute("CREATE ROLE " + owner + "; CREATE SCHEMA nudger AUTHORIZATION " + owner);
        database.execute("ALTER ROLE CURRENT_USER IN DATABASE " + name + " SET role TO " + owner);
        Migrations.run(database.settings());

        assertThat(keep(database))
                .isEqualTo("there is no schema compat, and " + owner + " may not create it in the database " + name
                        + "; to have it: CREATE SCHEMA compat AUTHORIZATION " + owner);
        database.execute("RESET ROLE; SET ROLE NONE; CREATE SCHEMA compat");
        assertThat(keep(database))
                .isEqualTo(owner + " may not create views in the schema compat; to have them: GRANT USAGE,"
                        + " CREATE ON SCHEMA compat TO " + owner);
        database.execute("SET ROLE NONE; GRANT USAGE, CREATE ON SCHEMA compat TO " + owner);
        assertThat(keep(database)).isEqualTo("null");
    }

    private static TestDatabase migrated() {
        TestDatabase database = Services.postgres().createDatabase();
        try {
            Migrations.run(database.settings());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }

    private static String keep(TestDatabase database) {
        return String.valueOf(database.query("SELECT keep_compat()").get(0).get("keep_compat"));
    }

    private static CheckResult answered(int second, Verdict verdict, int status, boolean matched) {
        Observation full = Results.observation();
        CheckResult result = result(info("a", "c1"), "fra", NOON.plusSeconds(second), verdict);
        return new CheckResult(
                result.target(),
                result.origin(),
                result.scheduledAt(),
                result.startedAt(),
                verdict,
                new Observation(
                        1,
                        status,
                        full.duration(),
                        full.phases(),
                        matched,
                        null,
                        full.bodyExcerpt(),
                        full.bodyBytes(),
                        full.remoteAddress(),
                        full.protocol(),
                        full.certificate()));
    }

    private static CheckResult silent(int second, Verdict verdict) {
        return new CheckResult(
                info("a", "c1"),
                new Origin("fra", "m"),
                NOON.plusSeconds(second),
                NOON.plusSeconds(second).plusMillis(2),
                verdict,
                new Observation(
                        1, null, Duration.ofMillis(500), Phases.NONE, null, null, null, null, null, null, null));
    }

    private static String columns(String view) {
        return String.join(
                ", ",
                rows("SELECT column_name || ' ' || data_type FROM information_schema.columns"
                        + " WHERE table_schema = 'compat' AND table_name = '" + view + "' ORDER BY ordinal_position"));
    }

    private static List<String> rows(String sql) {
        return Topic.texts(fixture.database, sql);
    }
}
