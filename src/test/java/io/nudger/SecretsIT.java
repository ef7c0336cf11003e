package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nudger.testing.Deployment;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Node;
import io.nudger.testing.NudgerProcess;
import io.nudger.testing.Patience;
import io.nudger.testing.Services;
import io.nudger.testing.SiteTarget;
import io.nudger.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Secrets in URLs, of the targets and of what sites answer, through every way out. */
@Tag("services")
final class SecretsIT {
    private static final String SECRET = "hunter2";

    @Test
    void noSecretOfAUrlIsShownAnywhere(@TempDir Path directory) throws IOException {
        Vertx vertx = Vertx.vertx();
        try (Deployment deployment = Deployment.onSharedServices(directory)) {
            int port = vertx.createHttpServer()
                    .requestHandler(SecretsIT::answer)
                    .listen(0, "127.0.0.1")
                    .await()
                    .actualPort();
            String site = "http://127.0.0.1:" + port;
            List<SiteTarget> targets = List.of(
                    target("echoed", site + "/echo?token=hunter2-token&page=1"),
                    target("all", site + "/echo?page=hunter2-page").with("hide_query", true),
                    target("redirected", site + "/go?api_key=hunter2-key"),
                    target("kept", site + "/go?api_key=hunter2-key").with("follow_redirects", false),
                    target("broken", site + "/broken?sig=hunter2-sig"),
                    target("elsewhere", site + "/fine?code=hunter2-code")
                            .with("expect", Map.of("final_url", site + "/other?token=hunter2-wanted")));
            deployment.targets(targets);
            Node node = deployment.start("monitor", "persister");
            node.awaitReady();
            deployment.awaitNumber(6, "SELECT count(DISTINCT target) FROM nudger.check_results WHERE outcome = 'down'");

            Map<String, String> ways = new LinkedHashMap<>();
            ways.put("health", node.get("/health").body());
            ways.put("metrics", node.get("/metrics").body());
            Files.writeString(deployment.targetsFile(), "targets: [{name: a, url: 'http://a b/?token=hunter2-bad'}]");
            node.process().signal("HUP");
            node.process().awaitLog("targets stay as they were");
            ways.put("health after a wrong reload", node.get("/health").body());
            ways.put("log", node.process().log());
            ways.put("record", record(deployment.database()));
            ways.put("topic", topic(deployment));
            node.stop();
            ways.put("spool", files(directory.resolve("spool")));
            ways.putAll(checks(targets));

            assertThat(ways).allSatisfy((way, text) -> assertThat(text).as(way).doesNotContain(SECRET));
            assertThat(ways.get("record")).contains("token=***&page=1", "page=***", "Cannot GET", "code=***");
            assertThat(ways.get("check redirected")).contains("api_key=***");
        } finally {
            vertx.close().await();
        }
    }

    /** What a careless site makes of it: it repeats everything. */
    private static void answer(HttpServerRequest request) {
        String path = request.path();
        String host = request.getHeader("host");
        HttpServerResponse response = request.response();
        switch (path) {
            case "/go" ->
                redirect(
                        response,
                        "http://joe:hunter2-user@" + host + "/echo?code=hunter2-code#access_token=hunter2-fragment");
            case "/broken" -> redirect(response, "ftp://joe:hunter2-user@" + host + "/?password=hunter2-password");
            case "/fine" -> end(response, "fine");
            default -> end(response.setStatusCode(404), "Cannot GET " + request.uri());
        }
    }

    private static void redirect(HttpServerResponse response, String to) {
        end(response.setStatusCode(302).putHeader("location", to), "");
    }

    private static void end(HttpServerResponse response, String body) {
        response.end(body).onFailure(gone -> {});
    }

    private static SiteTarget target(String name, String url) {
        return SiteTarget.of(name, URI.create(url));
    }

    /** Of one target the shipped jar itself; of the others the same command, without a JVM for each. */
    private static Map<String, String> checks(List<SiteTarget> targets) {
        Map<String, String> ways = new LinkedHashMap<>();
        for (SiteTarget target : targets) {
            String url = target.url().toString();
            switch (target.name()) {
                case "all" -> {} // What it hides, a check of its URL alone does not know.
                case "redirected" -> {
                    ways.put("check redirected", check(url));
                    ways.put("check --json redirected", check("--json", url));
                }
                default -> {
                    ways.put("check " + target.name(), checkHere(url));
                    ways.put("check --json " + target.name(), checkHere("--json", url));
                }
            }
        }
        return ways;
    }

    private static String checkHere(String... arguments) {
        StringWriter printed = new StringWriter();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        try {
            int status = Nudger.commandLine()
                    .setOut(new PrintWriter(printed, true))
                    .setErr(new PrintWriter(printed, true))
                    .execute(withCommand(arguments));
            assertThat(status).as(printed.toString()).isBetween(0, 1);
        } finally {
            root.detachAppender(log);
        }
        assertThat(printed.toString()).isNotEmpty();
        return printed + List.copyOf(log.list).toString();
    }

    private static String[] withCommand(String... arguments) {
        return Stream.concat(Stream.of("check"), Stream.of(arguments)).toArray(String[]::new);
    }

    private static String check(String... arguments) {
        try (NudgerProcess process = NudgerProcess.with(withCommand(arguments)).start()) {
            int status = process.awaitExit(Patience.LIMIT);
            assertThat(status).as(process.log()).isBetween(0, 1);
            return process.output() + process.log();
        }
    }

    private static String record(TestDatabase database) {
        StringBuilder all = new StringBuilder();
        database.query("SELECT c.oid::regclass::text AS name FROM pg_class c"
                        + " WHERE c.relnamespace = 'nudger'::regnamespace AND c.relkind IN ('r', 'p')"
                        + " AND NOT c.relispartition")
                .forEach(table -> database.query("SELECT t::text AS row FROM " + table.get("name") + " t")
                        .forEach(row -> all.append(row.get("row")).append('\n')));
        return all.toString();
    }

    private static String topic(Deployment deployment) {
        List<String> values = new ArrayList<>();
        KafkaProbe.of(Services.kafka())
                .consumeAll(deployment.topic())
                .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
        assertThat(values).isNotEmpty();
        return String.join("\n", values);
    }

    private static String files(Path directory) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
