package io.nudger.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.nudger.testing.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * k8s/deploy.sh in a copy of the directory, with the real {@code kubectl kustomize}. There is no cluster: what would be
 * applied is written down instead.
 */
class DeployScriptTest {
    private static final String IMAGE = "registry.example/nudger:1.2.3";

    private static final String OWNER =
            "PG_OWNER_USER=nudger_owner\nPG_OWNER_PASSWORD=o-old\nPG_READER_USER=nudger_reader\n";

    @TempDir
    private Path top;

    @BeforeAll
    static void kubectlIsInstalled() {
        Assumptions.assumeTrue(Tool.isOnPath("kubectl"), "kubectl renders what the script applies");
    }

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.walk(DeployFiles.KUBERNETES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = top.resolve("k8s").resolve(DeployFiles.KUBERNETES.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        write(
                "kubectl",
                """
                #!/bin/sh
                case "$*" in
                  kustomize*) exec kubectl "$@" ;;
                  "apply -f -") exec cat >applied.yaml ;;
                  *)
                    echo "$*" >>calls
                    ! [ -f fail ] || case " $* " in *" $(cat fail) "*) exit 1 ;; esac
                    ;;
                esac
                """);
        Files.setPosixFilePermissions(top.resolve("kubectl"), PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aSecondRunChangesNothing() throws Exception {
        cloud();

        String first = deploy("aiven", IMAGE);
        String second = deploy("aiven", IMAGE);

        assertThat(second).isEqualTo(first);
        // Secrets hold nothing that could be misspelt; all else is as strict as the API server.
        assertThat(DeployFiles.documents(first))
                .filteredOn(object -> !KubernetesSchema.kind(object).equals("v1/Secret"))
                .isNotEmpty()
                .allSatisfy(KubernetesSchema::validate);
        assertThat(images(first)).containsOnly(IMAGE);
        assertThat(Files.readAllLines(top.resolve("calls")))
                .hasSize(12)
                .endsWith(
                        "--namespace nudger delete job nudger-migrate --ignore-not-found --cascade=foreground",
                        "--namespace nudger wait --for=condition=complete job/nudger-migrate --timeout=5m",
                        "--namespace nudger rollout status statefulset/nudger-monitor --timeout=5m",
                        "--namespace nudger rollout status deployment/nudger-persister --timeout=5m",
                        "--namespace nudger rollout status deployment/nudger-alerter --timeout=5m",
                        "--namespace nudger rollout status deployment/nudger-page --timeout=5m");
        // Nothing secret is left behind.
        assertThat(DeployFiles.below(top.resolve("target"), "")).isEmpty();
    }

    @Test
    void aNewPasswordReplacesThePersistersOnly() throws Exception {
        cloud();
        String before = deploy("aiven", IMAGE);
        write("postgres.env", postgres("new"));

        String after = deploy("aiven", IMAGE);

        assertThat(object(after, "apps/v1/StatefulSet")).isEqualTo(object(before, "apps/v1/StatefulSet"));
        assertThat(object(after, "apps/v1/Deployment")).isNotEqualTo(object(before, "apps/v1/Deployment"));
    }

    @Test
    void aNewPasswordOfTheOwnerReplacesNoPod() throws Exception {
        cloud();
        String before = deploy("aiven", IMAGE);
        write("postgres-owner.env", OWNER.replace("o-old", "o-new"));

        String after = deploy("aiven", IMAGE);

        assertThat(object(after, "apps/v1/StatefulSet")).isEqualTo(object(before, "apps/v1/StatefulSet"));
        assertThat(object(after, "apps/v1/Deployment")).isEqualTo(object(before, "apps/v1/Deployment"));
        assertThat(object(after, "batch/v1/Job")).isNotEqualTo(object(before, "batch/v1/Job"));
        assertThat(secret(after, "nudger-postgres-owner"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "PG_OWNER_USER",
                        "nudger_owner",
                        "PG_OWNER_PASSWORD",
                        "o-new",
                        "PG_READER_USER",
                        "nudger_reader"));
        assertThat(secret(after, "nudger-postgres").toString()).doesNotContain("o-new");
    }

    @Test
    void withoutAnOwnerThePersistersUserOwnsTheSchema() throws Exception {
        cloud();
        Files.delete(top.resolve("postgres-owner.env"));

        String applied = run("aiven", IMAGE).applied();

        assertThat(run("aiven", IMAGE).output()).contains("without postgres-owner.env, the user of postgres.env owns");
        assertThat(secret(applied, "nudger-postgres-owner"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("PG_OWNER_USER", "nudger", "PG_OWNER_PASSWORD", "old", "PG_READER_USER", ""));
    }

    @Test
    void alertersAndPagesHaveUsersOfTheirOwnWhereAFileNamesThem() throws Exception {
        cloud();
        String shared = deploy("aiven", IMAGE);
        assertThat(secret(shared, "nudger-postgres-alerter"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("PG_ALERTER_USER", "nudger", "PG_ALERTER_PASSWORD", "old"));
        assertThat(secret(shared, "nudger-postgres-reader"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("PG_READER_USER", "nudger", "PG_READER_PASSWORD", "old"));
        write("postgres-alerter.env", "PG_ALERTER_USER=nudger_alerter\nPG_ALERTER_PASSWORD=a\n");
        write("postgres-reader.env", "PG_READER_USER=nudger_reader\nPG_READER_PASSWORD=r\n");

        String apart = deploy("aiven", IMAGE);

        assertThat(secret(apart, "nudger-postgres-alerter")).containsEntry("PG_ALERTER_PASSWORD", "a");
        assertThat(secret(apart, "nudger-postgres-reader")).containsEntry("PG_READER_PASSWORD", "r");
    }

    @Test
    void aSchemaThatCannotBeMadeEndsTheDeployment() {
        cloud();
        write("fail", "wait");
        assertThatThrownBy(() -> deploy("aiven", IMAGE))
                .hasMessageContaining("the schema is not up to date: the Job nudger-migrate says why");
        assertThat(top.resolve("calls")).content().endsWith("logs job/nudger-migrate --tail=5\n");
    }

    @Test
    void thePasswordsOfALocalClusterOutliveASecondRun() throws Exception {
        String first = deploy("local", "nudger:1");
        assertThat(deploy("local", "nudger:1")).isEqualTo(first);
        assertThat(secret(first, "nudger-postgres-admin")).containsOnlyKeys("POSTGRES_PASSWORD");
    }

    @Test
    void whatIsMissingIsNamedBeforeAnythingIsApplied() throws Exception {
        assertThatThrownBy(() -> deploy("aiven", IMAGE))
                .hasMessageContaining(
                        "missing: kafka.env postgres.env ca.pem kafka-key.pem kafka-cert.pem; `make infra` writes them");
        assertThatThrownBy(() -> deploy("elsewhere", IMAGE)).hasMessageContaining("OVERLAY is one of: aiven local");
        assertThatThrownBy(() -> deploy("local", "nudger")).hasMessageContaining("wanted NAME:TAG");
        assertThat(top.resolve("applied.yaml")).doesNotExist();
    }

    private void cloud() {
        write("kafka.env", "KAFKA_BOOTSTRAP_SERVERS=kafka.example:9093\nKAFKA_TOPIC=nudger.checks\n");
        write("postgres.env", postgres("old"));
        write("postgres-owner.env", OWNER);
        List.of("ca.pem", "kafka-key.pem", "kafka-cert.pem").forEach(name -> write(name, "PEM of " + name + "\n"));
    }

    private static String postgres(String password) {
        return "PG_HOST=pg.example\nPG_PORT=5432\nPG_DB=nudger\nPG_USER=nudger\nPG_PASSWORD=" + password + "\n";
    }

    /** What is applied, when there is nothing to tell. */
    private String deploy(String overlay, String image) throws Exception {
        Run run = run(overlay, image);
        assertThat(run.output).isEmpty();
        return run.applied;
    }

    private Run run(String overlay, String image) throws Exception {
        Map<String, String> environment =
                Map.of("KUBECTL", top.resolve("kubectl").toString());
        String output = Tool.run(top, environment, "k8s/deploy.sh", overlay, image);
        return new Run(output, Files.readString(top.resolve("applied.yaml")));
    }

    private static List<String> images(String applied) {
        return Stream.of("apps/v1/StatefulSet", "apps/v1/Deployment", "batch/v1/Job")
                .map(kind -> new Workload(object(applied, kind))
                        .container()
                        .get("image")
                        .getAsString())
                .toList();
    }

    private static JsonObject object(String applied, String kind) {
        return DeployFiles.documents(applied).stream()
                .filter(object -> KubernetesSchema.kind(object).equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** What stands in a Secret whose name begins like this and ends in a hash. */
    private static Map<String, String> secret(String applied, String name) {
        return DeployFiles.documents(applied).stream()
                .filter(object -> KubernetesSchema.kind(object).equals("v1/Secret"))
                .filter(object ->
                        Workload.nameOf(object.getAsJsonObject("metadata")).matches(name + "-[a-z0-9]{10}"))
                .map(object -> object.getAsJsonObject("data"))
                .findFirst()
                .orElseThrow()
                .asMap()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new String(
                                Base64.getDecoder().decode(entry.getValue().getAsString()), StandardCharsets.UTF_8)));
    }

    private void write(String name, String text) {
        try {
            Files.writeString(top.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One run of the script.
     *
     * @param output what it told
     * @param applied what it applied
     */
    private record Run(String output, String applied) {}
}
