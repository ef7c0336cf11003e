package io.nudger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Printable;
import io.nudger.testing.ForeignTexts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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

final class ImportCommandTest {
    private static final String HOSTS = "https://a.example 5\n";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsTheTargetsOfAFile() throws IOException {
        Path hosts = Files.writeString(directory.resolve("hosts"), HOSTS);

        assertThat(run("--from", "host-checker", hosts.toString())).isZero();
        assertThat(out.toString()).contains("imported from host-checker: " + hosts, "  - name: a.example\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void readsTheStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(HOSTS.getBytes(StandardCharsets.UTF_8)));

            assertThat(run("--from", "host-checker", "-")).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(out.toString()).contains("imported from host-checker: standard input");
    }

    @Test
    void writesANewFileAndNeverOverAnother() throws IOException {
        Path hosts = Files.writeString(directory.resolve("hosts"), HOSTS);
        Path targets = directory.resolve("targets.yaml");

        assertThat(run("--from", "host-checker", "-o", targets.toString(), hosts.toString()))
                .isZero();
        assertThat(targets).content().contains("  - name: a.example\n");
        assertThat(run("--from", "host-checker", "-o", targets.toString(), hosts.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).isEqualTo(targets + ": exists already; give another name, or remove it first\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        Path hosts = Files.writeString(directory.resolve("hosts"), "https://a.example often\n");

        assertThat(run("--from", "host-checker", hosts.toString())).isEqualTo(2);
        assertThat(run("--from", "gatus", directory.resolve("none.yaml").toString()))
                .isEqualTo(2);
        assertThat(run("--from", "gatus", directory.toString())).isEqualTo(2);
        assertThat(err.toString().replace(directory + "/", "").lines())
                .containsExactly(
                        "hosts:1: wanted URL MINUTES [REGEX], found \"often\" in place of the minutes",
                        "none.yaml: cannot be read: no such file",
                        directory + ": cannot be read: Is a directory");
    }

    /** The texts of the old files come back in YAML, in its comments, and in what is said of them. */
    @Test
    void whatTheFilesSayIsHarmless() throws IOException {
        for (String kind : ForeignTexts.KINDS) {
            String hosts = "https://a.example 5 " + kind.replaceAll("\\s", "") + "\nhttps://b.example " + kind + "\n";
            Path file = Files.write(directory.resolve("hosts"), hosts.getBytes(StandardCharsets.UTF_8));
            assertThat(run("--from", "host-checker", file.toString())).isBetween(0, 2);
            JsonObject monitor = new JsonObject()
                    .put("type", "http")
                    .put("name", kind)
                    .put("url", "https://c.example/")
                    .put("method", kind)
                    .put(kind, kind)
                    .put("keyword", kind);
            JsonObject kuma = new JsonObject().put("monitorList", new JsonArray().add(monitor));
            assertThat(run(
                            "--from",
                            "uptime-kuma",
                            Files.write(
                                            directory.resolve("kuma"),
                                            Printable.json(kuma.encode()).getBytes(StandardCharsets.UTF_8))
                                    .toString()))
                    .isBetween(0, 2);
            monitor.put("method", "GET").put("type", "keyword").put("description", kind);
            assertThat(run(
                            "--from",
                            "uptime-kuma",
                            Files.write(
                                            directory.resolve("kuma"),
                                            Printable.json(kuma.encode()).getBytes(StandardCharsets.UTF_8))
                                    .toString()))
                    .isBetween(0, 2);
        }
        ForeignTexts.assertHarmless(out.toString());
        ForeignTexts.assertHarmless(err.toString());
        assertThat(out.toString()).contains("https://c.example/");
        assertThat(err.toString()).isNotEmpty();
    }

    @Test
    void namesTheMonitorsItKnows() {
        assertThat(run("--from", "nagios", "a")).isEqualTo(2);
        assertThat(err.toString())
                .contains("wanted one of http-nudger, website-monitor, host-checker, site-monitor, checksite, gatus, "
                        + "blackbox, uptime-kuma, upptime, heartbeat, telegraf, found \"nagios\"");
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("import", "--from=MONITOR", "uptime-kuma", "--output=FILE", "Exit status: 0");
    }

    private int run(String... arguments) {
        return new CommandLine(new ImportCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
