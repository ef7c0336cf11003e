package io.nudger.deploy;

import static io.nudger.deploy.DeployFiles.KUBERNETES;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.config.Configuration;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Role;
import io.nudger.config.SettingsLoader;
import io.nudger.deploy.ComposeFile.Service;
import io.nudger.document.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** nudger accepts the settings and targets of every container and pod, with what is mounted there. */
class DeployedSettingsTest {
    /** What {@code make infra} writes into kafka.env, and docs/deployment.md describes. */
    private static final Map<String, String> KAFKA_ENV =
            Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka.example:12345", "KAFKA_TOPIC", "url-statuses");

    /** The same for postgres.env. */
    private static final Map<String, String> POSTGRES_ENV = Map.of(
            "PG_HOST", "postgres.example",
            "PG_PORT", "12346",
            "PG_DB", "nudger",
            "PG_USER", "nudger_persister",
            "PG_PASSWORD", "s3cret");

    /** The same for postgres-owner.env. */
    private static final Map<String, String> OWNER_ENV = Map.of(
            "PG_OWNER_USER", "nudger_owner",
            "PG_OWNER_PASSWORD", "0wner",
            "PG_READER_USER", "nudger_reader");

    private static final Map<String, Map<String, String>> ENV_FILES = Map.of(
            "kafka.env", KAFKA_ENV,
            "postgres.env", POSTGRES_ENV,
            "postgres-owner.env", OWNER_ENV,
            "postgres-alerter.env", user("alerter"),
            "postgres-reader.env", user("reader"));

    private static final List<String> CERTIFICATES = List.of("ca.pem", "kafka-key.pem", "kafka-cert.pem");

    /** Stands for the root of the container's file system. */
    @TempDir
    Path root;

    @BeforeEach
    void mountSecrets() throws IOException, GeneralSecurityException {
        for (String name : CERTIFICATES) {
            String pem = name.contains("key") ? "-----BEGIN PRIVATE KEY-----\n" : "-----BEGIN CERTIFICATE-----\n";
            write("certificates/" + name, pem);
            write("etc/nudger/kafka/" + name, pem);
        }
        write("etc/nudger/postgres/ca.pem", "-----BEGIN-----\n");
        for (var variable : KAFKA_ENV.entrySet()) {
            write("etc/nudger/kafka/" + variable.getKey(), variable.getValue());
        }
        for (var variable : POSTGRES_ENV.entrySet()) {
            write("etc/nudger/postgres/" + variable.getKey(), variable.getValue());
        }
        for (var variable : OWNER_ENV.entrySet()) {
            write("etc/nudger/owner/" + variable.getKey(), variable.getValue());
        }
        for (String user : List.of("alerter", "reader")) {
            for (var variable : user(user).entrySet()) {
                write("etc/nudger/" + user + "/" + variable.getKey(), variable.getValue());
            }
        }
    }

    private static Map<String, String> user(String name) {
        String prefix = "PG_" + name.toUpperCase(Locale.ROOT);
        return Map.of(prefix + "_USER", "nudger_" + name, prefix + "_PASSWORD", "of-" + name);
    }

    @ParameterizedTest
    @MethodSource("nudgers")
    void composeStartsNudgerWithSettingsItAccepts(Service service) throws Exception {
        Map<String, String> environment = environment(service);
        Configuration configuration = load(service, environment);
        assertThat(configuration.settings().kafka().topic())
                .isEqualTo(environment.getOrDefault("KAFKA_TOPIC", "nudger.checks"));
        boolean monitor = configuration.settings().has(Role.MONITOR);
        assertThat(configuration.targets().all().isEmpty()).isNotEqualTo(monitor);
        if (monitor) {
            assertThat(DeployFiles.strings(service.content(), "volumes"))
                    .anyMatch(volume -> volume.endsWith(
                            ":/nudger/" + configuration.settings().spool().directory()));
        }
    }

