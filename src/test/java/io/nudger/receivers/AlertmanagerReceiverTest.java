package io.nudger.receivers;

import static io.nudger.receivers.Sending.SHOP;
import static io.nudger.receivers.Sending.down;
import static io.nudger.receivers.Sending.notice;
import static io.nudger.receivers.Sending.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nudger.config.AddressRules;
import io.nudger.receivers.Delivery.Result;
import io.nudger.testing.FreePorts;
import io.nudger.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlertmanagerReceiverTest {
    private static Vertx vertx;
    private static Sink sink;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        sink = Sink.plain(vertx);
    }

    @AfterAll
    static void stop() {
        Futures.get(vertx.close());
    }

    private static Receiver alertmanager(String urls) {
        return Sending.receiver(
                vertx, "alertmanager: {urls: [" + urls + "], labels: {source: nudger}, auth: {bearer: s3cret-word}}");
    }

    private static JsonObject alert(Sink.Taken taken) {
        return new JsonArray(taken.body()).getJsonObject(0);
    }

    /** Its labels are what an alert is known by: through all that an outage goes through they stay the same. */
    @Test
    void anOutageIsOneAlert() {
        sink.answering(request -> Sink.end(request.response(), ""));
        Receiver receiver = alertmanager("'" + sink.url() + "/'");

        Sending.deliver(receiver, down());
        Sending.deliver(
                receiver,
                notice(Kind.PARTIAL, "shop is down in one zone", Sending.of("shop", "partial", SHOP.since())));
        Sending.deliver(receiver, notice(Kind.UP, "shop is up again", Sending.of("shop", "up", Sending.NOW)));

        List<JsonObject> alerts =
                sink.taken().stream().map(AlertmanagerReceiverTest::alert).toList();
        assertThat(sink.taken().get(0).uri()).isEqualTo("/api/v2/alerts");
        assertThat(sink.taken().get(0).headers().get("authorization")).isEqualTo("Bearer s3cret-word");
        assertThat(alerts)
                .allSatisfy(alert -> assertThat(alert.getJsonObject("labels"))
                        .isEqualTo(new JsonObject()
                                .put("alertname", "SiteDown")
                                .put("severity", "critical")
                                .put("source", "nudger")
                                .put("target", "shop")
                                .put("team", "web")))
                .allSatisfy(alert -> assertThat(alert.getString("startsAt")).isEqualTo("2026-11-30T11:47:30Z"));
        assertThat(alerts)
                .extracting(alert -> alert.getString("endsAt"))
                .containsExactly("2026-11-30T12:02:00Z", "2026-11-30T12:02:00Z", "2026-11-30T12:00:00Z");
    }

    @Test
    void oneMemberOfTheClusterIsEnough() {
        Sink busy = Sink.plain(vertx);
        busy.answering(request -> Sink.end(request.response().setStatusCode(503), ""));
        sink.answering(request -> Sink.end(request.response(), ""));

        Delivery delivery = send(alertmanager("'" + busy.url() + "', '" + sink.url() + "'"), down());

        assertThat(delivery.result()).isEqualTo(Result.ACCEPTED);
        assertThat(delivery.detail()).contains(busy.url() + ": 503");
        assertThat(send(alertmanager("'" + busy.url() + "'"), down()).result()).isEqualTo(Result.RETRY);
        busy.close();
    }

    /** Names of labels are freer in nudger than in every Alertmanager. */
    @Test
    void namesOfLabelsAreMadeFit() {
        sink.answering(request -> Sink.end(request.response(), ""));
        Item item = new Item(
                "shop",
                null,
                "down",
                SHOP.since(),
                List.of(),
                null,
                null,
                null,
                null,
                Map.of("1st-team", "w\"eb\n"),
                null);

        Sending.deliver(alertmanager("'" + sink.url() + "'"), notice(Kind.DOWN, "shop is down", item));

        assertThat(alert(sink.taken().get(0)).getJsonObject("labels").getString("_1st_team"))
                .isEqualTo("w\"eb\n");
    }

    /** Debian's package prometheus-alertmanager. */
    @Test
    void aRealAlertmanagerTakesThem() throws Exception {
        Path program = Stream.of(System.getenv("PATH").split(":", -1))
                .map(each -> Path.of(each, "prometheus-alertmanager"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeThat(program)
                .as("prometheus-alertmanager is not installed; it is in Debian's package of this name")
                .isNotNull();
        int port = FreePorts.next();
        Process process = run(requireNonNull(program), port);
        try {
            String url = "http://localhost:" + port;
            WebClient client = WebClient.create(vertx);
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() ->
                            Futures.get(client.getAbs(url + "/-/ready").send()).statusCode() == 200);
            Receivers receivers = Receivers.of(
                    vertx,
                    Sending.alerts("receivers: [{name: am, alertmanager: {urls: ['" + url + "']}}]"),
                    AddressRules.DEFAULT,
                    Clock.systemUTC());
            Instant start = Instant.now().minusSeconds(60);

            Delivery firing = send(receivers.get("am"), now(Kind.DOWN, "down", start, start));
            assertThat(firing.result()).as(firing.detail()).isEqualTo(Result.ACCEPTED);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(active(client, url)).hasSize(1));
            Delivery over = send(receivers.get("am"), now(Kind.UP, "up", Instant.now(), start));
            assertThat(over.result()).as(over.detail()).isEqualTo(Result.ACCEPTED);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(active(client, url)).isEmpty());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Process run(Path program, int port) throws IOException {
        Path config = Files.writeString(
                directory.resolve("alertmanager.yml"), "route: {receiver: none}\nreceivers: [{name: none}]\n");
        return new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.path=" + directory.resolve("data"),
                        "--cluster.listen-address=",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static Notice now(Kind kind, String state, Instant since, Instant start) {
        Item item = new Item(
                "shop",
                null,
                state,
                since,
                List.of("eu"),
                null,
                null,
                null,
                "https://status.example/",
                Map.of("team", "web"),
                "shop/" + start);
        return new Notice(
                "shop/" + start, kind, "shop", List.of(item), 0, Instant.now(), null, Notice.Links.NONE, false);
    }

    private static JsonArray active(WebClient client, String url) {
        Buffer body = Futures.get(
                        client.getAbs(url + "/api/v2/alerts?active=true").send())
                .body();
        return new JsonArray(body);
    }
}
