package io.nudger.receivers;

import static io.nudger.receivers.Sending.SHOP;
import static io.nudger.receivers.Sending.down;
import static io.nudger.receivers.Sending.notice;
import static io.nudger.receivers.Sending.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.config.AddressRange;
import io.nudger.config.AddressRules;
import io.nudger.config.WebhookKey;
import io.nudger.document.Refusal;
import io.nudger.receivers.Delivery.Result;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import io.nudger.testing.ForwardProxy;
import io.nudger.testing.Futures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of services that are slow, busy, broken, gone or not what they say. */
final class HttpReceiverTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Receivers");

    private static Vertx vertx;
    private static Sink sink;
    private static Sink secure;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        sink = Sink.plain(vertx);
        Identity identity = AUTHORITY.issue("sink", Instant.now().plus(Duration.ofDays(30)), "localhost");
        secure = Sink.with(
                vertx,
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setKeyValue(Buffer.buffer(identity.keyPem()))
                                .setCertValue(Buffer.buffer(identity.certificatePem()))));
    }

    @AfterAll
    static void stop() {
        Futures.get(vertx.close());
    }

    @BeforeEach
    void accept() {
        sink.answering(request -> Sink.end(request.response(), "ok"));
        secure.answering(request -> Sink.end(request.response(), "ok"));
    }

    private static Receiver webhook(String options) {
        return Sending.receiver(vertx, "webhook: {url: '" + sink.url() + "/hook/Ts3cret1'" + options + "}");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
            200, ok,                         -,                              ACCEPTED, -,    200 OK: ok
            204, '',                         -,                              ACCEPTED, -,    204 No Content
            301, '',                         -,                              REFUSED,  -,    '301 Moved Permanently; redirects are not followed, give the URL that this one leads to'
            400, invalid_payload,            -,                              REFUSED,  -,    400 Bad Request: invalid_payload
            404, no_service,                 7,                              REFUSED,  -,    404 Not Found: no_service
            408, '',                         -,                              RETRY,    -,    408 Request Timeout
            425, '',                         -,                              RETRY,    -,    425 Unordered Collection
            429, '',                         17,                             RETRY,    PT17S, 429 Too Many Requests
            429, '',                         'Mon, 30 Nov 2026 12:00:30 GMT', RETRY,   PT30S, 429 Too Many Requests
            429, '',                         'Mon, 30 Nov 2026 11:00:30 GMT', RETRY,   PT0S, 429 Too Many Requests
            429, '',                         99999999,                       RETRY,    PT1H, 429 Too Many Requests
            429, '',                         soon,                           RETRY,    -,    429 Too Many Requests
            429, '{"parameters":{"retry_after":5}}', -,                      RETRY,    PT5S, '429 Too Many Requests: {"parameters":{"retry_after":5}}'
            500, '',                         -,                              RETRY,    -,    500 Internal Server Error
            503, '',                         3,                              RETRY,    PT3S, 503 Service Unavailable
            """)
    void anAnswerDecides(
            int status,
            String body,
            @Nullable String retryAfter,
            Result result,
            @Nullable Duration pause,
            String detail) {
        sink.answering(request -> {
            if (retryAfter != null) {
                request.response().putHeader("retry-after", retryAfter);
            }
            Sink.end(request.response().setStatusCode(status), body);
        });

        assertThat(send(webhook(""), down())).isEqualTo(new Delivery(result, detail, pause));
    }

    @Test
    void aSuccessIsWhatTheFileSays() {
        sink.answering(request -> Sink.end(request.response().setStatusCode(404), ""));
        assertThat(send(webhook(", ok: '2xx,404'"), down()).result()).isEqualTo(Result.ACCEPTED);

        sink.answering(request -> Sink.end(request.response(), ""));
        assertThat(send(webhook(", ok: '202'"), down()).result()).isEqualTo(Result.REFUSED);
    }

    /** It has it, but nobody knows: it gets it again. */
    @Test
    void aServiceThatClosesAfterReadingIsTriedAgain() {
        sink.answering(request -> closed(request.connection().close()));

        Delivery delivery = send(webhook(""), down());

        assertThat(delivery.result()).isEqualTo(Result.RETRY);
        assertThat(sink.taken()).hasSize(1);
        accept();
        assertThat(send(webhook(""), down()).result()).isEqualTo(Result.ACCEPTED);
    }

    @Test
    void aSlowServiceIsTriedAgain() {
        sink.answering(request -> {});

        assertThat(send(webhook(", timeout: 200ms"), down())).isEqualTo(Delivery.retry("no answer within 0 s"));
    }

    /** Each drop would put off a timeout that only looks at silence; without an end it would use a connection for ever. */
    @Test
    void anAnswerWithoutAnEndDoesNotLast() {
        AtomicBoolean closed = new AtomicBoolean();
        sink.answering(request -> {
            request.connection().closeHandler(gone -> closed.set(true));
            request.response().setChunked(true);
            long timer = vertx.setPeriodic(20, tick -> closed(request.response().write("x".repeat(10_000))));
            request.response().closeHandler(gone -> vertx.cancelTimer(timer));
        });

        Delivery delivery = send(webhook(", timeout: 300ms"), down());

        assertThat(delivery.result()).isEqualTo(Result.RETRY);
        Awaitility.await().untilTrue(closed);
    }

    @Test
    void aLongAnswerIsNotKept() {
        sink.answering(request -> Sink.end(request.response().setStatusCode(400), "é".repeat(1_000_000)));

        Delivery delivery = send(webhook(""), down());

        assertThat(delivery.result()).isEqualTo(Result.REFUSED);
        assertThat(delivery.detail()).startsWith("400 Bad Request: éé").hasSizeLessThan(400);
    }

    @Test
    void nobodyAtThePortIsTriedAgain() {
        Sink gone = Sink.plain(vertx);
        String url = gone.url() + "/Ts3cret1";
        gone.close();

        Delivery delivery = send(Sending.receiver(vertx, "slack: {url: '" + url + "'}"), down());

        assertThat(delivery.result()).isEqualTo(Result.RETRY);
        assertThat(delivery.detail()).contains("refused").doesNotContain("s3cret");
    }

    @Test
    void aHostWithoutAddressIsTriedAgain() {
        Delivery delivery = send(Sending.receiver(vertx, "slack: {url: 'http://nowhere.invalid/Ts3cret1'}"), down());

        assertThat(delivery.result()).isEqualTo(Result.RETRY);
        assertThat(delivery.detail()).contains("nowhere.invalid").doesNotContain("s3cret");
    }

    @Test
    void deniedAddressesAreNotConnectedTo() {
        AddressRules rules = new AddressRules(List.of(AddressRange.parse("127.0.0.0/8")), List.of());
        for (String host : List.of("localhost", "127.0.0.1")) {
            Receivers receivers =
                    Sending.receivers(vertx, "receivers: [{name: x, slack: {url: '" + sink.url(host) + "'}}]", rules);

            Delivery delivery = send(receivers.get("x"), down());

            assertThat(delivery.result()).isEqualTo(Result.RETRY);
            assertThat(delivery.detail()).contains("127.0.0.1", "denied as 127.0.0.0/8");
        }
        Delivery metadata =
                send(Sending.receiver(vertx, "slack: {url: 'http://169.254.169.254/latest/meta-data'}"), down());
        assertThat(metadata.detail()).contains("denied as 169.254.0.0/16");
        assertThat(sink.taken()).isEmpty();
    }

    @Test
    void certificatesAreVerified() throws IOException {
        String url = "url: '" + secure.url() + "'";
        Path pem = Files.writeString(directory.resolve("ca.pem"), AUTHORITY.pem());

        Delivery untrusted = send(Sending.receiver(vertx, "slack: {" + url + "}"), down());
        assertThat(untrusted.result()).isEqualTo(Result.RETRY);
        assertThat(untrusted.detail()).startsWith("no TLS connection: ");

        Delivery trusted = send(Sending.receiver(vertx, "slack: {" + url + ", tls: {ca_file: '" + pem + "'}}"), down());
        assertThat(trusted.result()).isEqualTo(Result.ACCEPTED);

        Delivery otherName = send(
                Sending.receiver(
                        vertx, "slack: {url: '" + secure.url("127.0.0.1") + "', tls: {ca_file: '" + pem + "'}}"),
                down());
        assertThat(otherName.result()).isEqualTo(Result.RETRY);

        Delivery unverified = send(Sending.receiver(vertx, "slack: {" + url + ", tls: {verify: false}}"), down());
        assertThat(unverified.result()).isEqualTo(Result.ACCEPTED);
    }

    @Test
    void proxiesAreOnTheWay() throws IOException {
        try (ForwardProxy proxy = new ForwardProxy(Map.of("hooks.test", "127.0.0.1"), "joe:s3cret")) {
            String proxied = "', proxy: 'http://joe:s3cret@127.0.0.1:" + proxy.port() + "', tls: {verify: false}}";

            assertThat(send(Sending.receiver(vertx, "slack: {url: '" + sink.url("hooks.test") + proxied), down())
                            .result())
                    .isEqualTo(Result.ACCEPTED);
            assertThat(send(Sending.receiver(vertx, "slack: {url: '" + secure.url("hooks.test") + proxied), down())
                            .result())
                    .isEqualTo(Result.ACCEPTED);
        }
    }

    /** A service may say back what it was sent. */
    @Test
    void secretsThatComeBackAreHidden() {
        sink.answering(request -> Sink.end(
                request.response().setStatusCode(400),
                request.uri() + " " + request.getHeader("x-token") + " " + request.getHeader("authorization")
                        + " Ts3cret1"));
        Receiver receiver = webhook(", headers: {x-token: s3cret-too}, auth: {bearer: s3cret-three}");

        Delivery delivery = send(receiver, down());

        assertThat(delivery.result()).isEqualTo(Result.REFUSED);
        assertThat(delivery.detail()).doesNotContain("s3cret").contains("******");
        assertThat(receiver.preview(down())).doesNotContain("s3cret");
    }

    @Test
    void aWebhookWithoutABodyGetsTheJsonOfNudger() {
        Sending.deliver(webhook(""), down());

        assertThat(sink.only().headers().get("content-type")).isEqualTo("application/json");
        assertThat(new JsonObject(sink.only().body()))
                .isEqualTo(new JsonObject()
                        .put("v", 1)
                        .put("key", "shop/2026-11-30T11:47:30Z/DOWN/1")
                        .put("kind", "down")
                        .put("severity", "critical")
                        .put("headline", "shop is down (timeout)")
                        .put("test", false)
                        .put("at", "2026-11-30T12:00:00Z")
                        .putNull("lasted_seconds")
                        .put("link", "https://status.example/")
                        .putNull("acknowledge")
                        .put("more", 0)
                        .put(
                                "items",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("target", "shop")
                                                .put("state", "down")
                                                .put("since", "2026-11-30T11:47:30Z")
                                                .put(
                                                        "zones",
                                                        new JsonArray()
                                                                .add("eu")
                                                                .add("us"))
                                                .put("reason", "timeout")
                                                .putNull("title")
                                                .put("message", "No complete response within 5 s.")
                                                .put("url", "https://shop.example/")
                                                .put("link", "https://status.example/shop")
                                                .put("labels", new JsonObject().put("team", "web"))
                                                .put("outage", "shop/2026-11-30T11:47:30Z"))));
    }

    @Test
    void aWebhookMayHaveABodyOfItsOwn() {
        String body =
                "{\"s\": \"{{{title}}}\", \"l\": [{{#items}}\"{{target_title}} {{&message}}\"{{^-last}}, {{/-last}}{{/items}}]}";
        Item other = new Item(
                "cart", "Körbe", "down", SHOP.since(), List.of(), null, "a \"quote\"", null, null, Map.of(), null);

        Sending.deliver(
                webhook(", method: PUT, body: '" + body + "'"), notice(Kind.DOWN, "two \"targets\"", SHOP, other));

        assertThat(sink.only().method()).isEqualTo("PUT");
        assertThat(new JsonObject(sink.only().body()))
                .isEqualTo(new JsonObject()
                        .put("s", "two \"targets\"")
                        .put(
                                "l",
                                new JsonArray()
                                        .add("shop No complete response within 5 s.")
                                        .add("Körbe a \"quote\"")));
    }

    /** The example of the reference libraries of Standard Webhooks. */
    @Test
    void signaturesAreThoseOfStandardWebhooks() throws Refusal {
        Map<String, String> headers = WebhookSignature.headers(
                WebhookKey.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1_614_265_330),
                "{\"test\": 2432232314}");

        assertThat(headers)
                .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .containsEntry("webhook-timestamp", "1614265330")
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void theSameNoticeIsSignedWithTheSameId() throws Refusal {
        String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        Receiver receiver = webhook(", secret: " + secret);

        Sending.deliver(receiver, down());
        Sending.deliver(receiver, down());
        Sending.deliver(receiver, notice(Kind.UP, "shop is up again"));

        List<String> ids = sink.taken().stream()
                .map(taken -> taken.headers().get("webhook-id"))
                .toList();
        assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
        Sink.Taken first = sink.taken().get(0);
        assertThat(WebhookSignature.headers(WebhookKey.parse(secret), ids.get(0), Sending.NOW, first.body()))
                .containsEntry("webhook-signature", first.headers().get("webhook-signature"));
        assertThat(receiver.preview(down())).doesNotContain(secret);
    }

    /** PagerDuty takes one target at a time, and so many in a minute: who was taken is not sent again. */
    @Test
    void targetsThatWereTakenAreNotSentAgain() {
        AtomicInteger count = new AtomicInteger();
        sink.answering(
                request -> Sink.end(request.response().setStatusCode(count.incrementAndGet() > 2 ? 429 : 202), ""));
        Receiver receiver = Sending.receiver(vertx, "pagerduty: {routing_key: k, url: '" + sink.url() + "'}");
        Notice notice = notice(
                Kind.DOWN,
                "3 targets are down",
                Sending.of("a", "down", SHOP.since()),
                Sending.of("b", "down", SHOP.since()),
                Sending.of("c", "down", SHOP.since()));

        assertThat(send(receiver, notice).result()).isEqualTo(Result.RETRY);
        assertThat(sink.taken()).hasSize(3);
        accept();
        assertThat(send(receiver, notice).result()).isEqualTo(Result.ACCEPTED);
        assertThat(sink.taken()).hasSize(1);
        // A notice that is over is forgotten: who sends it again means it.
        assertThat(send(receiver, notice).result()).isEqualTo(Result.ACCEPTED);
        assertThat(sink.taken()).hasSize(4);
    }

    @Test
    void pagerDutyResolvesWhatItTriggered() {
        Receiver receiver = Sending.receiver(vertx, "pagerduty: {routing_key: k, url: '" + sink.url() + "'}");

        Sending.deliver(receiver, down());
        Sending.deliver(receiver, notice(Kind.UP, "shop is up again", Sending.of("shop", "up", Sending.NOW)));

        JsonObject trigger = new JsonObject(sink.taken().get(0).body());
        JsonObject resolve = new JsonObject(sink.taken().get(1).body());
        assertThat(trigger.getString("event_action")).isEqualTo("trigger");
        assertThat(resolve.getString("event_action")).isEqualTo("resolve");
        assertThat(resolve.getString("dedup_key")).isEqualTo(trigger.getString("dedup_key"));
    }

    @Test
    void theWatchdogIsPinged() {
        Receivers receivers =
                Sending.receivers(vertx, "watchdog: {url: '" + sink.url() + "/ping/Ts3cret1'}", AddressRules.DEFAULT);

        assertThat(Futures.get(receivers.pingWatchdog()).result()).isEqualTo(Result.ACCEPTED);
        assertThat(sink.only().uri()).isEqualTo("/ping/Ts3cret1");
    }

    @Test
    void everyKindHasASample() {
        for (Kind kind : Kind.values()) {
            for (String yaml : List.of("slack: {url: 'http://a.example/'}", "pagerduty: {routing_key: k}")) {
                String preview = Sending.receiver(vertx, yaml).preview(Samples.of(kind, Sending.NOW));

                assertThat(preview)
                        .as("%s", kind)
                        .doesNotContain("not valid JSON")
                        .contains("TEST: ");
            }
        }
    }

    private static void closed(Future<Void> future) {
        future.onFailure(failure -> {});
    }
}
