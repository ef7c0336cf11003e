package io.nudger.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.PageRows;
import io.nudger.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What programs are answered, by the description of the API, and to whom: on a real database and real sockets. */
@Tag("services")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ApiTest {
    private static final String PAGES =
            """
            pages:
              - slug: ''
                access: public
                groups:
                  - {name: Shop, match: {labels: {team: shop}}}
                  - {name: Office, match: {labels: {team: office}}, show: [bars]}
              - slug: inside
                access: {basic: {user: customer, password: hush}}
                groups: [{match: {}}]
                show_urls: true
                tokens:
                  - {name: reader, token: '%1$s-read', scopes: [read]}
                  - {name: details, token: '%1$s-details', scopes: [read, details]}
                  - {name: reports, token: '%1$s-reports', scopes: [reports]}
              - slug: crowded
                access: public
                maintenance_counts: true
                groups: [{match: {}}]
            """;

    private static final String TOKEN = "mVn3c0rJ8yqk2ZbT5dXw7LsGf9hPaU4e";
    private static final Map<String, String> NOBODY = Map.of();
    private static final Map<String, String> VIEWER =
            Map.of("authorization", "Basic " + Base64.getEncoder().encodeToString("customer:hush".getBytes(UTF_8)));
    private static final Map<String, String> READER = bearer("read");
    private static final Map<String, String> DETAILS = bearer("details");
    private static final Map<String, String> REPORTS = bearer("reports");

    @TempDir
    static Path directory;

    private static final Contract CONTRACT = new Contract();
    private static @Nullable PageRows rows;
    private static @Nullable Serving served;

    @BeforeAll
    static void serve() throws IOException {
        PageRows made = new PageRows().reset("eu", "us");
        rows = made;
        made.target("shop", "shop", 3).target("mail", "office", 3).target("secret-project", "hidden", 3);
        made.outage("shop", Duration.ofHours(30), Duration.ofHours(29), "down", "timeout")
                .outage("secret-project", Duration.ofHours(3), null, "down", "slow")
                .outage("mail", Duration.ofMinutes(20), null, "down", "connect");
        made.maintenance("Move", "shop", Duration.ofHours(-1), Duration.ofHours(1), false);
        failures(made, "shop");
        Path pages = Files.writeString(directory.resolve("pages.yaml"), PAGES.formatted(TOKEN));
        served = new Serving(made.database(), pages).ready();
    }

    /** Of one zone all checks failed that are kept as rows. */
    private static void failures(PageRows made, String target) {
        made.database()
                .execute(
                        """
                WITH t AS (SELECT id FROM targets WHERE name = ?), z AS (SELECT min(id) AS id FROM zones), gone AS (
                    DELETE FROM checks c USING t, z WHERE c.target_id = t.id AND c.zone_id = z.id RETURNING c.scheduled_at, c.target_id, c.zone_id
                )
                INSERT INTO check_failures (target_id, zone_id, scheduled_at, message)
                SELECT g.target_id, g.zone_id, g.scheduled_at, 'a message that is nobody''s business' FROM gone g""",
                        target);
        made.database()
                .execute(
                        """
                INSERT INTO checks (scheduled_at, target_id, zone_id, outcome, reason, status_code, attempts, delay, duration)
                SELECT f.scheduled_at, f.target_id, f.zone_id, 2, 4, 502, 1, 0, 1000000 FROM check_failures f""");
    }

    @AfterAll
    static void close() {
        if (served != null) {
            served.close();
        }
    }

    private static Serving page() {
        return Objects.requireNonNull(served);
    }

    private static Map<String, String> bearer(String scope) {
        return Map.of("authorization", "Bearer " + TOKEN + "-" + scope);
    }

    /** One request for each path of the description. */
    private static List<String> requests() {
        String from = "?from=" + Instant.now().minus(Duration.ofHours(2)) + "&to=" + Instant.now();
        List<String> requests = new ArrayList<>();
        for (String path : CONTRACT.paths()) {
            String filled = path.replace("{name}", "shop")
                    .replace("{key}", path.contains("inside") ? "_shop" : "shop_shop")
                    .replace("{span}", "7d")
                    .replace("uptime/{badge}", "uptime/30d.json")
                    .replace("{badge}", path.startsWith("/badge") ? "status.svg" : "badge.shields");
            boolean spans = path.endsWith("/results") || path.endsWith("/availability") || path.endsWith("/durations");
            requests.add(filled
                    + (spans
                            ? from
                            : path.endsWith("/reports") ? from.replaceAll("T(\\d\\d)[^&]*", "T$1:00:00Z") : ""));
        }
        return requests;
    }

    private static HttpResponse<Buffer> ask(String page, String request, Map<String, String> caller, int status) {
        String path = page.isEmpty() ? request : page + request.replace("/shop_shop/", "/_shop/");
        HttpResponse<Buffer> answer = page().get(path, caller);
        assertThat(answer.statusCode()).as(path + ": " + answer.bodyAsString()).isEqualTo(status);
        assertThat(CONTRACT.fault(request, answer)).as(path).isNull();
        return answer;
    }

    private static void expect(String page, String request, Map<String, String> caller, int status) {
        assertThat(ask(page, request, caller, status).statusCode()).isEqualTo(status);
    }

    private static JsonObject json(String request) {
        return ask("", request, NOBODY, 200).bodyAsJsonObject();
    }

    @Test
    @Order(1)
    void theDescriptionIsInOrder() {
        assertThat(CONTRACT.faults()).isEmpty();
        assertThat(page().html("/api/v1/openapi.yaml")).startsWith("openapi: 3.1.0");
    }

    /** Every route, as whoever may ask. */
    @Test
    @Order(2)
    void everybodySeesWhatIsForThem() {
        for (String request : requests()) {
            boolean report = request.startsWith("/api/v1/reports");
            String seen = ask("", request, NOBODY, report ? 401 : 200).bodyAsString();
            assertThat(seen)
                    .as(request)
                    .doesNotContain("secret-project")
                    .doesNotContain("internal.example")
                    .doesNotContain("business");
            assertThat(ask("", request, DETAILS, report ? 401 : 200).bodyAsString())
                    .as("a token of another page: " + request)
                    .doesNotContain("business");
            expect("/inside", request, NOBODY, 401);
            expect("/inside", request, Map.of("authorization", "Bearer " + TOKEN), 401);
            expect("/inside", request, REPORTS, report ? 200 : 401);
            boolean results = request.contains("/results");
            for (Map<String, String> caller : List.of(VIEWER, READER, DETAILS)) {
                String text =
                        ask("/inside", request, caller, report ? 401 : 200).bodyAsString();
                assertThat(text.contains("business")).as(request).isEqualTo(results && caller == DETAILS);
            }
        }
        for (String path : List.of("/", "/targets/shop", "/history", "/maintenance", "/events", "/nothing")) {
            assertThat(page().get("/inside" + path, NOBODY).statusCode())
                    .as(path)
                    .isEqualTo(401);
            assertThat(page().get("/inside" + path, REPORTS).statusCode())
                    .as(path)
                    .isEqualTo(401);
            if (!path.equals("/events")) {
                assertThat(page().get("/inside" + path, READER).statusCode())
                        .as(path)
                        .isEqualTo(path.equals("/nothing") ? 404 : 200);
            }
        }
        HttpResponse<Buffer> shared = page().get("/api/v1/targets", NOBODY);
        assertThat(shared.getHeader("cache-control")).isEqualTo("public, max-age=10");
        assertThat(shared.getHeader("access-control-allow-origin")).isEqualTo("*");
        HttpResponse<Buffer> own = page().get("/inside/api/v1/targets", READER);
        assertThat(own.getHeader("cache-control")).isEqualTo("private, no-cache");
        assertThat(own.getHeader("access-control-allow-origin")).isNull();
    }

    /** Nothing of a target or of a part of it that the page does not show; and nothing that is not there. */
    @Test
    @Order(3)
    void whatIsNotShownIsNotThere() {
        for (String path : CONTRACT.paths()) {
            if (path.contains("{name}")) {
                expect("", path.replace("{name}", "secret-project").replaceAll("\\{badge}", "status.svg"), NOBODY, 404);
            }
        }
        for (String path : List.of("results", "availability", "durations")) {
            expect("", "/api/v1/targets/mail/" + path, NOBODY, 404);
            expect("/inside", "/api/v1/targets/mail/" + path, VIEWER, 200);
        }
        expect("", "/badge/mail/uptime/7d.json", NOBODY, 404);
        expect("", "/badge/mail/response_time.svg", NOBODY, 404);
        assertThat(json("/api/v1/targets/mail").getJsonObject("spans")).isEmpty();
        for (String path : List.of("/api", "/api/v3/x", "/api/v1/targets/shop/nothing")) {
            assertThat(page().get(path, NOBODY).getHeader("content-type")).isEqualTo("application/problem+json");
        }
        HttpResponse<Buffer> post = page().send(HttpMethod.POST, "/api/v1/outages");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.getHeader("allow")).isEqualTo("GET, HEAD");
        assertThat(CONTRACT.fault("/api/v1/outages", post)).isNull();
    }

    @Test
    @Order(4)
    void wrongParametersAreNamedAllAtOnce() {
        Set<String> strict = new LinkedHashSet<>(CONTRACT.paths());
        strict.removeIf(path -> !path.startsWith("/api/v1") || path.contains("endpoints") || path.endsWith(".yaml"));
        for (String path : strict) {
            boolean report = path.endsWith("/reports");
            expect(report ? "/inside" : "", path.replace("{name}", "shop") + "?limt=5", report ? REPORTS : NOBODY, 400);
        }
        JsonArray problems = ask(
                        "",
                        "/api/v1/targets/shop/results?from=yesterday&outcome=dwn&limit=0&limit=1&after=x&what=y",
                        NOBODY,
                        400)
                .bodyAsJsonObject()
                .getJsonArray("problems");
        assertThat(problems.encode())
                .contains(
                        "wanted a time such as 2026-11-21T12:00:00Z",
                        "found \\\"yesterday\\\"",
                        "did you mean \\\"down\\\"?")
                .contains("stands twice", "what next gave", "there is no such parameter here");
        assertThat(problems).hasSize(5);
        expect("", "/api/v1/targets/shop/durations?from=2024-01-01&step=1h", NOBODY, 400);
        expect("", "/api/v1/targets/shop/availability?from=2026-01-02&to=2026-01-01", NOBODY, 400);
        expect("/inside", "/api/v1/reports?month=2026-01&from=2026-01-01&objective=100&match=x", REPORTS, 400);
    }

    /** None twice, none left out, however small the pages are. */
    @Test
    @Order(5)
    void resultsAreReadAPageAtATime() {
        Instant from = Instant.now().minus(Duration.ofHours(3));
        String span = "&to=" + Instant.now();
        JsonArray all = page().get("/inside/api/v1/targets/shop/results?limit=1000&from=" + from + span, READER)
                .bodyAsJsonObject()
                .getJsonArray("results");
        assertThat(all).hasSizeGreaterThan(1);
        JsonArray walked = new JsonArray();
        // An hour has 24 of them: one at a time, late in the hour, is more than a caller may ask for at once.
        String next = "/inside/api/v1/targets/shop/results?limit=3&from=" + from + span;
        while (next != null) {
            HttpResponse<Buffer> answer = page().get(next, READER);
            walked.addAll(answer.bodyAsJsonObject().getJsonArray("results"));
            String url = answer.bodyAsJsonObject().getString("next");
            assertThat(answer.getHeader("link")).isEqualTo(url == null ? null : "<" + url + ">; rel=\"next\"");
            next = url == null ? null : url.substring(url.indexOf("/inside"));
        }
        assertThat(walked).isEqualTo(all);
        JsonObject down = page().get("/inside/api/v1/targets/shop/results?outcome=down&from=" + from + span, DETAILS)
                .bodyAsJsonObject();
        assertThat(down.getJsonArray("results")).isNotEmpty().allSatisfy(row -> {
            assertThat(((JsonObject) row).getString("reason")).isEqualTo("timeout");
            assertThat(((JsonObject) row).getJsonObject("details").getInteger("status_code"))
                    .isEqualTo(502);
        });
        JsonObject none = page().get(
                        "/inside/api/v1/targets/shop/results?outcome=missed&from=2026-01-01&to=2026-09-01", READER)
                .bodyAsJsonObject();
        assertThat(none.getJsonArray("results")).isEmpty();
        assertThat(none.getString("next")).as("it looks at a month at a time").contains("after=2026-02-01");
    }

    @Test
    @Order(6)
    void numbersAreThoseOfTheRecord() {
        JsonObject answer =
                json("/api/v1/targets/shop/availability?from=" + Instant.now().minus(Duration.ofDays(2)));
        Map<String, @Nullable Object> wanted = Objects.requireNonNull(rows)
                .database()
                .query(
                        "SELECT uptime, down FROM availability('shop', ?::timestamptz, ?::timestamptz) WHERE zone IS NULL",
                        answer.getString("from"),
                        answer.getString("to"))
                .get(0);
        assertThat(answer.getJsonObject("all").getDouble("uptime")).isEqualTo(wanted.get("uptime"));
        assertThat(answer.getJsonObject("all").getLong("down")).isEqualTo(wanted.get("down"));
        assertThat(json("/api/v1/targets/shop/durations?from=" + Instant.now().minus(Duration.ofDays(2)) + "&step=1d")
                        .getJsonArray("durations"))
                .hasSize(2);
        assertThat(json("/api/v1/outages?open=true").getJsonArray("outages")).hasSize(1);
        assertThat(json("/api/v1/outages?open=false&target=shop").getJsonArray("outages"))
                .hasSize(1);
        assertThat(json("/api/v1/zones").getJsonArray("zones").getJsonObject(0).getInteger("up"))
                .isEqualTo(1);
    }

    @Test
    @Order(6)
    void aDayWithoutItsHoursIsNamed() {
        Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(250));
        Instant kept = day.plus(Duration.ofDays(50));
        TestDatabase database = Objects.requireNonNull(rows).database();
        database.execute("UPDATE raw_bounds SET since = '" + kept + "' WHERE since < '" + kept + "'");
        database.execute("SELECT create_partitions('" + day + "', '" + day + "')");
        database.execute("INSERT INTO check_days (day, duration_sum, target_id, up, down, missed, unknown, zone_id)"
                + " SELECT '" + day + "', 1, s.target_id, 1, 0, 0, 0, s.zone_id FROM target_statuses s"
                + " JOIN targets t ON t.id = s.target_id WHERE t.name = 'shop'");
        String path = "/api/v1/targets/shop/availability?from=" + day;
        assertThat(json(path + "&to=" + day.plus(Duration.ofHours(12))).getJsonArray("undivided_days"))
                .containsExactly(day.toString());
        assertThat(json(path + "&to=" + day.plus(Duration.ofDays(1))).getJsonArray("undivided_days"))
                .isEmpty();
    }

    /** As the record has it, however labels have changed since. */
    @Test
    @Order(6)
    void aPageCountsMaintenanceOrLeavesItOut() {
        PageRows record = Objects.requireNonNull(rows);
        Map<String, @Nullable Object> wanted = record.database()
                .query("SELECT uptime, coverage, uptime_without_maintenance, coverage_without_maintenance"
                        + " FROM availability('shop', date_trunc('day', now(), 'UTC') - interval '24 hours' * 6, now())"
                        + " WHERE zone IS NULL")
                .get(0);
        assertThat(wanted.get("uptime")).isNotEqualTo(wanted.get("uptime_without_maintenance"));
        JsonObject without = json("/api/v1/targets/shop").getJsonObject("spans").getJsonObject("7d");
        assertThat(without.getDouble("uptime")).isEqualTo(wanted.get("uptime_without_maintenance"));
        assertThat(without.getDouble("coverage")).isEqualTo(wanted.get("coverage_without_maintenance"));
        JsonObject with = page().get("/crowded/api/v1/targets/shop", NOBODY)
                .bodyAsJsonObject()
                .getJsonObject("spans")
                .getJsonObject("7d");
        assertThat(with.getDouble("uptime")).isEqualTo(wanted.get("uptime"));
        assertThat(with.getDouble("coverage")).isEqualTo(wanted.get("coverage"));
        assertThat(page().html("/targets/shop")).contains("Without announced maintenance");
        assertThat(page().html("/crowded/targets/shop")).doesNotContain("Without announced maintenance");
        assertThat(json("/api/v1/maintenances")
                        .getJsonArray("maintenances")
                        .getJsonObject(0)
                        .getJsonArray("targets"))
                .containsExactly("shop");
    }

    @Test
    @Order(7)
    void whoeverWaitsHearsOfAChangeAndOfNoOther() {
        JsonObject known = json("/api/v1/changes");
        assertThat(known.getJsonArray("changes").encode()).contains("\"shop\"").doesNotContain("secret-project");
        long last = known.getLong("next");
        assertThat(json("/api/v1/changes?after=" + last).getJsonArray("changes"))
                .isEmpty();
        assertThat(json("/api/v1/changes?after=" + last + "&wait=10ms").getLong("next"))
                .isEqualTo(last);
        Future<HttpResponse<Buffer>> waiting = page().ask("/api/v1/changes?wait=30s&after=" + last);
        PageRows record = Objects.requireNonNull(rows);
        record.become("secret-project", "up", null);
        record.become("shop", "partial", "tls");
        await().atMost(Duration.ofSeconds(20)).until(waiting::isComplete);
        JsonObject news = waiting.result().bodyAsJsonObject();
        assertThat(CONTRACT.fault("/api/v1/changes", waiting.result())).isNull();
        assertThat(news.getJsonArray("changes")).hasSize(1);
        assertThat(news.getJsonArray("changes").getJsonObject(0).getMap())
                .containsEntry("target", "shop")
                .containsEntry("to", "partial");
    }

    /** Last, since nobody at this address may ask for spans afterwards. */
    @Test
    @Order(8)
    void whoeverAsksForTooMuchIsToldWhenToComeAgain() {
        int asked = 0;
        HttpResponse<Buffer> answer;
        do {
            answer = page().get("/crowded/api/v1/targets/shop/durations", NOBODY);
            asked++;
        } while (answer.statusCode() == 200 && asked <= 200);
        assertThat(answer.statusCode()).isEqualTo(429);
        for (String path : CONTRACT.paths()) {
            if ((path.contains("{name}/") && path.startsWith("/api")) || path.endsWith("/changes")) {
                // As many seconds as that took, so many spans there are again.
                String span = path.replace("{name}", "shop");
                HttpResponse<Buffer> refused = await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> page().get(span, NOBODY), given -> given.statusCode() == 429);
                assertThat(CONTRACT.fault(span, refused)).as(span).isNull();
                assertThat(Integer.parseInt(refused.getHeader("retry-after"))).isPositive();
            }
        }
        expect("/inside", "/api/v1/targets/shop/durations", READER, 200);
        for (int i = 0; i < 3; i++) {
            assertThat(page().get("/inside/api/v1/reports?format=csv", REPORTS).statusCode())
                    .isIn(200, 404, 429);
        }
        expect("/inside", "/api/v1/reports", REPORTS, 429);
        assertThat(CONTRACT.unseen()).as("described, and never seen").isEmpty();
    }
}
