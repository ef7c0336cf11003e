package io.nudger.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nudger.config.HttpSettings;
import io.nudger.testing.ForeignTexts;
import io.nudger.testing.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class WebVerticleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = Metrics.create("1.2.3");
    private final Health health = Health.create(vertx);
    private final AtomicBoolean kafka = new AtomicBoolean(true);
    private WebClient client;
    private int port;

    @BeforeEach
    void deploy() {
        metrics.reportProcess();
        port = FreePorts.next();
        health.live().register("event-loop", promise -> promise.complete(Status.OK()));
        health.ready()
                .register(
                        "kafka",
                        promise -> promise.complete(
                                kafka.get()
                                        ? Status.OK()
                                        : Status.KO(new JsonObject().put("reason", "no broker answers"))));
        client = WebClient.create(vertx);
        vertx.deployVerticle(
                        new WebVerticle(new HttpSettings("127.0.0.1", port), health, metrics.registry(), 100, 8000))
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        metrics.close();
    }

    @Test
    void healthIsOkWhileEverythingWorks() {
        for (String path : new String[] {"/health", "/health/live", "/health/ready"}) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(get("/health").bodyAsJsonObject())
                .isEqualTo(
                        new JsonObject(
                                """
                        {"status": "UP", "checks": [
                          {"id": "event-loop", "status": "UP"}, {"id": "kafka", "status": "UP"}]}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/metrics"})
    void theHeadOfAnAnswerHasItToo(String path) {
        HttpResponse<Buffer> answer =
                client.head(port, "127.0.0.1", path).send().await();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNull();
        assertThat(answer.getHeader("content-type")).isEqualTo(get(path).getHeader("content-type"));
        assertThat(client.post(port, "127.0.0.1", path).send().await().statusCode())
                .isEqualTo(405);
    }

    @Test
    void aVisitorWhoLeavesIsNoError() throws IOException {
        AtomicReference<Promise<Status>> pending = new AtomicReference<>();
        health.ready().register("slow", PATIENCE.toMillis(), pending::set);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("io.vertx.ext.web.RoutingContext");
        logger.addAppender(log);
        log.start();
        try (Socket visitor = new Socket(InetAddress.getLoopbackAddress(), port)) {
            visitor.getOutputStream().write("GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            Awaitility.await().until(() -> pending.get() != null);
        }
        HttpResponse<Buffer> next = get("/health/live");
        requireNonNull(pending.get()).complete(Status.OK());
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        logger.detachAppender(log);
        assertThat(log.list).isEmpty();
    }

    @Test
    void whatOthersSaidOfTheirTroubleIsHarmless() {
        JsonObject said = new JsonObject().put("reason", ForeignTexts.ALL);
        health.detail().register("odd", check -> check.complete(Status.KO(said)));

        HttpResponse<Buffer> answer = get("/health");

        ForeignTexts.assertHarmless(answer.bodyAsString());
        JsonObject odd = answer.bodyAsJsonObject().getJsonArray("checks").getJsonObject(2);
        assertThat(odd.getJsonObject("data")).isEqualTo(said);
    }

    @Test
    void aFailedDependencyIsNamedWithItsReasonAndLeavesLivenessAlone() {
        kafka.set(false);

        HttpResponse<Buffer> answer = get("/health/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.bodyAsJsonObject())
                .isEqualTo(
                        new JsonObject(
                                """
                        {"status": "DOWN", "checks": [
                          {"id": "kafka", "status": "DOWN", "data": {"reason": "no broker answers"}}]}"""));
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void whatSomebodyShouldLookAtIsADetailOfHealthAndLeavesReadinessAlone() {
        health.detail().register("config", promise -> promise.complete(Status.KO()));

        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsComeAsPrometheusTextAndAsOpenMetricsOnDemand() {
        HttpResponse<Buffer> text = get("/metrics");
        assertThat(text.getHeader("content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(text.bodyAsString())
                .contains("# TYPE nudger_build_info gauge", "version=\"1.2.3\"", "jvm_memory_used_bytes");

        HttpResponse<Buffer> open = client.get(port, "127.0.0.1", "/metrics")
                .putHeader("accept", "application/openmetrics-text; version=1.0.0")
                .send()
                .await();
        assertThat(open.getHeader("content-type")).startsWith("application/openmetrics-text");
        assertThat(open.bodyAsString()).endsWith("# EOF\n");
    }

    @Test
    void aTakenPortIsExplained() {
        HttpSettings taken = new HttpSettings("127.0.0.1", port);
        try (Metrics other = Metrics.create("1.2.3")) {
            Future<String> second =
                    Vertx.vertx().deployVerticle(new WebVerticle(taken, health, other.registry(), 100, null));

            assertThatThrownBy(second::await)
                    .hasMessageContaining("http: cannot listen on 127.0.0.1:" + port)
                    .hasMessageContaining("set http.port to another");
        }
    }

    @Test
    void aStalledEventLoopIsNotAlive() {
        HealthChecks checks = HealthChecks.create(vertx);
        EventLoopPulse pulse = new EventLoopPulse(Duration.ofSeconds(1));
        pulse.registerOn(checks);
        Vertx stalled = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        stalled.deployVerticle(pulse.beaters().get()).await();
        CountDownLatch release = new CountDownLatch(1);
        assertThat(checks.checkStatus().await().getUp()).isTrue();

        stalled.getOrCreateContext().runOnContext(none -> awaitUninterruptibly(release));

        Awaitility.await().until(() -> !checks.checkStatus().await().getUp());
        release.countDown();
        Awaitility.await().until(() -> checks.checkStatus().await().getUp());
        stalled.close().await();
    }

    private HttpResponse<Buffer> get(String path) {
        return client.get(port, "127.0.0.1", path).send().await();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
