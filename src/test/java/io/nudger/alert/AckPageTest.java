package io.nudger.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.config.MessageLinks;
import io.nudger.document.Secret;
import io.nudger.testing.Futures;
import io.nudger.testing.StateRows;
import io.nudger.testing.WebhookSink;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the link in a message to the outage that somebody takes care of. */
@Tag("services")
final class AckPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String TOKEN = "the token of a program, 32 chars!";

    private static final StateRows ROWS = new StateRows();

    private final StateRows rows = ROWS.reset();
    private final WebhookSink sink = WebhookSink.start();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private MessageLinks links;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        server = Futures.get(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        links = new MessageLinks(
                null,
                "http://127.0.0.1:" + server.actualPort() + "/ack",
                Secret.of("what the links are signed with, 32"),
                Secret.of(TOKEN));
        new AckPage(links, rows.database.settings()).mount(router);
    }

    @AfterEach
    void close() {
        sink.close();
        Futures.get(vertx.close());
    }

    @Test
    void aLinkShowsTheOutagesAndAcknowledgesThemWhenItsButtonIsPressed() throws Exception {
        rows.zones("eu")
                .targets("<shop>", 2, "https://shop-#.example/")
                .target("other", "https://other.example/")
                .up("%");
        try (Alerting alerter = Alerting.start(rows.database, alerts(), links)) {
            awaitNumber(3, "SELECT count(*) FROM target_states");
            rows.down("<shop>%", "%", 2);
            await().atMost(PATIENCE).until(() -> sink.accepted().size() == 1);
            String link = new JsonObject(sink.accepted().get(0).body()).getString("acknowledge");
            assertThat(link).startsWith(links.acknowledge());

            HttpResponse<String> page = send("GET", link);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains("&lt;shop&gt;1", "&lt;shop&gt;2", "<form method=\"post\">")
                    .doesNotContain("other");
            assertThat(page.headers().firstValue("content-security-policy")).isPresent();
            assertThat(page.headers().firstValue("referrer-policy")).hasValue("no-referrer");
            assertThat(send("HEAD", link).statusCode()).isEqualTo(200);
            assertThat(acknowledged())
                    .as("whoever looks at links has changed nothing")
                    .isZero();

            for (String wrong : new String[] {
                link.substring(0, link.length() - 1) + "x",
                link.replaceFirst("/ack/(\\d+)/", "/ack/1$1/"),
                links.acknowledge() + "/x/y"
            }) {
                assertThat(send("POST", wrong).statusCode()).as(wrong).isEqualTo(404);
            }
            assertThat(acknowledged()).isZero();

            assertThat(send("POST", link + "?by=me&note=on%20it").body())
                    .contains("acknowledged by me")
                    .doesNotContain("<form");
            assertThat(send("POST", link).body()).contains("acknowledged by me");
            assertThat(rows.database.number(
                            "SELECT count(*) FROM outages WHERE acknowledged_by = 'me' AND note = 'on it'"))
                    .isEqualTo(2);

            rows.upAgain("<shop>%", "%");
            await().atMost(PATIENCE).until(() -> sink.accepted().size() == 2);
            assertThat(new JsonObject(sink.accepted().get(1).body()).getString("acknowledge"))
                    .as("of what is over")
                    .isNull();
            assertThat(send("GET", link).body()).contains("over since").doesNotContain("<form");
            assertThat(alerter.isUp("alerter")).isTrue();
        }
    }

    @Test
    void aProgramAcknowledgesWithTheTokenAndNobodyWithoutIt() throws Exception {
        rows.zones("eu").target("shop", "https://shop.example/").up("%");
        try (Alerting alerter = Alerting.start(rows.database, alerts(), links)) {
            awaitNumber(1, "SELECT count(*) FROM target_states");
            String target = links.acknowledge() + "?target=shop&by=pager";
            assertThat(send("POST", target, "Authorization", "Bearer " + TOKEN).statusCode())
                    .as("nothing goes on")
                    .isEqualTo(404);
            rows.down("shop", "%", 2);
            awaitNumber(1, "SELECT count(*) FROM outages");

            assertThat(send("POST", target).statusCode()).isEqualTo(401);
            assertThat(send("POST", target, "Authorization", "Bearer " + TOKEN + "x")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(send("POST", links.acknowledge() + "?target=shop", "Authorization", "Bearer " + TOKEN)
                            .statusCode())
                    .isEqualTo(400);
            assertThat(acknowledged()).isZero();

            HttpResponse<String> done = send("POST", target, "Authorization", "Bearer " + TOKEN);
            assertThat(done.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(done.body())
                            .getJsonArray("acknowledged")
                            .getJsonObject(0)
                            .getString("acknowledged_by"))
                    .isEqualTo("pager");
            assertThat(acknowledged()).isOne();
            assertThat(alerter.isUp("alerter")).isTrue();
        }
    }

    private Path alerts() {
        return Alerting.alerts(
                directory,
                "receivers: [{name: sink, webhook: {url: '" + sink.url() + "'}}]\n"
                        + "routes: [{to: [sink], group_wait: 0s}]\n");
    }

    private HttpResponse<String> send(String method, String url, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private long acknowledged() {
        return rows.database.number("SELECT count(*) FROM outages WHERE acknowledged_at IS NOT NULL");
    }

    private void awaitNumber(long number, String sql) {
        await().atMost(PATIENCE).until(() -> rows.database.number(sql) == number);
    }
}
