package io.nudger.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nudger.check.Zone;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Problem;
import io.nudger.document.Secret;
import io.nudger.wire.WireFormat;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsLoaderTest {
    private static final Environment NOTHING_SET = name -> null;

    private static final Settings DEFAULTS = new Settings(
            Set.of(Role.PERSISTER),
            new Zone("local", List.of()),
            "monitor-1",
            new TargetSource.AtPath(Path.of("conf/targets.yaml")),
            new CheckSettings(1_000, 100),
            new KafkaSettings(
                    "nudger.checks",
                    null,
                    List.of("nudger.checks"),
                    "nudger.checks.dead",
                    12,
                    (short) 1,
                    "nudger-persister",
                    WireFormat.JSON,
                    100_000,
                    null,
                    new ClientProperties(Map.of("bootstrap.servers", "localhost:9092")),
                    ClientProperties.NONE,
                    ClientProperties.NONE),
            new PostgresSettings(
                    "localhost",
                    5_432,
                    "nudger",
                    "nudger",
                    Secret.of("nudger"),
                    Map.of(),
                    "nudger",
                    5_000,
                    Duration.ofMillis(200),
                    Retention.of(Duration.ofDays(90), Duration.ofDays(1_096)),
                    true),
            PersisterSettings.DEFAULT,
            new SpoolSettings(Path.of("var/spool"), 1L << 30, Duration.ofDays(7), Duration.ofSeconds(1), 5_000),
            SharingSettings.DEFAULT,
            new HttpSettings("0.0.0.0", 8_080),
            null,
            AlerterSettings.DEFAULT,
            new HttpSettings("0.0.0.0", 8_000),
            null);

    private static final Settings EVERYTHING_ELSE = new Settings(
            Set.of(Role.MONITOR),
            new Zone("fra", List.of("ams", "fra")),
            "m7",
            new TargetSource.InPlace(List.of()),
            new CheckSettings(
                    50,
                    2,
                    new AddressRules(
                            List.of(AddressRange.parse("10.0.0.0/8")), List.of(AddressRange.parse("169.254.10.1")))),
            new KafkaSettings(
                    "t",
                    new FailureTopic("f", true),
                    List.of("t", "old"),
                    "d",
                    3,
                    (short) 2,
                    "g",
                    WireFormat.PROTOBUF,
                    10,
                    Secret.of("a key that signs, 32 or more chars"),
                    new ClientProperties(Map.of("bootstrap.servers", "k:1", "ssl.key.password", "hush")),
                    new ClientProperties(Map.of("linger.ms", "5", "enable.idempotence", "true")),
                    new ClientProperties(Map.of("fetch.max.bytes", "1000"))),
            new PostgresSettings(
                    "2001:db8::1",
                    6_000,
                    "other",
                    "me@home",
                    Secret.of("p:w/"),
                    Map.of("sslmode", "verify-full", "application_name", "a b+c"),
                    "s_1",
                    7,
                    Duration.ZERO,
                    new Retention(Duration.ofDays(1), Duration.ofDays(9), Duration.ofDays(4), Duration.ofDays(2)),
                    false,
                    new Grantees("p", "r", "a")),
            new PersisterSettings(
                    Set.of("fra", "ams"),
                    Duration.ofSeconds(5),
                    new NameLimits(1, 2, 3, 4, 5, 6, 7),
                    new SigningSettings(
                            Map.of(
                                    "fra",
                                    List.of(
                                            Secret.of("the new key of Frankfurt, 32 chars"),
                                            Secret.of("the old key of Frankfurt, 32 chars"))),
                            true)),
            new SpoolSettings(Path.of("/spool"), 2L << 20, Duration.ofHours(36), Duration.ZERO, 70),
            new SharingSettings(true, "x", 8, Duration.ofSeconds(9), Duration.ofSeconds(2)),
            new HttpSettings("::1", 0),
            Path.of("conf/alerts.yaml"),
            new AlerterSettings(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    false,
                    false,
                    "s",
                    new MessageLinks(
                            "https://status.example/",
                            "https://nudger.example/ack",
                            Secret.of("a key that signs links, 32 chars!"),
                            Secret.of("a token of somebody, 32 chars or more"))),
            new HttpSettings("127.0.0.1", 1),
            Path.of("conf/pages.yaml"));

    @TempDir
    Path directory;

    @Test
    void defaults() throws InvalidConfigException {
        assertThat(load("{\"roles\": [\"persister\"]}", NOTHING_SET)).isEqualTo(DEFAULTS);
    }

    @Test
    void everyKeySetToSomethingElse() throws Exception {
        Settings settings = load(
                file(
                        "all.json",
                        """
                {
                \t"roles": ["monitor"], "zone": "fra", "zones": ["ams", "fra"], "monitor_id": "m7", "targets": [],
                  "checks": {"max_in_flight": 50, "max_per_host": 2},
                  "addresses": {"deny": ["10.0.0.0/8"], "allow": ["169.254.10.1"]},
                  "kafka": {"topic": "t", "failure_topic": "f", "failure_topic_only": true, "topics": ["t", "old"],
                    "dead_letter_topic": "d", "partitions": 3, "replication_factor": 2,
                    "group": "g", "format": "protobuf", "buffer": 10,
                    "signing_key": "a key that signs, 32 or more chars",
                    "client": {"bootstrap.servers": "k:1", "ssl.key.password": "hush"},
                    "producer": {"linger.ms": 5, "enable.idempotence": true},
                    "consumer": {"fetch.max.bytes": "1000"}},
                  "postgres": {
                    "uri": "postgres://me%40home:p%3Aw%2F@[2001:db8::1]:6000/other?sslmode=verify-full&application_name=a%20b+c",
                    "schema": "s_1", "batch_size": 7, "batch_linger": 0, "retention": "24h",
                    "archive_retention": "9d", "failure_retention": "4d", "rollup_retention": "2d", "migrate": false, "persister_role": "p", "reader_role": "r", "alerter_role": "a"},
                  "persister": {"zones": ["fra", "ams"], "clock_tolerance": "5s",
                    "limits": {"zones": 1, "zones_per_minute": 2, "monitors_per_minute": 3, "targets": 4,
                      "targets_per_minute": 5, "configs_per_target": 6, "configs_per_minute": 7},
                    "signing": {"required": true, "keys": [
                      {"zone": "fra", "key": "the new key of Frankfurt, 32 chars"},
                      {"zone": "fra", "key": "the old key of Frankfurt, 32 chars"}]}},
                  "spool": {"directory": "/spool", "max_size": "2MiB", "max_age": "36h",
                    "fsync_interval": 0, "drain_rate": 70},
                  "sharing": {"enabled": true, "topic": "x", "partitions": 8, "session_timeout": "9s", "heartbeat": "2s"},
                  "http": {"host": "::1", "port": 0}, "alerts": "conf/alerts.yaml",
                  "page": {"host": "127.0.0.1", "port": 1}, "pages": "conf/pages.yaml",
                  "alerter": {"tick": "2s", "lease": "20s", "confirm": "each_zone", "zone_health": "off", "topic": "s",
                    "links": {"page": "https://status.example/", "acknowledge": "https://nudger.example/ack/",
                      "secret": "a key that signs links, 32 chars!", "token": "a token of somebody, 32 chars or more"}}
                }
                """),
                NOTHING_SET);

        assertThat(settings).isEqualTo(EVERYTHING_ELSE);
        assertNothingAlike(settings, DEFAULTS);
    }

    @Test
    void yamlSaysTheSameAsJson() throws Exception {
        Settings settings = load(
                file(
                        "all.yaml",
                        """
                roles: [monitor]
                zone: fra
                zones: [ams, fra]
                monitor_id: m7
                targets: []
                checks: {max_in_flight: 50, max_per_host: 2}
                addresses: {deny: [10.0.0.0/8], allow: [169.254.10.1]}
                kafka:
                  topic: t
                  failure_topic: f
                  failure_topic_only: true
                  topics: [t, old]
                  dead_letter_topic: d
                  partitions: 3
                  replication_factor: 2
                  group: g
                  format: protobuf
                  buffer: 10
                  signing_key: a key that signs, 32 or more chars
                  client: {bootstrap.servers: "k:1", ssl.key.password: hush}
                  producer: {linger.ms: 5, enable.idempotence: true}
                  consumer: {fetch.max.bytes: 1000}
                postgres:
                  uri: postgresql://[2001:db8::1]:6000/other?sslmode=verify-full&application_name=a%20b+c
                  user: me@home
                  password: p:w/
                  schema: s_1
                  batch_size: 7
                  batch_linger: 0s
                  retention: 1d
                  archive_retention: 9d
                  failure_retention: 4d
                  rollup_retention: 2d
                  migrate: false
                  persister_role: p
                  reader_role: r
                  alerter_role: a
                persister:
                  zones: [ams, fra]
                  clock_tolerance: 5000ms
                  limits:
                    zones: 1
                    zones_per_minute: 2
                    monitors_per_minute: 3
                    targets: 4
                    targets_per_minute: 5
                    configs_per_target: 6
                    configs_per_minute: 7
                  signing:
                    required: true
                    keys:
                      - {zone: fra, key: "the new key of Frankfurt, 32 chars"}
                      - {zone: fra, key: "the old key of Frankfurt, 32 chars"}
                spool: {directory: /spool, max_size: 2097152, max_age: 1.5d, fsync_interval: 0s, drain_rate: 70}
                sharing: {enabled: true, topic: x, partitions: 8, session_timeout: 9s, heartbeat: 2000ms}
                alerts: conf/alerts.yaml
                http: {host: "::1", port: 0}
                page: {host: 127.0.0.1, port: 1}
                pages: conf/pages.yaml
                alerter:
                  tick: 2s
                  lease: 20s
                  confirm: each_zone
                  zone_health: off
                  topic: s
                  links:
                    page: https://status.example/
                    acknowledge: https://nudger.example/ack
                    secret: a key that signs links, 32 chars!
                    token: a token of somebody, 32 chars or more
                """),
                NOTHING_SET);

        assertThat(settings).isEqualTo(EVERYTHING_ELSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"roles\": [\"persister\"]}", "conf/persister.json", "conf/standalone.json"})
    void theEnvironmentFillsTheDefaults(String conf) throws InvalidConfigException {
        Map<String, String> environment = Map.of(
                "NUDGER_ZONE", "fra",
                "HOSTNAME", "pod-3",
                "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
                "KAFKA_TOPIC", "url-statuses",
                "PG_HOST", "db",
                "PG_PORT", "6432",
                "PG_DB", "record",
                "PG_USER", "writer",
                "PG_PASSWORD", "hush");

        Settings settings = load(conf, environment::get);

        assertThat(settings.origin().zone()).isEqualTo("fra");
        assertThat(settings.origin().monitor()).isEqualTo("pod-3");
        assertThat(settings.kafka().client().values()).containsExactly(Map.entry("bootstrap.servers", "kafka:9092"));
        assertThat(settings.kafka().topic()).isEqualTo("url-statuses");
        PostgresSettings postgres = settings.postgres();
        assertThat(List.of(postgres.host(), postgres.database(), postgres.user()))
                .containsExactly("db", "record", "writer");
        assertThat(postgres.port()).isEqualTo(6_432);
        assertThat(postgres.password()).isEqualTo(Secret.of("hush"));
    }

    @Test
    void numbersAndBooleansMayComeAsTexts() throws InvalidConfigException {
        Settings settings = load(
                """
                {"roles": ["persister"], "http": {"port": "${PORT:-8081}"}, "kafka": {"partitions": "24"},
                 "spool": {"max_size": "${SIZE:-64}MiB"}}""",
                NOTHING_SET);

        assertThat(settings.http().port()).isEqualTo(8_081);
        assertThat(settings.kafka().partitions()).isEqualTo(24);
        assertThat(settings.spool().maxSize()).isEqualTo(64L << 20);
    }

    @Test
    void aPersisterNeedsNoTargets() throws InvalidConfigException {
        Configuration configuration =
                new SettingsLoader(NOTHING_SET).load("{\"roles\": [\"persister\"], \"targets\": \"/nowhere\"}");

        assertThat(configuration.targets()).isEqualTo(Targets.NONE);
    }

    @Test
    void aMonitorNeedsNoDatabase() throws InvalidConfigException {
        Settings settings = load("{\"roles\": [\"monitor\"], \"targets\": []}", Map.of("PG_PORT", "none")::get);

        assertThat(settings.postgres()).isEqualTo(DEFAULTS.postgres());
    }

    @Test
    void aMonitorGetsItsTargets() throws Exception {
        Path targets = Files.writeString(
                directory.resolve("targets.yaml"), "targets: [{name: a, url: \"https://${HOST}.example/\"}]");

        Configuration configuration = new SettingsLoader(Map.of("HOST", "www")::get)
                .load("{\"roles\": [\"monitor\"], \"targets\": \"" + targets + "\"}");

        assertThat(configuration.targets().all()).singleElement().satisfies(target -> assertThat(target.url())
                .hasToString("https://www.example/"));
    }

    @Test
    void anEmptyPasswordIsNone() throws InvalidConfigException {
        Settings settings = load("{\"roles\": [\"persister\"], \"postgres\": {\"password\": \"\"}}", NOTHING_SET);

        assertThat(settings.postgres().password()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:p@h/d, h, 5432, d, u, p",
        "postgres://u:p@h:1/d, h, 1, d, u, p",
        "postgresql://h/d, h, 5432, d, nudger, nudger",
        "postgresql://u@h/d, h, 5432, d, u, nudger",
        "postgresql://a%2Fb:c%25@[::1]:2/e%20f, ::1, 2, e f, a/b, c%",
        "postgresql://u:a@b@h/d, h, 5432, d, u, a@b",
        "postgresql://db.example.org:65535/d?sslmode=require, db.example.org, 65535, d, nudger, nudger",
    })
    void postgresUri(String uri, String host, int port, String database, String user, String password)
            throws InvalidConfigException {
        PostgresSettings postgres = load(
                        "{\"roles\": [\"persister\"], \"postgres\": {\"uri\": \"" + uri + "\"}}", NOTHING_SET)
                .postgres();

        assertThat(List.of(postgres.host(), postgres.database(), postgres.user()))
                .containsExactly(host, database, user);
        assertThat(postgres.port()).isEqualTo(port);
        assertThat(postgres.password()).isEqualTo(Secret.of(password));
    }

    @Test
    void secretsHideThemselves() throws InvalidConfigException {
        Settings settings = load(
                """
                {"roles": ["persister"], "kafka": {"client": {"sasl.jaas.config": "s3cret"}},
                 "postgres": {"uri": "postgresql://u:s3cret@h/d"},
                 "targets": [{"name": "a", "url": "https://a.example", "headers": {"authorization": "s3cret"}}]}""",
                NOTHING_SET);

        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conf/monitor.json",
                "conf/persister.json",
                "conf/alerter.json",
                "conf/page.json",
                "conf/standalone.json"
            })
    void theSamplesSayTheDefaults(String sample) throws InvalidConfigException {
        Settings settings = load(sample, NOTHING_SET);

        assertThat(settings)
                .isEqualTo(new Settings(
                        settings.roles(),
                        DEFAULTS.zone(),
                        DEFAULTS.monitorId(),
                        DEFAULTS.targets(),
                        DEFAULTS.checks(),
                        DEFAULTS.kafka(),
                        DEFAULTS.postgres(),
                        DEFAULTS.persister(),
                        DEFAULTS.spool(),
                        DEFAULTS.sharing(),
                        DEFAULTS.http(),
                        settings.has(Role.ALERTER) ? Path.of("conf/alerts.yaml") : null,
                        // A process that only shows pages knows of no Kafka, and so of no topic.
                        settings.roles().equals(Set.of(Role.PAGE)) ? settings.alerter() : DEFAULTS.alerter(),
                        DEFAULTS.page(),
                        settings.has(Role.PAGE) ? Path.of("conf/pages.yaml") : null));
    }

    /** Their variables and secret files are those of another machine; all else must be right. */
    @ParameterizedTest
    @MethodSource("deployments")
    void deploymentsAreConfiguredRight(Path file) {
        InvalidConfigException refusal = catchThrowableOfType(
                InvalidConfigException.class, () -> new SettingsLoader(NOTHING_SET).load(file.toString()));

        assertThat(refusal == null ? List.<Problem>of() : refusal.problems())
                .allSatisfy(problem -> assertThat(problem.message()).containsAnyOf("is not set", "cannot be read"));
    }

    static Stream<Path> deployments() throws IOException {
        try (Stream<Path> docker = Files.walk(Path.of("docker"));
                Stream<Path> kubernetes = Files.walk(Path.of("k8s"))) {
            return Stream.concat(docker, kubernetes)
                    .filter(file -> file.endsWith("monitor.json") || file.endsWith("persister.json"))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nowhere.json | nowhere.json: cannot be read: no such file",
                "src | src: cannot be read: Is a directory",
                "{\"roles\": []} | -conf:1: roles: wanted a list of roles (monitor, persister, alerter, page), found none",
                "{\"roles\": | -conf:1:10: not valid JSON: Unexpected end-of-input within/between Object entries",
            })
    void whatIsWrongIsFoundAgain(String conf, String message) {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new SettingsLoader(NOTHING_SET).load(conf))
                .withMessage(message)
                .satisfies(refusal -> assertThat(refusal.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "verbose, ''",
        "20, ''",
        "wrn, '; did you mean \"WARN\"?'",
        "Infos, '; did you mean \"INFO\"?'",
    })
    void aLogLevelThatIsNoneIsReportedWithTheOtherProblems(String level, String hint) {
        String wanted =
                "wanted ALL, CRITICAL, DEBUG, ERROR, INFO, OFF, TRACE, WARN or WARNING, found \"" + level + "\"" + hint;
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() ->
                        load("{\"roles\": []}", Map.of("LOG_LEVEL", level, "NUDGER_LIBRARY_LOG_LEVEL", level)::get))
                .withMessage("LOG_LEVEL: " + wanted + "\nNUDGER_LIBRARY_LOG_LEVEL: " + wanted
                        + "\n-conf:1: roles: wanted a list of roles (monitor, persister, alerter, page), found none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "INFO", "debug", "Warning", "OFF"})
    void aLogLevelIsTakenInCapitalsOrNot(String level) throws InvalidConfigException {
        Environment environment = Map.of("LOG_LEVEL", level, "NUDGER_LIBRARY_LOG_LEVEL", level)::get;

        assertThat(load("{\"roles\": [\"persister\"]}", environment)).isEqualTo(DEFAULTS);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private static Settings load(String conf, Environment environment) throws InvalidConfigException {
        return new SettingsLoader(environment).load(conf).settings();
    }

    /** Every component differs, down to the leaves: no key was forgotten. */
    private static void assertNothingAlike(Record one, Record other) throws ReflectiveOperationException {
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            Object first = component.getAccessor().invoke(one);
            Object second = component.getAccessor().invoke(other);
            if (first instanceof Record inner && first.getClass().getName().endsWith("Settings")) {
                assertNothingAlike(inner, (Record) second);
            } else {
                assertThat(first).as(component.getName()).isNotEqualTo(second);
            }
        }
    }
}
