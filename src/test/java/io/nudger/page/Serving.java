package io.nudger.page;

import io.nudger.config.Configuration;
import io.nudger.config.SettingsLoader;
import io.nudger.document.InvalidConfigException;
import io.nudger.testing.FreePorts;
import io.nudger.testing.Futures;
import io.nudger.testing.OneVerticle;
import io.nudger.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A status page on a database. */
final class Serving extends OneVerticle {
    /** How many browsers may listen. */
    static final int STREAMS = 300;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The details of health. */
    final HealthChecks detail;

    private final int port = FreePorts.next();
    private final WebClient client;
    private final HttpClient listeners;

    /** On this database. */
    Serving(TestDatabase database, @Nullable Path pages) {
        this(database, database.uri(), pages);
    }

    /**
     * @param uri of the database, if need be by a way around
     * @param pages the path of the file of pages; null for one page with everything
     */
    Serving(TestDatabase database, String uri, @Nullable Path pages) {
        super(new VertxOptions().setEventLoopPoolSize(1));
        detail = HealthChecks.create(vertx);
        listeners = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(STREAMS * 2));
        client = WebClient.create(
                vertx, new WebClientOptions().setFollowRedirects(false).setDecompressionSupported(false));
        JsonObject settings = new JsonObject()
                .put("roles", new JsonArray().add("page"))
                .put("page", new JsonObject().put("host", "127.0.0.1").put("port", port))
                .put(
                        "postgres",
                        new JsonObject()
                                .put("uri", uri)
                                .put("user", database.settings().user())
                                .put("password", "any"));
        if (pages != null) {
            settings.put("pages", pages.toString());
        }
        try {
            Configuration configuration = new SettingsLoader(name -> null).load(settings.encode());
            deploy(new PageVerticle(
                    configuration.settings(),
                    configuration.pages(),
                    name -> null,
                    readiness,
                    detail,
                    registry,
                    STREAMS * 4 / 3));
        } catch (InvalidConfigException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Waits until there is something to show. */
    Serving ready() {
        Awaitility.await().atMost(PATIENCE).until(() -> isUp("page"));
        return this;
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** The answer to a request with these headers. */
    HttpResponse<Buffer> get(String path, Map<String, String> headers) {
        HttpRequest<Buffer> request = client.get(port, "127.0.0.1", path);
        headers.forEach(request::putHeader);
        return Futures.get(request.send());
    }

    /** The answer to a request with this method. */
    HttpResponse<Buffer> send(HttpMethod method, String path) {
        return Futures.get(client.request(method, port, "127.0.0.1", path).send());
    }

    /** The answer that is still to come. */
    Future<HttpResponse<Buffer>> ask(String path) {
        return client.get(port, "127.0.0.1", path).send();
    }

    /** An event stream, to be read line by line, each within half a minute; {@code last} is the id of the last event, or null. */
    BufferedReader stream(String path, @Nullable String last) throws IOException {
        URLConnection connection = URI.create(url(path)).toURL().openConnection();
        connection.setReadTimeout(Math.toIntExact(PATIENCE.toMillis()));
        if (last != null) {
            connection.setRequestProperty("Last-Event-ID", last);
        }
        return new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Opens an event stream from this address, as a proxy says, and leaves it open; gives the status of the answer. */
    int listen(String address) {
        return Futures.get(listeners
                .request(HttpMethod.GET, port, "127.0.0.1", "/events")
                .compose(
                        request -> request.putHeader("X-Forwarded-For", address).send())
                .map(response -> response.exceptionHandler(closed -> {}).statusCode()));
    }

    /** How many browsers listen. */
    int streams() {
        return (int) registry.get("nudger.page.streams").gauge().value();
    }

    /** The text of an answer that is right. */
    String html(String path) {
        HttpResponse<Buffer> answer = get(path, Map.of());
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.bodyAsString());
        }
        return answer.bodyAsString();
    }
}
