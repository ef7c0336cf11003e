package io.nudger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class NotifyCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = "";

    @BeforeEach
    void serve() {
        server = Futures.get(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(received -> {
                    body = received.toString();
                    request.response().setStatusCode(status).end("said").onFailure(gone -> {});
                }))
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void close() {
        Futures.get(vertx.close());
    }

    private Path alerts() throws IOException {
        return Files.writeString(
                directory.resolve("alerts.yaml"),
                "receivers: [{name: ops, slack: {url: 'http://localhost:" + server.actualPort()
                        + "/services/Ts3cret'}}, {name: pager, pagerduty: {routing_key: s3cret-key}}]\n");
    }

    @Test
    void aTestIsSentAndShown() throws IOException {
        assertThat(run("--alerts", alerts().toString(), "--test", "ops")).isZero();

        assertThat(body).contains("TEST: nudger can reach this receiver");
        assertThat(out.toString())
                .contains("POST http://localhost:" + server.actualPort() + "/******", "TEST: nudger can reach")
                .containsPattern("accepted after \\d+ ms: 200 OK: said")
                .doesNotContain("s3cret");

        status = 404;
        assertThat(run("--alerts", alerts().toString(), "--test", "ops", "--preview", "down"))
                .isEqualTo(1);
        assertThat(body).contains("TEST: example is down");
        assertThat(out.toString()).contains("refused (a notice would not be tried again) after", "404 Not Found: said");
    }

    @Test
    void theSettingsNameTheFile() throws IOException {
        String settings = "{\"roles\": [\"persister\"], \"alerts\": \"" + alerts() + "\"}";
        assertThat(run("-conf", settings, "--test", "ops")).isZero();

        assertThat(run("-conf", "{\"roles\": [\"persister\"]}", "--test", "ops"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("the settings name no file of alerts");
    }

    @Test
    void aPreviewSendsNothing() throws IOException {
        assertThat(run("--alerts", alerts().toString(), "--preview", "up")).isZero();
        assertThat(out.toString())
                .contains("# ops", "# pager", "TEST: example is up again", "\"event_action\" : \"resolve\"")
                .doesNotContain("s3cret");
        assertThat(body).isEmpty();

        assertThat(run("--alerts", alerts().toString(), "--preview", "up", "opps"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("RECEIVER: wanted the name of a receiver, found \"opps\"; did you mean \"ops\"?");
    }

    @Test
    void wrongUseIsExplained() throws IOException {
        assertThat(run("--alerts", alerts().toString())).isEqualTo(2);
        assertThat(err.toString()).contains("Give --test RECEIVER, or --preview KIND [RECEIVER]");
        assertThat(run("--test", "ops")).isEqualTo(2);
        assertThat(err.toString()).contains("Give -conf FILE or --alerts FILE, one of them");
        assertThat(run("--alerts", alerts().toString(), "--preview", "sideways"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--preview: there is no kind \"sideways\"");
    }

    private int run(String... arguments) {
        return new CommandLine(new NotifyCommand())
                .setExecutionExceptionHandler(new FailureReport())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
