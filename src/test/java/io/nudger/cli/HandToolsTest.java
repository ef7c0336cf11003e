package io.nudger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.testing.MisbehavingServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What people use by hand: tables of URLs, completion, manual pages and warnings. */
final class HandToolsTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Command(
            name = "nudger",
            description = "Checks websites.",
            subcommands = {CheckCommand.class, ValidateCommand.class, CompletionCommand.class})
    private static final class Program {}

    @Test
    void checksUrlsFromTheStandardInput() throws IOException {
        try (MisbehavingServer good = answering("200 OK");
                MisbehavingServer bad = answering("500 Oops")) {
            String urls = "# two sites\n\n" + bad.http("/") + " the bad one\n" + good.http("/") + "\n";

            assertThat(withInput(urls, "check", "-")).isEqualTo(1);
            assertThat(out.toString().lines().map(line -> line.replaceAll("\\s+", " ")
                            .replaceAll("[\\d.]+ m?s", "TIME")))
                    .containsExactly(
                            "outcome status time url message",
                            "down 500 TIME " + bad.http("/") + " The status is 500 Oops, wanted 2xx.",
                            "up 200 TIME " + good.http("/") + " -");
            out.getBuffer().setLength(0);
            assertThat(withInput(good.http("/") + "\n", "check", "-", "--json", "--regexp", "o."))
                    .isZero();
            assertThat(out.toString()).startsWith("{\"outcome\":\"up\",\"status\":200,");
        }
    }

    @Test
    void namesEachLineThatIsNoUrl() {
        assertThat(withInput("http://a.test/\nnonsense\n\na.test:80\n", "check", "-"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("line 2: wanted ", "nonsense")
                .contains("line 4: wanted ", "a.test:80")
                .doesNotContain("line 1");
    }

    @Test
    void refusesAListWithoutAUrl() {
        assertThat(withInput("# none yet\n\n", "check", "-")).isEqualTo(2);
        assertThat(err.toString()).contains("standard input: wanted a URL on each line, found none");
    }

    @Test
    void printsCompletionAndManualPages() {
        assertThat(run("completion")).isZero();
        assertThat(out.toString()).contains("complete ", "-F _complete_nudger", "--max-redirects", "validate");
        out.getBuffer().setLength(0);

        assertThat(run("completion", "--man", "check")).isZero();
        assertThat(out.toString())
                .startsWith(".TH \"NUDGER-CHECK\" 1")
                .contains(".SH NAME\nnudger\\-check \\- ", "nudger check URL [OPTION...]", "\\fB\\-\\-timeout T\\fR")
                .doesNotContain("java \\-jar", "\n'");
        out.getBuffer().setLength(0);

        assertThat(run("completion", "--man")).isZero();
        assertThat(out.toString()).contains(".SH COMMANDS", "\\fBvalidate\\fR");
        assertThat(run("completion", "--man", "nonsense")).isEqualTo(2);
    }

    @Test
    void warnsOfWhatIsLegalAndOdd() throws IOException {
        Path targets = Files.writeString(
                directory.resolve("targets.yaml"),
                """
                targets:
                  - {name: slow, url: 'https://a.test/', interval: 10s, timeout: 9500ms}
                  - {name: one, url: 'https://b.test/'}
                  - {name: two, url: 'https://b.test/'}
                  - {name: other, url: 'https://b.test/', method: HEAD}
                  - {name: open, url: 'http://c.test/', auth: {basic: {user: joe, password: secret}}}
                  - {name: fine, url: 'https://c.test/', auth: {bearer: abc}}
                  - name: token
                    url: https://d.test/
                    auth: {oauth2: {token_url: 'http://id.test/token?key=abcd', client_id: me, client_secret: abc}}
                """);

        assertThat(run("validate", "-conf", "{\"roles\": [\"monitor\"], \"targets\": \"" + targets + "\"}"))
                .isZero();
        assertThat(err.toString().lines())
                .containsExactly(
                        "warning: target \"slow\" may take 9500ms of its 10s: a check that hangs ends just before the"
                                + " next one begins",
                        "warning: target \"two\" asks the same URL in the same way as \"one\"",
                        "warning: target \"open\" sends its credentials over http, where anybody on the way can read them",
                        "warning: target \"token\" sends its client secret to http://id.test/token?key=*** over http,"
                                + " where anybody on the way can read it");
    }

    @Test
    void asksForRedirectsToHttpsWhenItIsToldTo() throws IOException {
        try (MisbehavingServer moved = answering("301 Moved\r\nlocation: https://127.0.0.1:1/home");
                MisbehavingServer stays = answering("200 OK")) {
            Path targets = Files.writeString(
                    directory.resolve("targets.yaml"),
                    "targets: [{name: moved, url: '" + moved.http("/") + "'}, {name: stays, url: '" + stays.http("/")
                            + "'}]");
            String settings = "{\"roles\": [\"monitor\"], \"targets\": \"" + targets + "\"}";

            assertThat(run("validate", "-conf", settings)).isZero();
            assertThat(err.toString()).isEmpty();
            assertThat(run("validate", "-conf", settings, "--ask")).isZero();
            assertThat(err.toString().lines())
                    .containsExactly(
                            "warning: target \"moved\" is redirected to https://127.0.0.1:1/home: ask that in the"
                                    + " first place, or each check pays for a redirect");
        }
    }

    private static MisbehavingServer answering(String status) {
        return MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            visitor.write("HTTP/1.1 " + status + "\r\ncontent-length: 2\r\n\r\nok");
        });
    }

    private int withInput(String input, String... arguments) {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    private int run(String... arguments) {
        return new CommandLine(new Program())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new FailureReport())
                .execute(arguments);
    }
}
