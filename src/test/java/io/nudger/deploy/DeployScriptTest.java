package io.nudger.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.nudger.testing.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
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
                  *) echo "$*" >>calls ;;
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
                .containsExactly(
                        "--namespace nudger rollout status statefulset/nudger-monitor --timeout=5m",
                        "--namespace nudger rollout status deployment/nudger-persister --timeout=5m",
                        "--namespace nudger rollout status statefulset/nudger-monitor --timeout=5m",
                        "--namespace nudger rollout status deployment/nudger-persister --timeout=5m");
        // Nothing secret is left behind.
        assertThat(DeployFiles.below(top.resolve("target"), "")).isEmpty();
    }

    @Test
    void aNewPasswordReplacesThePersistersOnly() throws Exception {
        cloud();
        String before = deploy("aiven", IMAGE);
        write("postgres.env", postgres("new"));

        String after = deploy("aiven", IMAGE);

        assertThat(object(after, "StatefulSet")).isEqualTo(object(before, "StatefulSet"));
        assertThat(object(after, "Deployment")).isNotEqualTo(object(before, "Deployment"));
    }

    @Test
    void thePasswordOfALocalClusterOutlivesASecondRun() throws Exception {
        assertThat(deploy("local", "nudger:1")).isEqualTo(deploy("local", "nudger:1"));
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
        List.of("ca.pem", "kafka-key.pem", "kafka-cert.pem").forEach(name -> write(name, "PEM of " + name + "\n"));
    }

    private static String postgres(String password) {
        return "PG_HOST=pg.example\nPG_PORT=5432\nPG_DB=nudger\nPG_USER=nudger\nPG_PASSWORD=" + password + "\n";
    }

    /** What is applied. */
    private String deploy(String overlay, String image) throws Exception {
        Map<String, String> environment =
                Map.of("KUBECTL", top.resolve("kubectl").toString());
        assertThat(Tool.run(top, environment, "k8s/deploy.sh", overlay, image)).isEmpty();
        return Files.readString(top.resolve("applied.yaml"));
    }

    private static List<String> images(String applied) {
        return Stream.of("StatefulSet", "Deployment")
                .map(kind -> new Workload(object(applied, kind))
                        .container()
                        .get("image")
                        .getAsString())
                .toList();
    }

    private static JsonObject object(String applied, String kind) {
        return DeployFiles.documents(applied).stream()
                .filter(object -> KubernetesSchema.kind(object).equals("apps/v1/" + kind))
                .findFirst()
                .orElseThrow();
    }

    private void write(String name, String text) {
        try {
            Files.writeString(top.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