    @Test
    void composeLetsTheOwnerMigrateAndARoleThatOwnsNothingWrite() throws Exception {
        for (ComposeFile file : ComposeFile.ALL) {
            List<Service> migrating = file.services().stream()
                    .filter(service -> service.name().equals("migrate"))
                    .toList();
            List<Service> persisting = file.services().stream()
                    .filter(service -> service.name().startsWith("persister"))
                    .toList();
            assertThat(migrating).hasSize(1);
            assertThat(persisting).isNotEmpty();
            for (Service persister : persisting) {
                assertOwnerAndPersister(postgres(migrating.get(0)), postgres(persister));
            }
            List<Service> alerting = file.services().stream()
                    .filter(service -> service.name().startsWith("alerter"))
                    .toList();
            assertThat(alerting).isNotEmpty();
            for (Service alerter : alerting) {
                assertThat(postgres(alerter).user())
                        .isEqualTo(postgres(migrating.get(0)).grantees().alerter());
                assertHasNoOtherPassword(alerter);
            }
            List<Service> pages = file.services().stream()
                    .filter(service -> service.name().equals("page"))
                    .toList();
            assertThat(pages).hasSize(1);
            assertHasNoOtherPassword(pages.get(0));
            assertThat(postgres(pages.get(0)).user()).isEqualTo("nudger_reader");
        }
    }

    private void assertHasNoOtherPassword(Service service) throws Exception {
        assertThat(postgres(service).migrate()).isFalse();
        assertThat(environment(service).entrySet().stream()
                        .filter(variable -> variable.getKey().contains("PASSWORD"))
                        .map(Map.Entry::getValue)
                        .filter(password -> !password.isEmpty())
                        .map(Secret::of))
                .containsExactly(postgres(service).password());
    }

