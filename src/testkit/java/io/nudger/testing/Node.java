package io.nudger.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * One process of a {@link Deployment}, and its web address.
 *
 * @param process the process
 * @param base where it serves health and metrics
 */
public record Node(NudgerProcess process, URI base) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** One for all: each has a thread and a selector of its own. */
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** What it answers to a GET of this path. */
    public HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its metrics now. */
    public MetricsPage metrics() {
        return MetricsPage.parse(get("/metrics").body());
    }

    /** Waits until it is ready to work, or fails when it ends instead. */
    public void awaitReady() {
        awaitStatus("/health/ready", 200);
    }

    /** Waits until this path answers with this status. */
    public void awaitStatus(String path, int status) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .failFast(this::requireAlive)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(get(path)).as("%s of %s", path, process).returns(status, HttpResponse::statusCode));
    }

    private void requireAlive() {
        if (!process.isAlive()) {
            throw new AssertionError(process + " has ended; its log: " + process.log());
        }
    }

    /** Asks it to stop and waits; it must stop well, and in time. */
    public void stop() {
        process.signal("TERM");
        assertThat(process.awaitExit(Futures.GRACE))
                .as("exit status of %s", process)
                .isZero();
    }

    /** Kills it, without a word. */
    public void kill() {
        process.close();
    }

    @Override
    public void close() {
        process.close();
    }

    static Node start(JsonObject settings, UnaryOperator<NudgerProcess.Launch> launch) {
        JsonObject http = settings.getJsonObject("http");
        return new Node(
                launch.apply(NudgerProcess.with("-conf", settings.encode())).start(),
                URI.create("http://" + http.getString("host") + ":" + http.getInteger("port")));
    }
}
