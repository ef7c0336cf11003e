package io.nudger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nudger.check.HttpCheck;
import io.nudger.check.Target;
import io.nudger.config.Configuration;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Role;
import io.nudger.config.SettingsLoader;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Problem;
import io.nudger.document.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The options, defaults and variables of http-nudger become the settings that a file would give. */
final class HttpNudgerOptionsTest {
    private static final Environment NOTHING_SET = name -> null;
    private static final Map<String, String> EXPORTED = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "kafka.example:1",
            "KAFKA_TOPIC", "url-statuses",
            "PG_HOST", "db.example",
            "PG_PORT", "6432",
            "PG_DB", "my db",
            "PG_USER", "writer",
            "PG_PASSWORD", "h${u}sh");
    private static final String URL = "https://c.xkcd.com/random/comic/";

    @TempDir
    Path directory;

    @Test
    void aMonitorIsOneTarget() throws InvalidConfigException {
        Configuration monitor = monitor(
                NOTHING_SET,
                URL,
                "--period",
                "60",
                "--timeout",
                "7",
                "--regexp",
                "[Mm]ath${1}",
                "--kafka-bootstrap-servers",
                "a:1,b:2",
                "--kafka-topic",
                "t");

        assertThat(monitor.settings().roles()).containsExactly(Role.MONITOR);
        Target target = monitor.targets().all().iterator().next();
        assertThat(target.name()).isEqualTo("c.xkcd.com/random/comic");
        assertThat(target.url()).hasToString(URL);
        assertThat(target.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(HttpCheck.of(target).expectation().regexpText()).isEqualTo("[Mm]ath${1}");
        assertThat(monitor.settings().kafka().topic()).isEqualTo("t");
        assertThat(monitor.settings().kafka().client().values())
                .containsExactly(Map.entry("bootstrap.servers", "a:1,b:2"));
        assertThat(monitor.settings().http().port()).isZero();
        assertThat(monitor.settings().spool().directory()).isEqualTo(Path.of("var/spool/c.xkcd.com_random_comic"));
    }

    @ParameterizedTest
    @CsvSource({"30, 5000", "6, 5000", "5, 4000", "1, 800", "0.5, 400"})
    void theTimeoutIsShorterThanThePeriod(String period, long millis) throws InvalidConfigException {
        Configuration monitor = monitor(EXPORTED::get, URL, "--period", period);

        assertThat(monitor.targets().all().iterator().next().timeout()).hasMillis(millis);
    }

    @Test
    void aPersisterTakesTheVariables() throws InvalidConfigException {
        Configuration persister = persister(EXPORTED::get);

        assertThat(persister.settings().roles()).containsExactly(Role.PERSISTER);
        assertThat(persister.settings().kafka().topic()).isEqualTo("url-statuses");
        assertThat(persister.settings().kafka().deadLetterTopic()).isEqualTo("url-statuses.dead");
        assertThat(persister.settings().kafka().group()).isEqualTo("http-nudger-url-statuses");
        PostgresSettings postgres = persister.settings().postgres();
        assertThat(List.of(postgres.host(), postgres.database(), postgres.user()))
                .containsExactly("db.example", "my db", "writer");
        assertThat(postgres.port()).isEqualTo(6_432);
        assertThat(postgres.password()).isEqualTo(Secret.of("h${u}sh"));
    }

    @Test
    void optionsWinOverVariablesAndHaveTheDefaultsOfHttpNudger() throws InvalidConfigException {
        Configuration persister = persister(
                name -> name.startsWith("KAFKA") ? EXPORTED.get(name) : "",
                "--kafka-topic=t",
                "--kafka-consumer-group=g",
                "--postgres-user=me",
                "--postgres-password=secret");

        assertThat(persister.settings().kafka().topic()).isEqualTo("t");
        assertThat(persister.settings().kafka().group()).isEqualTo("g");
        PostgresSettings postgres = persister.settings().postgres();
        assertThat(List.of(postgres.host(), postgres.database(), postgres.user()))
                .containsExactly("localhost", "http-nudger", "me");
        assertThat(postgres.port()).isEqualTo(5_432);
    }

    @Test
    void theThreeFilesBecomeTheIdentityOfTheClient() throws Exception {
        Configuration monitor = monitor(
                EXPORTED::get,
                URL,
                "--kafka-key=" + file("key.pem", "-----BEGIN PRIVATE KEY-----\nk\n"),
                "--kafka-cert=" + file("cert.pem", "c\n"),
                "--kafka-ca=" + file("ca.pem", "a\n"));

        assertThat(monitor.settings().kafka().client().values())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "bootstrap.servers", "kafka.example:1",
                        "security.protocol", "SSL",
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.certificates", "a",
                        "ssl.keystore.type", "PEM",
                        "ssl.keystore.key", "-----BEGIN PRIVATE KEY-----\nk",
                        "ssl.keystore.certificate.chain", "c"));
    }

    @Test
    void problemsNameTheOptions() throws IOException {
        String old = file("old.pem", "-----BEGIN RSA PRIVATE KEY-----\n");
        assertThat(problems(() -> monitor(
                        Map.of("KAFKA_TOPIC", "a b", "LOG_LEVEL", "loud")::get,
                        "ftp://x",
                        "--period=none",
                        "--timeout=-1",
                        "--regexp=(",
                        "--kafka-key=" + old,
                        "--kafka-cert=nowhere.pem",
                        "--http-port=x")))
                .containsExactlyInAnyOrder(
                        "--kafka-bootstrap-servers: wanted a value; give it, or set KAFKA_BOOTSTRAP_SERVERS",
                        "--kafka-topic (KAFKA_TOPIC): wanted the name of a topic: 1 to 249 of a-z, A-Z, 0-9, ., _ and"
                                + " -, found \"a b\"",
                        "LOG_LEVEL: wanted ALL, CRITICAL, DEBUG, ERROR, INFO, OFF, TRACE, WARN or WARNING, found \"loud\"",
                        "URL: wanted an absolute http or https URL, found \"ftp://x\"; the scheme is ftp",
                        "--period: wanted a duration from 100ms to 1d, found \"none\"; write it like 500ms, 30s, 5m, 1h, 90d or a"
                                + " number of seconds",
                        "--timeout: wanted a duration from 1ms to 1d, found \"-1\"; write it like 500ms, 30s, 5m, 1h, 90d or a"
                                + " number of seconds",
                        "--regexp: wanted a regular expression, found \"(\"; missing closing ) \"(\"",
                        "--kafka-key: holds no private key in PKCS#8 without a password: wanted BEGIN PRIVATE KEY, found"
                                + " BEGIN RSA PRIVATE KEY; convert it with openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pk8",
                        "--kafka-cert: the file \"nowhere.pem\" cannot be read: no such file",
                        "--kafka-ca: the file \"ca.pem\" cannot be read: no such file",
                        "--http-port: wanted a whole number from 0 to 65535, found \"x\"");
        assertThat(problems(() -> persister(NOTHING_SET, "--postgres-port=0", "--postgres-host=a,b")))
                .containsExactlyInAnyOrder(
                        "--kafka-bootstrap-servers: wanted a value; give it, or set KAFKA_BOOTSTRAP_SERVERS",
                        "--kafka-topic: wanted a value; give it, or set KAFKA_TOPIC",
                        "--postgres-port: wanted a whole number from 1 to 65535, found \"0\"",
                        "--postgres-host: wanted a URI like postgresql://host:5432/database?sslmode=require, found a"
                                + " value that is not shown; after :// and any user there must be one host, and a port"
                                + " if any",
                        "--postgres-user: wanted a value; give it, or set PG_USER",
                        "--postgres-password: wanted a value; give it, or set PG_PASSWORD");
    }

    private static Configuration monitor(Environment environment, String... arguments) throws InvalidConfigException {
        MonitorCommand command = new MonitorCommand();
        new CommandLine(command).parseArgs(arguments);
        return new SettingsLoader(environment).load(command.settings(environment));
    }

    private static Configuration persister(Environment environment, String... arguments) throws InvalidConfigException {
        PersisterCommand command = new PersisterCommand();
        new CommandLine(command).parseArgs(arguments);
        return new SettingsLoader(environment).load(command.settings(environment));
    }

    private static List<String> problems(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(InvalidConfigException.class, call).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }
}