    @Test
    void withoutAnOwnerOneUserDoesAll() throws Exception {
        Service migrate = nudgers()
                .filter(service ->
                        !service.environmentFiles().isEmpty() && service.name().equals("migrate"))
                .findFirst()
                .orElseThrow();
        PostgresSettings settings = load(migrate, POSTGRES_ENV).settings().postgres();
        assertThat(settings.user()).isEqualTo("nudger_persister");
        assertThat(settings.password()).isEqualTo(Secret.of("s3cret"));
        assertThat(settings.grantees().reader()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/aiven"})
    void kubernetesLetsTheOwnerMigrateAndARoleThatOwnsNothingWrite(String kustomization) throws Exception {
        mount(KUBERNETES.resolve(kustomization).resolve("conf"), "etc/nudger/settings");
        assertOwnerAndPersister(
                load("etc/nudger/settings/migrate.json", Map.of()).settings().postgres(),
                load("etc/nudger/settings/persister.json", Map.of("NUDGER_MONITOR_ID", "p"))
                        .settings()
                        .postgres());
    }

    private static void assertOwnerAndPersister(PostgresSettings migrate, PostgresSettings persister) {
        assertThat(migrate.user()).isEqualTo("nudger_owner");
        assertThat(persister.user()).isEqualTo("nudger_persister");
        assertThat(migrate.password()).isNotEqualTo(persister.password());
        assertThat(migrate.grantees()).satisfies(grantees -> {
            assertThat(grantees.persister()).isEqualTo("nudger_persister");
            assertThat(grantees.reader()).isEqualTo("nudger_reader");
        });
        assertThat(persister.migrate()).isFalse();
        assertThat(persister)
                .usingRecursiveComparison()
                .ignoringFields("user", "password", "migrate", "grantees")
                .isEqualTo(migrate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/aiven"})
    void kubernetesStartsNudgerWithSettingsItAccepts(String kustomization) throws Exception {
        mount(KUBERNETES.resolve(kustomization).resolve("conf"), "etc/nudger/settings");
        mount(KUBERNETES.resolve("base/conf"), "etc/nudger/targets", "targets.yaml");
        mount(KUBERNETES.resolve("base/conf"), "etc/nudger/alerts", "alerts.yaml");

        Configuration monitor = load(
                "etc/nudger/settings/monitor.json", Map.of("NUDGER_ZONE", "eu-1a", "NUDGER_MONITOR_ID", "nudger-0"));
        assertThat(monitor.settings().roles()).containsExactly(Role.MONITOR);
        assertThat(monitor.settings().zone().name()).isEqualTo("eu-1a");
        assertThat(monitor.targets().all()).isNotEmpty();

        Configuration persister =
                load("etc/nudger/settings/persister.json", Map.of("NUDGER_MONITOR_ID", "nudger-persister-x"));
        assertThat(persister.settings().roles()).containsExactly(Role.PERSISTER);
        assertThat(persister.settings().postgres().host()).isEqualTo("postgres.example");
        Configuration alerter =
                load("etc/nudger/settings/alerter.json", Map.of("NUDGER_MONITOR_ID", "nudger-alerter-x"));
        assertThat(alerter.settings().roles()).containsExactly(Role.ALERTER);
        assertThat(alerter.settings().alerter().topic()).isEqualTo("nudger.states");
        mount(KUBERNETES.resolve("base/conf"), "etc/nudger/pages", "pages.yaml");
        Configuration page = load("etc/nudger/settings/page.json", Map.of("NUDGER_MONITOR_ID", "nudger-page-x"));
        assertThat(page.settings().roles()).containsExactly(Role.PAGE);
        assertThat(page.pages().content().pages()).hasSize(1);
        assertThat(List.of(monitor, persister, alerter))
                .allSatisfy(pod -> assertThat(pod.settings().kafka().topic()).isEqualTo("url-statuses"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s/overlays/local/conf", "docker/cloud"})
    void targetsOfTheirOwnAreAccepted(String directory) throws Exception {
        mount(Path.of(directory), "nudger/conf", "targets.yaml");
        Path targets = root.resolve("nudger/conf/targets.yaml");
        Configuration configuration =
                new SettingsLoader(name -> null).load("{\"roles\": [\"monitor\"], \"targets\": \"" + targets + "\"}");
        assertThat(configuration.targets().all()).isNotEmpty();
    }

    @Test
    void whatLeavesTheMachineIsEncryptedAndTheServerIsKnown() throws Exception {
        mount(KUBERNETES.resolve("overlays/aiven/conf"), "etc/nudger/settings");
        Configuration persister = load("etc/nudger/settings/persister.json", Map.of("NUDGER_MONITOR_ID", "p"));
        assertThat(persister.settings().postgres().parameters()).containsEntry("sslmode", "verify-full");
        assertThat(persister.settings().kafka().client().values()).containsEntry("security.protocol", "SSL");
    }

    @Test
    void terraformWritesTheVariablesThatAreReadHere() {
        String terraform = DeployFiles.text(DeployFiles.TERRAFORM.resolve("main.tf"));
        assertThat(ENV_FILES.keySet()).allSatisfy(file -> assertThat(terraform).contains('"' + file + '"'));
        assertThat(CERTIFICATES).allSatisfy(file -> assertThat(terraform).contains('"' + file + '"'));
        assertThat(ENV_FILES.values().stream().map(Map::keySet).flatMap(Set::stream))
                .allSatisfy(name -> assertThat(terraform).containsPattern(name + "\\s+= "));
    }

    static Stream<Service> nudgers() {
        return ComposeFile.ALL.stream()
                .flatMap(file -> file.services().stream())
                .filter(Service::isNudger);
    }

    private PostgresSettings postgres(Service service) throws Exception {
        return load(service, environment(service)).settings().postgres();
    }

    private static Map<String, String> environment(Service service) {
        Map<String, String> environment = new HashMap<>();
        for (Path file : service.environmentFiles()) {
            environment.putAll(
                    Objects.requireNonNull(ENV_FILES.get(file.getFileName().toString()), file.toString()));
        }
        environment.putAll(service.environment());
        return environment;
    }

    private Configuration load(Service service, Map<String, String> environment) throws Exception {
        mount(service.bind("/nudger/conf"), "nudger/conf");
        List<String> command = DeployFiles.strings(service.content(), "command");
        return load("nudger/" + command.get(command.indexOf("-conf") + 1), environment);
    }

    private Configuration load(String settings, Map<String, String> environment) throws Exception {
        return new SettingsLoader(environment::get).load(root.resolve(settings).toString());
    }

    /** Brings the files of a directory into the container, with the paths of the container made paths below the root. */
    private void mount(Path directory, String path) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                mount(directory, path, file.getFileName().toString());
            }
        }
    }

    private void mount(Path directory, String path, String name) throws IOException {
        String content = DeployFiles.text(directory.resolve(name))
                .replace("/certificates/", root + "/certificates/")
                .replace("/etc/nudger/", root + "/etc/nudger/")
                .replace("\"conf/", "\"" + root + "/nudger/conf/");
        write(path + "/" + name, content);
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
