package io.nudger.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.nudger.config.HttpSettings;
import io.nudger.testing.FreePorts;
import io.nudger.testing.HostileScrapers;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.healthchecks.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients of health and metrics that take more than their share: whoever behaves is served meanwhile. */
class HostileScrapersTest {
    private static final int MAX = 40;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final Metrics metrics = Metrics.create("1.2.3");
    private final Health health = Health.create(vertx);
    private final AtomicInteger scrapes = new AtomicInteger();
    private final URI server = URI.create("http://127.0.0.1:" + FreePorts.next());
    private final HostileScrapers hostile = HostileScrapers.of(server);

    @BeforeEach
    void deploy() {
        health.live().register("event-loop", promise -> promise.complete(Status.OK()));
        Gauge.builder("scrapes", scrapes, AtomicInteger::incrementAndGet).register(metrics.registry());
        // A page of more than a megabyte, which no buffer of a socket holds.
        IntStream.range(0, 10_000).forEach(i -> Gauge.builder("big", () -> i)
                .tag("name", "a label that is as long as the name of a target with its zone may be, number " + i)
                .register(metrics.registry()));
        vertx.deployVerticle(new WebVerticle(
                        new HttpSettings(server.getHost(), server.getPort()),
                        health,
                        metrics.registry(),
                        MAX,
                        null,
                        new Visitors.Patience(SOON, SOON, SOON)))
                .await();
    }

    @AfterEach
    void close() {
        hostile.close();
        vertx.close().await();
        metrics.close();
    }

    @Test
    void whoScrapesWithoutPauseGetsOnePageASecondWithAllOthers() throws Exception {
        Instant begin = Instant.now();
        hostile.withoutPause(50);
        await().until(() -> scrapes.get() >= 2);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body()).contains("\nbig{").endsWith("\n");
        assertThat(scrapes.get())
                .isLessThanOrEqualTo(
                        2 + (int) Duration.between(begin, Instant.now()).toSeconds());
    }

    @Test
    void whoDoesNotReadIsClosedAndHoldsNobodyUp() throws Exception {
        hostile.unread(200, 100);
        assertThat(connections()).isLessThanOrEqualTo(MAX);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> {
            assertThat(closed("crowded")).isPositive();
            assertThat(closed("unread")).isPositive();
        });
        await().until(() -> connections() <= 1);
        assertThat(get("/metrics").body()).contains("\nbig{");
    }

    @Test
    void whoSendsNoRequestMakesRoomForWhoDoes() throws Exception {
        hostile.slow(300);
        for (int i = 0; i < 10; i++) {
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
        }
        assertThat(connections()).isLessThanOrEqualTo(MAX);
        await().until(() -> closed("slow") > 0 && hostile.connected() == 0);
    }

    @Test
    void thereIsNoHttp2() throws Exception {
        hostile.http2(6, 60);
        await().until(() -> hostile.connected() == 0);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(scrapes).hasValue(0);
    }

    @Test
    void aBodyIsNotRead() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/metrics"))
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(1 << 20)))
                .build();
        try {
            assertThat(client().send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(413);
        } catch (IOException closedWhileSending) {
            assertThat(closed("requests")).isPositive();
        }
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    private double connections() {
        return metrics.registry().get("nudger.http.connections").gauge().value();
    }

    private double closed(String reason) {
        return metrics.registry().find("nudger.http.closed").tag("reason", reason).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return client().send(request, BodyHandlers.ofString());
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }
}
