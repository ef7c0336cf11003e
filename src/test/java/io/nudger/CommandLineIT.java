package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.NudgerProcess;
import io.nudger.testing.Playground;
import io.nudger.testing.SiteTarget;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped jar answers to a command line: on which stream, and with which exit status. */
@Tag("services")
final class CommandLineIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run it",
                "-conf",
                "-conf missing.json",
                "--conf missing.json",
                "-conf -what",
                "-conf missing.json -what",
                "-conf @missing.json",
                "validate -conf missing.json",
                "check",
                "-what"
            })
    void whatCannotBeDoneIsSaidInWords(String commandLine) {
        Ended ended = run(commandLine.isEmpty() ? new String[0] : commandLine.split(" ", -1));
        assertThat(ended.status).isEqualTo(2);
        assertThat(ended.log).isNotBlank().doesNotContain("\tat ", "Exception");
        assertThat(ended.output).isEmpty();
    }

    @Test
    void everyProblemOfSettingsAndTargetsIsReportedAtOnce() throws IOException {
        Path targets = Files.writeString(
                directory.resolve("targets.yaml"),
                """
                targets:
                  - {name: a, url: "ftp://localhost/", intervall: 5s}
                  - {name: b, url: "http://localhost/", interval: 5s, timeout: 6s}
                """);
        Path settings = Files.writeString(
                directory.resolve("settings.json"),
                """
                {"roles": ["monitr"], "targets": "%s", "htp": {"port": 8080}, "kafka": {"partitions": "many"}}
                """
                        .formatted(targets));
        for (String[] commandLine :
                new String[][] {{"-conf", settings.toString()}, {"validate", "-conf", settings.toString()}}) {
            Ended ended = run(commandLine);
            assertThat(ended.status).isEqualTo(2);
            assertThat(ended.log).contains("monitr", "htp", "partitions").doesNotContain("\tat ", "Exception");
        }
    }

    @Test
    void whatIsRightIsValid() throws IOException {
        Deployment deployment = Deployment.onSharedServices(directory);
        deployment.targets(List.of(SiteTarget.of("a", URI.create("http://localhost/"))));
        Path settings = Files.writeString(
                directory.resolve("settings.json"),
                deployment.settings("monitor", "persister").encodePrettily());
        Ended ended = run("validate", "-conf", settings.toString());
        assertThat(ended.status).isZero();
        assertThat(ended.output)
                .isEqualTo("The settings are right: monitor and persister, zone test; 1 target, 1 of them enabled.\n");
    }

    @Test
    void checkReportsOneCheck() {
        try (Playground site = Playground.start()) {
            Ended up = run("check", site.http("/up").toString(), "--regexp", "f[aeiou]ne");
            assertThat(up.status).isZero();
            assertThat(up.output).contains("UP", "200");

            Ended down = run("check", site.http("/status/503").toString());
            assertThat(down.status).isEqualTo(1);
            assertThat(down.output).contains("DOWN", "status", "503");

            Ended expected = run("check", site.http("/status/503").toString(), "--expect-status", "5xx");
            assertThat(expected.status).isZero();

            Ended json = run("check", site.http("/hang").toString(), "--timeout", "300ms", "--json");
            assertThat(json.status).isEqualTo(1);
            assertThat(new JsonObject(json.output).getMap())
                    .containsEntry("outcome", "down")
                    .containsEntry("reason", "timeout");
            assertThat(List.of(up.log, down.log, expected.log, json.log)).containsOnly("");
        }
    }

    @Test
    void checkTakesWhatATargetsFileWouldSay() throws IOException {
        try (Playground site = Playground.start()) {
            String https = site.https("/up").toString();
            Path authority = Files.writeString(
                    directory.resolve("ca.pem"), site.authority().pem());

            Ended foreign = run("check", https);
            assertThat(foreign.status).isEqualTo(1);
            assertThat(foreign.output).contains("DOWN", "certificate");
            assertThat(run("check", https, "--insecure").status).isZero();
            assertThat(run("check", https, "--ca-file", authority.toString()).status)
                    .isZero();

            Deployment deployment = Deployment.onSharedServices(directory);
            deployment.targets(List.of(SiteTarget.of("shop", site.http("/up"))));
            String settings = deployment.settings("monitor").encode();
            Ended configured = run("check", "-conf", settings, "shop", "--json");
            assertThat(configured.status).isZero();
            assertThat(new JsonObject(configured.output).getMap())
                    .containsEntry("target", "shop")
                    .containsEntry("zone", "test")
                    .containsEntry("outcome", "up");

            Ended unknown = run("check", "-conf", settings, "shob");
            assertThat(unknown.status).isEqualTo(2);
            assertThat(unknown.log).contains("found \"shob\"; did you mean \"shop\"?");
            Ended mixed = run("check", "-conf", settings, "shop", "--regexp", "x");
            assertThat(mixed.status).isEqualTo(2);
            assertThat(mixed.log).contains("leave out --regexp");
        }
    }

    /** As in a container whose file system is read-only: OpenSSL cannot be unpacked, and Java does the cryptography. */
    @Test
    void checkNeedsNoTemporaryDirectory() {
        try (Playground site = Playground.start();
                NudgerProcess process = NudgerProcess.with(
                                "check", site.https("/up").toString(), "--insecure")
                        .jvm("-Djava.io.tmpdir=" + directory.resolve("missing"))
                        .start()) {
            assertThat(process.awaitExit(PATIENCE)).isZero();
            assertThat(process.output()).startsWith("UP");
            assertThat(process.log()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.nudger.testing.Jdks#homes")
    void startsWithoutAWarning(Path jdk) {
        try (Playground site = Playground.start();
                Deployment deployment = Deployment.onSharedServices(directory)) {
            deployment.targets(List.of(SiteTarget.of("a", site.http("/up"))));
            // What is Java's default anyway: so it starts as it does elsewhere, and not quickly.
            Node nudger = deployment.start(deployment.settings("monitor", "persister"), launch -> launch.onJdk(jdk)
                    .jvm("-Xshare:auto"));
            nudger.awaitReady();
            deployment.awaitNumber(1, "SELECT count(*) FROM check_results");
            nudger.stop();
            assertThat(nudger.process().log().lines())
                    .noneMatch(line -> line.contains("WARN") || line.contains("ERROR") || line.startsWith("SLF4J"));
            assertThat(nudger.process().output()).isEmpty();
        }
    }

    private static Ended run(String... arguments) {
        try (NudgerProcess process = NudgerProcess.with(arguments).start()) {
            return new Ended(process.awaitExit(PATIENCE), process.output(), process.log());
        }
    }

    private record Ended(int status, String output, String log) {}
}
