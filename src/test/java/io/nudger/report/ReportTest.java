package io.nudger.report;

import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nudger.Nudger;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.config.Match;
import io.nudger.config.PostgresSettings;
import io.nudger.consume.RecordException;
import io.nudger.document.Secret;
import io.nudger.record.StoreFixture;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a report says of a month that was made up, from the first print to when neither rows nor archive are left. */
@Tag("services")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ReportTest {
    private static final Instant FIRST = Instant.parse("2025-03-01T00:00:00Z");
    private static final int SLOTS = 31 * 24;
    /** Down for three hours in both zones, and for one in one zone alone. */
    private static final int DOWN = 100;

    private static final int HALF_DOWN = 300;
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    static Path directory;

    private static StoreFixture fixture;
    private static Report printed;

    @BeforeAll
    static void makeAMonth() throws RecordException {
        fixture = new StoreFixture();
        fixture.database.execute(
                "UPDATE retention SET archive = '3000 days', sums = '3000 days', failures = '3000 days'");
        List<CheckResult> results = new ArrayList<>();
        for (String zone : List.of("eu", "us")) {
            for (int slot = 0; slot < SLOTS; slot++) {
                results.add(check("shop", zone, slot, verdict(zone, slot)));
                results.add(check("=blog", zone, slot, Verdict.up()));
            }
        }
        fixture.store(results);
        fixture.database.execute(
                """
                INSERT INTO maintenances (name, selector, starts_at, ends_at, counts, source) VALUES
                    ('move', '{"names": ["shop"]}', '2025-03-05T05:00Z', '2025-03-05T06:00Z', false, 'command')""");
        settle();
        printed = new ReportReader(fixture.database.settings()).read(request(Match.ALL), NOW);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    @Order(1)
    void itSaysWhatTheMonthWas() {
        assertThat(printed.targets()).containsExactly("=blog", "shop");
        JsonObject all = row("availability", "shop");
        assertThat(all.getInteger("expected")).isEqualTo(2 * SLOTS);
        assertThat(all.getInteger("down")).isEqualTo(7);
        assertThat(all.getInteger("missed")).isEqualTo(1);
        assertThat(all.getDouble("uptime")).isEqualTo(1 - 7.0 / (2 * SLOTS - 1));
        assertThat(all.getDouble("uptime_without_maintenance")).isEqualTo(1 - 5.0 / (2 * SLOTS - 3));
        assertThat(all.getDouble("coverage")).isEqualTo(1 - 1.0 / (2 * SLOTS));
        JsonObject times = row("times", "shop");
        assertThat(times.getInteger("outages")).isEqualTo(1);
        assertThat(times.getDouble("downtime")).isEqualTo(3 * 3_600);
        assertThat(times.getDouble("downtime_without_maintenance")).isEqualTo(2 * 3_600);
        assertThat(times.getDouble("mttr")).isEqualTo(3 * 3_600);
        assertThat(printed.table("outages"))
                .singleElement()
                .satisfies(outage -> assertThat(outage.getString("reason")).isEqualTo("status"))
                .satisfies(outage -> assertThat(outage.getString("decided_by")).isEqualTo("incidents"));
        assertThat(printed.table("seals", "shop")).hasSize(2).allSatisfy(seal -> assertThat(seal.getInteger("days"))
                .isEqualTo(31));
        assertThat(printed.table("configurations", "shop")).hasSize(2);
        assertThat(printed.table("maintenances")).hasSize(1);
    }

    /** As they stand in it, by anybody. */
    @Test
    @Order(2)
    void itsQueriesGiveItsNumbers() {
        for (String table : printed.sql().fieldNames()) {
            assertThat(fixture.database.query(printed.sql().getString(table)))
                    .as(table)
                    .hasSize(printed.table(table).size());
        }
    }

    /** From its documentation alone. */
    @Test
    @Order(2)
    void aSealCanBeComputedByAnybody() throws NoSuchAlgorithmException {
        StringBuilder text = new StringBuilder("nudger-seal-1\n=blog\neu\n2025-03-02\n");
        for (int slot = 24; slot < 48; slot++) {
            text.append(FIRST.plus(Duration.ofHours(slot)).getEpochSecond())
                    .append("000000,up,,200,1,2000,123456,1001,2002,3003,4004,5005,4321,t,\n");
        }
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(printed.table("seals", "=blog")
                        .get(0)
                        .getJsonObject("digests")
                        .getString("2025-03-02"))
                .isEqualTo(HexFormat.of().formatHex(digest));
    }

    @Test
    @Order(3)
    void itIsEqualUntilSomethingChanges() throws RecordException {
        assertThat(verify().differences()).isEmpty();
        assertThat(verify().seals()).isEqualTo(4 * 31);
        fixture.database.execute("UPDATE checks SET status_code = 201 WHERE scheduled_at = '2025-03-07T03:00Z'"
                + " AND target_id = (SELECT id FROM targets WHERE name = 'shop')");
        assertThat(verify().differences())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("seal of shop ").contains(" 2025-03-07: "));
        fixture.database.execute("UPDATE checks SET status_code = 200 WHERE status_code = 201");
        assertThat(verify().isEqual()).isTrue();
    }

    @Test
    @Order(4)
    void aResultThatComesLateMakesAnotherRevision() throws RecordException {
        fixture.store(check("shop", "us", 200, Verdict.up()));
        settle();
        assertThat(fixture.database.query("SELECT revision FROM day_seals WHERE day = '2025-03-09' AND target = 'shop'"
                        + " ORDER BY zone, revision"))
                .extracting(seal -> String.valueOf(seal.get("revision")))
                .containsExactly("1", "1", "2");
        assertThat(verify().differences())
                .contains("availability: shop us missed: report 1, record 0")
                .anySatisfy(line -> assertThat(line).startsWith("seal of shop us 2025-03-09: report "));
        printed = new ReportReader(fixture.database.settings()).read(request(Match.ALL), NOW);
        assertThat(verify().isEqual()).isTrue();
    }

    @Test
    @Order(5)
    void itIsEqualWhenTheChecksAreInTheArchiveAndWhenTheyAreGone() throws RecordException {
        fixture.database.execute("SELECT keep_incidents('2025-04-02', '-infinity')");
        fixture.database.execute("SELECT drop_partitions('2025-04-02', '2025-04-02', '2000-01-01')");
        String kept =
                "SELECT * FROM kept_results('shop', '2025-03-10T12:00Z', '2025-03-20T12:00Z') ORDER BY scheduled_at, zone";
        List<?> rows = fixture.database.query(kept);
        assertThat(rows).hasSize(2 * 10 * 24);
        fixture.database.execute("SELECT archive_next('2025-04-02', '2000-01-01') FROM generate_series(1, 15)");
        assertThat(fixture.database.query(kept))
                .as("half of them in the archive")
                .isEqualTo(rows);
        fixture.database.execute("SELECT archive_next('2025-04-02', '2000-01-01') FROM generate_series(1, 40)");
        assertThat(fixture.database.query(kept)).isEqualTo(rows);
        assertThat(fixture.database.number("SELECT count(*) FROM checks")).isZero();
        assertThat(verify().differences()).isEmpty();
        assertThat(verify().seals()).isEqualTo(4 * 31);

        fixture.database.execute("UPDATE retention SET archive = '1 day'");
        assertThat(fixture.database.number("SELECT drop_periods('2000-01-01', '2026-01-01')"))
                .isEqualTo(1);
        assertThat(verify().differences()).isEmpty();
        assertThat(verify().withoutRows()).isEqualTo(4 * 31);
        fixture.database.execute("UPDATE check_days SET down = 0 WHERE down > 0");
        assertThat(verify().differences()).isNotEmpty();
    }

    @Test
    @Order(6)
    void theCommandsWriteItAndHoldItAgainstTheRecord() throws IOException {
        Path conf = directory.resolve("conf.json");
        Files.writeString(conf, settings().encodePrettily());
        Path json = directory.resolve("march.json");
        Path html = directory.resolve("march.html");
        assertThat(nudger("report", "-conf", conf, "--month", "2025-03", "--objective", "99.9", "-o", json))
                .isEqualTo("0:");
        assertThat(nudger("verify", "-conf", conf, json))
                .startsWith("0:equal: ")
                .contains("are not kept any more");
        assertThat(nudger("report", "-conf", conf, "--from", "2025-03-01", "--to", "2025-04-01", "-o", html))
                .isEqualTo("0:");
        assertThat(Files.readString(html))
                .contains("1 March 2025 to 31 March 2025", "<caption>Checks of shop by zone</caption>", "=blog")
                .doesNotContain("http://localhost", "<script", "src=");
        assertThat(nudger("report", "-conf", conf, "--month", "2025-03", "--lang", "de"))
                .contains(
                        "<html lang=\"de\">", "1. März 2025 bis 31. März 2025", "Prüfungen von shop nach Zonen", "99,")
                .doesNotContain("Uptime", "Outages");
        assertThat(nudger("report", "-conf", conf, "--month", "2025-03", "--match", "name=s*", "--format", "csv"))
                .startsWith("0:from,to,target,zone,uptime,")
                .contains("2025-03-01T00:00:00Z,2025-04-01T00:00:00Z,shop,eu,")
                .doesNotContain("blog");
        assertThat(printed.toCsv()).contains(",'=blog,eu,");
        Files.writeString(json, Files.readString(json).replace("\"uptime\" : 1,", "\"uptime\" : 0.5,"));
        assertThat(nudger("verify", "-conf", conf, json)).startsWith("1:").contains("report 0.5, record 1");
        assertThat(nudger("verify", "-conf", conf, conf)).startsWith("1:").contains("wanted a report of version 1");
        assertThat(nudger("report", "-conf", conf, "--month", "1999-01")).startsWith("1:no target that is selected");
        assertThat(nudger("report", "-conf", conf, "--month", "March"))
                .startsWith("2:")
                .contains("a month like 2026-11");
    }

    /** Whatever it has to say: this one has everything that there may be in a report. */
    @Test
    @Order(2)
    void everythingItSaysIsSaidInGerman() {
        JsonObject full = new JsonObject(printed.toJson());
        JsonObject tables = full.getJsonObject("tables");
        tables.getJsonArray("maintenances").getJsonObject(0).put("undivided_hours", List.of("2025-03-05T05:00:00Z"));
        tables.put(
                "suspect_spans",
                List.of(new JsonObject()
                        .put("zone", "eu")
                        .put("since", "2025-03-05T05:00:00Z")
                        .put("hosts", 3)
                        .put("dissenting", 2)));
        JsonObject none = full.copy();
        for (String table : List.of("outages", "maintenances", "configurations")) {
            none.getJsonObject("tables").put(table, List.of());
        }
        none.put("maintenance", "counts");
        Wording german = Wording.of("de");
        for (JsonObject one : List.of(full, none)) {
            assertThat(new HtmlReport(Report.parse(one.encode()), german).html())
                    .contains("Verfügbarkeitsbericht");
        }
        assertThat(german.missing()).isEmpty();
        assertThat(german.list(java.util.Collections.nCopies(22, "x"))).endsWith("x und 2 weitere");
    }

    @Test
    @Order(7)
    void aSpanThatIsNotOverEndsWithTheLastHour() {
        Instant now = Instant.parse("2026-11-30T12:34:56Z");
        ReportOptions options = new ReportOptions("x", null, false);
        assertThat(ReportRequest.ofMonth(YearMonth.of(2026, 11), now, Match.ALL, options)
                        .to())
                .isEqualTo("2026-11-30T12:00:00Z");
        assertThatThrownBy(() -> ReportRequest.ofMonth(YearMonth.of(2026, 12), now, Match.ALL, options))
                .hasMessageContaining("nothing of this span is over");
        assertThat(Texts.percent(0.99999999)).isEqualTo("99.999 %");
        assertThat(Texts.escape("<a href=\"x\">&'\u0007")).isEqualTo("&lt;a href=&quot;x&quot;&gt;&amp;&#39; ");
    }

    private static JsonObject settings() {
        PostgresSettings postgres = fixture.database.settings();
        JsonObject login = new JsonObject().put("uri", fixture.database.uri()).put("user", postgres.user());
        Secret password = postgres.password();
        if (password != null) {
            login.put("password", password.reveal());
        }
        return new JsonObject()
                .put("roles", List.of("persister"))
                .put("kafka", new JsonObject().put("client", new JsonObject().put("bootstrap.servers", "localhost:9")))
                .put("postgres", login);
    }

    private static ReportVerifier.Outcome verify() throws RecordException {
        Report read = Report.parse(printed.toJson());
        return new ReportVerifier(new ReportReader(fixture.database.settings())).verify(read, NOW);
    }

    private static ReportRequest request(Match match) {
        return ReportRequest.ofMonth(YearMonth.of(2025, 3), NOW, match, new ReportOptions("March", 0.999, false));
    }

    private static JsonObject row(String table, String target) {
        return printed.table(table, target).stream()
                .filter(row -> row.getValue("zone") == null)
                .findFirst()
                .orElseThrow();
    }

    private static void settle() {
        assertThat(fixture.rollUp()).isNotNegative();
        fixture.database.execute("SELECT seal_next('0 s') FROM generate_series(1, 40)");
        assertThat(fixture.database.number("SELECT count(*) FROM unsealed_days"))
                .isZero();
    }

    private static Verdict verdict(String zone, int slot) {
        if ((slot >= DOWN && slot < DOWN + 3) || (slot == HALF_DOWN && zone.equals("eu"))) {
            return Verdict.down(FailureReason.STATUS, "down");
        }
        return slot == 200 && zone.equals("us") ? Verdict.missed(FailureReason.STOPPED, "missed") : Verdict.up();
    }

    private static CheckResult check(String target, String zone, int slot, Verdict verdict) {
        TargetInfo like = info(target, "c1");
        TargetInfo hourly = new TargetInfo(
                target,
                like.url(),
                Duration.ofHours(1),
                like.labels(),
                like.regexp(),
                like.thresholds(),
                like.config());
        return result(hourly, zone, FIRST.plus(Duration.ofHours(slot)), verdict);
    }

    private static String nudger(Object... arguments) {
        StringWriter out = new StringWriter();
        int status = Nudger.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return status + ":" + out;
    }
}
