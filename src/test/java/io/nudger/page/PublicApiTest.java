package io.nudger.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.State;
import io.nudger.config.Glob;
import io.nudger.config.Match;
import io.nudger.config.PageAccess;
import io.nudger.config.PageGroup;
import io.nudger.config.PageSpec;
import io.nudger.query.Catalog;
import io.nudger.query.MaintenanceEntry;
import io.nudger.query.OutageEntry;
import io.nudger.query.Recent;
import io.nudger.query.Sums;
import io.nudger.query.TargetEntry;
import io.nudger.query.TargetState;
import io.nudger.query.TargetState.Votes;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

/** What programs are answered of a page that shows two of three targets. */
final class PublicApiTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Votes BOTH = new Votes(List.of("eu", "us"), List.of(), List.of(), List.of(), List.of());
    private static final List<String> PATHS = List.of(
            "/api/v1/targets",
            "/api/v1/targets/shop",
            "/api/v1/outages",
            "/api/v1/maintenances",
            "/api/v1/endpoints/statuses",
            "/api/v2/summary.json",
            "/api/v2/status.json",
            "/api/v2/components.json",
            "/api/v2/incidents.json",
            "/api/v2/incidents/unresolved.json",
            "/api/v2/scheduled-maintenances.json",
            "/api/v2/scheduled-maintenances/upcoming.json",
            "/badge/shop/status.svg",
            "/badge/shop/uptime/24h.json",
            "/badge/blog/response_time.svg",
            "/api/v1/endpoints/web-sites_shop/health/badge.shields",
            "/api/v1/endpoints/web-sites_shop/uptimes/24h/badge.svg",
            "/feed.atom");

    private static final Vertx VERTX = Vertx.vertx();
    private static HttpServer server;
    private static WebClient client;

    @BeforeAll
    static void serve() throws IOException {
        PageDirectory directory = new PageDirectory();
        PageSpec spec = page("", new PageAccess.Everybody());
        PageSpec closed = page("inside", new PageAccess.Networks(List.of()));
        directory.publish(List.of(
                new PublishedPage(spec, PageAssets.of(spec), TrustedProxies.NONE),
                new PublishedPage(closed, PageAssets.of(closed), TrustedProxies.NONE)));
        Router router = Router.router(VERTX);
        new PublicApi(VERTX, directory, PublicApiTest::model, question -> false).mount(router);
        server = VERTX.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
        client = WebClient.create(VERTX, new WebClientOptions().setFollowRedirects(false));
    }

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    static Stream<String> paths() {
        return PATHS.stream();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void whatThePageDoesNotShowIsInNoAnswer(String path) {
        Answer answer = get(path);
        assertThat(answer.status).isEqualTo(200);
        assertThat(answer.text).doesNotContain("secret", "10.0.0.1", "ops");
        assertThat(get("/inside" + path).status).isEqualTo(403);
        assertThat(get(path.replace("shop", "secret").replace("blog", "secret")).text)
                .doesNotContain("10.0.0.1");
    }

    @Test
    void aTargetThatIsNotShownIsNotThere() {
        for (String path : List.of(
                "/api/v1/targets/secret",
                "/badge/secret/status.svg",
                "/api/v1/endpoints/_secret/health/badge.svg",
                "/api/v1/nothing",
                "/badge/shop/uptime/7y.svg")) {
            Answer answer = get(path);
            assertThat(answer.status).as(path).isEqualTo(404);
            assertThat(answer.type).isEqualTo("application/problem+json");
            assertThat(answer.json().getInteger("status")).isEqualTo(404);
        }
    }

    @Test
    void readersOfStatuspageUnderstandIt() {
        JsonObject summary = get("/api/v2/summary.json").json();
        assertThat(summary.getJsonObject("status").getMap())
                .containsEntry("indicator", "critical")
                .containsEntry("description", "Major System Outage");
        JsonArray components = summary.getJsonArray("components");
        assertThat(components.getJsonObject(0).getMap())
                .containsEntry("name", "Web Sites")
                .containsEntry("group", true)
                .containsEntry("status", "major_outage");
        assertThat(components.getJsonObject(1).getMap())
                .containsEntry("name", "Our blog")
                .containsEntry("status", "under_maintenance")
                .containsEntry("group_id", "group-1");
        assertThat(summary.getJsonArray("incidents").getJsonObject(0).getMap())
                .containsEntry("status", "investigating")
                .containsEntry("impact", "major")
                .containsEntry("name", "shop: down (timeout)");
        assertThat(get("/api/v2/incidents.json").json().getJsonArray("incidents"))
                .hasSize(2);
        assertThat(summary.getJsonArray("scheduled_maintenances")
                        .getJsonObject(0)
                        .getMap())
                .containsEntry("status", "in_progress");
    }

    @Test
    void badgesAndTheFeedAreWellFormed() throws Exception {
        assertThat(get("/badge/shop/status.json").json().getMap())
                .containsEntry("schemaVersion", 1)
                .containsEntry("label", "shop")
                .containsEntry("message", "down")
                .containsEntry("isError", true);
        assertThat(get("/badge/shop/uptime/24h.json").json().getString("message"))
                .isEqualTo("99.9 %");
        assertThat(get("/badge/blog/status.json").json().getString("message")).isEqualTo("maintenance");
        assertThat(xml(get("/badge/shop/uptime/24h.svg").text)
                        .getDocumentElement()
                        .getAttribute("aria-label"))
                .isEqualTo("uptime 24h: 99.9 %");
        Document feed = xml(get("/feed.atom").text);
        assertThat(feed.getElementsByTagName("id").item(1).getTextContent()).isEqualTo("tag:nudger,2026:/outage-7");
        assertThat(feed.getElementsByTagName("title").item(1).getTextContent()).isEqualTo("shop is down (timeout)");
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private record Answer(int status, String type, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }
    }

    private static Answer get(String path) {
        return client.get(server.actualPort(), "127.0.0.1", path)
                .send()
                .map(response -> new Answer(
                        response.statusCode(),
                        String.valueOf(response.getHeader("content-type")),
                        response.body() == null ? "" : response.bodyAsString()))
                .await();
    }

    private static PageSpec page(String slug, PageAccess access) {
        PageGroup group = new PageGroup(
                "Web Sites",
                new Match(Map.of("team", Glob.of("web")), List.of(), List.of(), List.of()),
                Map.of("blog", "Our blog"),
                Set.of(PageGroup.Part.values()));
        return new PageSpec(
                slug,
                new PageSpec.PageLook("Example", null, null, "#0969da", List.of("en")),
                access,
                List.of(group),
                90,
                List.of(1),
                false,
                false,
                List.of());
    }

    private static Model model() {
        return new Model(
                1,
                NOW,
                false,
                true,
                new Catalog(
                        List.of(
                                target(1, "blog", "web"),
                                target(2, "secret", "ops"),
                                target(3, "shop", "web"),
                                target(4, "secretly taken out", "web")),
                        Map.of()),
                Map.of(1, new TreeMap<>()),
                Map.of(),
                Map.of(3, new Recent(new Sums(999, 1, 0, 0), new Sums(999, 1, 0, 0), 999_000)),
                Map.of(
                        1, new TargetState(State.DOWN, NOW, BOTH, "connect", false, null),
                        2, new TargetState(State.DOWN, NOW, BOTH, "connect", false, 8L),
                        3, new TargetState(State.DOWN, NOW, BOTH, "timeout", false, 7L),
                        4, new TargetState(State.STALE, NOW, BOTH, null, true, null)),
                List.of(
                        new OutageEntry(8, 2, NOW.minusSeconds(60), NOW, null, State.DOWN, "connect", false),
                        new OutageEntry(
                                7, 3, NOW.minusSeconds(90), NOW.minusSeconds(30), null, State.DOWN, "timeout", false),
                        new OutageEntry(
                                6,
                                3,
                                NOW.minusSeconds(9_000),
                                NOW.minusSeconds(8_900),
                                NOW.minusSeconds(8_000),
                                State.PARTIAL,
                                null,
                                false)),
                List.of(
                        new MaintenanceEntry(4, "move", NOW.minusSeconds(60), NOW.plusSeconds(600), Set.of(1)),
                        new MaintenanceEntry(5, "secret work", NOW, NOW.plusSeconds(600), Set.of(2))),
                Map.of());
    }

    private static TargetEntry target(int id, String name, String team) {
        return new TargetEntry(
                id,
                name,
                null,
                "https://10.0.0.1/",
                null,
                Map.of("team", team),
                Duration.ofSeconds(10),
                NOW.minus(Duration.ofDays(1)),
                NOW);
    }
}
