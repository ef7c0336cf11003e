package io.nudger.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.PageRows;
import io.nudger.testing.TcpProxy;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page says, to whom, and what it never says: on a real database and real sockets. */
@Tag("services")
final class StatusPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, String> NOTHING = Map.of();

    private static @Nullable PageRows shared;

    @TempDir
    private Path directory;

    @BeforeAll
    static void rows() {
        shared = Showcase.rows();
    }

    private static PageRows record() {
        return Objects.requireNonNull(shared);
    }

    @Test
    void uptimeStandsBesideCoverageAndBothAreThoseOfTheRecord() {
        Words words = Words.of("en", false);
        try (Serving page = new Serving(record().database(), Showcase.pages(directory)).ready()) {
            String overview = page.html("/");
            for (String target : List.of("login", "checkout", "mail", "api")) {
                Map<String, @Nullable Object> wanted = record().database()
                        .query(
                                "SELECT uptime, coverage FROM availability(?, date_trunc('day', now(), 'UTC')"
                                        + " - interval '24 hours' * 89, now()) WHERE zone IS NULL",
                                target)
                        .get(0);
                String row = overview.substring(overview.indexOf("/targets/" + target + "\""));
                assertThat(row.substring(0, row.indexOf("</li>")))
                        .as(target)
                        .contains("<b>" + words.percent((Double) wanted.get("uptime")) + "</b> uptime")
                        .contains("<b>" + words.percent((Double) wanted.get("coverage")) + "</b> measured");
            }
            await().atMost(PATIENCE).until(() -> !page.html("/targets/login").contains("…"));
            assertThat(page.html("/targets/login")).contains("365 days", "not measured", "99.");
        }
    }

    /** Whatever is asked for. */
    @Test
    void whatNoGroupSelectsAndWhatTheSiteSaidIsInNoAnswer() {
        try (Serving page = new Serving(record().database(), Showcase.pages(directory)).ready()) {
            List<Map<String, @Nullable Object>> hidden = record().database()
                    .query(
                            "SELECT o.id FROM outages o JOIN targets t ON t.id = o.target_id WHERE t.name = 'secret-project'");
            assertThat(hidden).isNotEmpty();
            assertThat(page.get("/targets/secret-project", NOTHING).statusCode())
                    .isEqualTo(404);
            assertThat(page.get("/outages/" + hidden.get(0).get("id"), NOTHING).statusCode())
                    .isEqualTo(404);
            long shown = (Long) Objects.requireNonNull(record().database()
                    .query("SELECT o.id FROM outages o JOIN targets t ON t.id = o.target_id WHERE t.name = 'checkout'")
                    .get(0)
                    .get("id"));
            for (String path : List.of(
                    "/",
                    "/?lang=de",
                    "/history",
                    "/maintenance",
                    "/targets/checkout",
                    "/outages/" + shown,
                    "/nothing")) {
                assertThat(page.get(path, NOTHING).bodyAsString())
                        .as(path)
                        .doesNotContain("secret-project")
                        .doesNotContain("internal.example")
                        .doesNotContain("nobody's business")
                        .doesNotContain("nobody&#39;s business");
            }
        }
    }

    @Test
    void aPasswordThatChangesInAFileOfItsOwnIsFollowed() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "before");
        Path pages = Files.writeString(
                directory.resolve("private.yaml"),
                "pages: [{slug: '', title: T, groups: [{match: {}}], access: {basic: {user: u, password: '${file:"
                        + secret + "}'}}}]\n");
        try (Serving page = new Serving(record().database(), pages).ready()) {
            assertThat(page.get("/", basic("u:before")).statusCode()).isEqualTo(200);
            Files.writeString(secret, "after");
            await().atMost(PATIENCE).until(() -> page.get("/", basic("u:after")).statusCode() == 200);
            assertThat(page.get("/", basic("u:before")).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void anAnswerIsMadeOnceAndSentAsTheVisitorTakesIt() throws IOException {
        try (Serving page = new Serving(record().database(), Showcase.pages(directory)).ready()) {
            HttpResponse<Buffer> plain = page.get("/maintenance", NOTHING);
            HttpResponse<Buffer> gzip = page.get("/maintenance", Map.of("accept-encoding", "gzip, br;q=0"));
            HttpResponse<Buffer> brotli = page.get("/maintenance", Map.of("accept-encoding", "gzip, deflate, br"));

            assertThat(plain.getHeader("content-encoding")).isNull();
            assertThat(gzip.getHeader("content-encoding")).isEqualTo("gzip");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body().getBytes())).readAllBytes())
                    .isEqualTo(plain.body().getBytes());
            assertThat(brotli.getHeader("content-encoding")).isEqualTo("br");
            String tag = Objects.requireNonNull(plain.getHeader("etag"));
            assertThat(page.get("/maintenance", Map.of("if-none-match", tag)).statusCode())
                    .isEqualTo(304);
            assertThat(plain.getHeader("content-security-policy")).contains("default-src 'none'");
            assertThat(page.get("/maintenance", Map.of("accept-language", "de-AT, en;q=0.5"))
                            .bodyAsString())
                    .contains("lang=\"de\"", "Geplant");
        }
    }

    @Test
    void eachPageLetsInWhomItIsFor() throws IOException {
        Path file = Files.writeString(
                directory.resolve("pages.yaml"),
                """
                trusted_proxies: [127.0.0.0/8, 192.0.2.1]
                pages:
                  - {slug: paid, title: Paid, access: {basic: {user: customer, password: s3cret}}, groups: [{match: {names: checkout}}]}
                  - {slug: staff, title: Staff, access: {header: X-Forwarded-User}, groups: [{match: {}}]}
                  - {slug: board, title: Board, access: {header: X-Forwarded-User, from: 192.0.2.1}, groups: [{match: {}}]}
                  - {slug: far, title: Far, access: {networks: [10.0.0.0/8]}, groups: [{match: {}}]}
                  - {slug: near, title: Near, access: {networks: [127.0.0.1]}, groups: [{match: {names: mail}}]}
                """);
        try (Serving page = new Serving(record().database(), file).ready()) {
            assertThat(page.get("/", NOTHING).statusCode()).isEqualTo(404);
            for (String path :
                    List.of("/paid", "/paid/", "/paid/history", "/paid/targets/checkout", "/paid/events", "/paid/x")) {
                HttpResponse<Buffer> refused = page.get(path, NOTHING);
                assertThat(refused.statusCode()).as(path).isEqualTo(401);
                assertThat(refused.getHeader("www-authenticate")).startsWith("Basic");
                assertThat(refused.bodyAsString()).doesNotContain("checkout");
            }
            assertThat(page.get("/paid", basic("customer:wrong")).statusCode()).isEqualTo(401);
            HttpResponse<Buffer> paid = page.get("/paid/", basic("customer:s3cret"));
            assertThat(paid.statusCode()).isEqualTo(200);
            assertThat(paid.getHeader("cache-control")).startsWith("private");
            assertThat(paid.bodyAsString()).contains("checkout").doesNotContain("mail");
            assertThat(page.get("/paid/targets/mail", basic("customer:s3cret")).statusCode())
                    .isEqualTo(404);
            assertThat(page.get("/staff/", NOTHING).statusCode()).isEqualTo(403);
            assertThat(page.get("/staff/", Map.of("X-Forwarded-User", "me")).statusCode())
                    .isEqualTo(200);
            assertThat(page.get("/board/", Map.of("X-Forwarded-User", "me")).statusCode())
                    .as("by another proxy than the one named")
                    .isEqualTo(403);
            assertThat(page.get("/far/", NOTHING).statusCode()).isEqualTo(403);
            assertThat(page.get("/far/", Map.of("X-Forwarded-For", "10.1.2.3, 192.0.2.1"))
                            .statusCode())
                    .as("by way of two proxies")
                    .isEqualTo(200);
            assertThat(page.get("/far/", Map.of("X-Forwarded-For", "10.1.2.3, 203.0.113.9"))
                            .statusCode())
                    .as("made up by whoever came to the proxy")
                    .isEqualTo(403);
            assertThat(page.get("/near/", NOTHING).statusCode()).isEqualTo(200);
            assertThat(page.get("/near/", Map.of("X-Forwarded-For", "203.0.113.9"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(page.get("/near/feed.atom", Map.of("X-Forwarded-Proto", "https"))
                            .bodyAsString())
                    .contains("https://127.0.0.1:")
                    .doesNotContain("http://127.0.0.1:");

            Files.writeString(file, "pages: [{access: public, groups: [{match: {names: docs}}]}, {slug: x}]");
            await().atMost(PATIENCE).until(() -> page.detail
                    .checkStatus("pages")
                    .await()
                    .toJson()
                    .encode()
                    .contains("pages[1].access"));
            assertThat(page.get("/near/", NOTHING).statusCode()).isEqualTo(200);
            Files.writeString(file, "pages: [{access: public, groups: [{match: {names: docs}}]}]");
            await().atMost(PATIENCE).until(() -> page.get("/", NOTHING).statusCode() == 200);
            assertThat(page.html("/")).contains("docs").doesNotContain("mail");
        }
    }

    private static Map<String, String> basic(String credentials) {
        return Map.of("authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
    }

    @Test
    void thePageStaysWhileTheDatabaseIsAwayAndSaysSo() throws IOException {
        int port = record().database().settings().port();
        try (TcpProxy way = TcpProxy.before(port)) {
            String uri = record().database().uri().replace(":" + port + "/", ":" + way.port() + "/");
            try (Serving page = new Serving(record().database(), uri, Showcase.pages(directory)).ready()) {
                assertThat(page.html("/"))
                        .contains("All systems are operational")
                        .doesNotContain("cannot be reached");

                way.refuse();
                await().atMost(PATIENCE).until(() -> page.html("/").contains("The record cannot be reached"));

                assertThat(page.html("/targets/checkout")).contains("Checkout");
                assertThat(page.isUp("page")).isTrue();
                way.accept();
                await().atMost(PATIENCE).until(() -> !page.html("/").contains("The record cannot be reached"));
            }
        }
    }

    /** What was decided last is not the truth for ever. */
    @Test
    void withoutAnAlerterTheNewestResultsSayWhatIs() {
        PageRows rows = new PageRows().reset().target("shop", "web", 2);
        rows.become("shop", "down", "connect");
        try (Serving page = new Serving(rows.database(), null).ready()) {
            assertThat(page.html("/")).contains("1 of 1 systems is down").doesNotContain("not confirmed");

            rows.alerter(false);

            await().atMost(PATIENCE).until(() -> page.html("/").contains("States are not confirmed at the moment"));
            assertThat(page.html("/")).contains("The system is operational");
        }
    }

    /** Whatever happens between a page and its stream: the stream begins with it. Other targets are not heard of. */
    @Test
    void aStreamBeginsWithWhatHappenedSinceThePageWasMade() throws IOException {
        PageRows rows = new PageRows().reset();
        rows.target("shop", "web", 2).target("hidden", "other", 2);
        Path file = Files.writeString(
                directory.resolve("two.yaml"),
                "pages: [{access: public, groups: [{match: {labels: {team: web}}}]},"
                        + " {slug: all, access: public, groups: [{match: {labels: {team: other}}}]}]");
        try (Serving page = new Serving(rows.database(), file).ready()) {
            String before = events(page, "/");
            String all = events(page, "/all/");
            rows.become("hidden", "down", "connect");
            await().atMost(PATIENCE).until(() -> !events(page, "/all/").equals(all));
            assertThat(events(page, "/")).isEqualTo(before);
            try (BufferedReader stream = page.stream(before, null)) {
                assertThat(stream.readLine()).isEqualTo("retry: 3000");

                rows.become("shop", "down", "connect");

                assertThat(event(stream)).isEqualTo("event: state");
            }
            await().atMost(PATIENCE).until(() -> !events(page, "/").equals(before));
            try (BufferedReader stream = page.stream(before, null)) {
                assertThat(event(stream)).isEqualTo("event: refresh");
            }
            rows.become("shop", "up", null);
            try (BufferedReader stream = page.stream(events(page, "/"), null)) {
                assertThat(event(stream)).isEqualTo("event: state");
            }
        }
        // Another process has not seen what the browser has not heard of.
        try (Serving page = new Serving(rows.database(), file).ready();
                BufferedReader stream = page.stream("/events", "1")) {
            assertThat(event(stream)).isEqualTo("event: refresh");
        }
    }

    /** All that there are but its own: a browser at another address is told of changes all the same. */
    @Test
    void anAddressThatTakesAllStreamsMakesRoomForOthers() throws IOException {
        Path file = Files.writeString(
                directory.resolve("crowd.yaml"),
                "trusted_proxies: [127.0.0.0/8]\npages: [{access: public, groups: [{match: {}}]}]");
        try (Serving page = new Serving(record().database(), file).ready()) {
            for (int i = 1; i <= Serving.STREAMS; i++) {
                assertThat(page.listen("203.0.113.9")).as("stream " + i).isEqualTo(200);
            }
            assertThat(page.listen("203.0.113.9")).isEqualTo(503);
            assertThat(page.listen("198.51.100.1")).isEqualTo(200);
            assertThat(page.listen("198.51.100.2")).isEqualTo(200);
            assertThat(page.streams()).isEqualTo(Serving.STREAMS);
        }
    }

    /** However many changes are written while the record is read. */
    @Test
    void aStreamHasEachChangeOnce() throws IOException {
        PageRows rows = new PageRows().reset().target("shop", "web", 2);
        try (Serving page = new Serving(rows.database(), null).ready();
                BufferedReader stream = page.stream("/events", null)) {
            assertThat(stream.readLine()).isEqualTo("retry: 3000");
            int changes = 400;
            for (int i = 1; i < changes; i++) {
                rows.become("shop", i % 2 == 0 ? "up" : "down", "connect");
            }
            long last = (Long) Objects.requireNonNull(rows.database()
                    .query("SELECT max(id) AS last FROM state_changes")
                    .get(0)
                    .get("last"));
            List<Long> ids = new ArrayList<>();
            while (ids.isEmpty() || ids.get(ids.size() - 1) < last) {
                String line = String.valueOf(stream.readLine());
                if (line.startsWith("id: ")) {
                    ids.add(Long.parseLong(line.substring("id: ".length())));
                }
            }
            assertThat(ids)
                    .containsExactlyElementsOf(LongStream.rangeClosed(last - changes + 2, last)
                            .boxed()
                            .toList());
        }
    }

    private static String events(Serving page, String path) {
        String html = page.html(path);
        int from = html.indexOf("data-events=\"") + "data-events=\"".length();
        return html.substring(from, html.indexOf('"', from)).replace("&amp;", "&");
    }

    /** The next event of a stream, but for its number. */
    private static String event(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (line != null && !line.startsWith("event:")) {
            line = stream.readLine();
        }
        return String.valueOf(line);
    }
}
