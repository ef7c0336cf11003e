package io.nudger.deploy;

import static io.nudger.deploy.DeployFiles.KUBERNETES;
import static io.nudger.deploy.DeployFiles.objects;
import static io.nudger.deploy.DeployFiles.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.nudger.testing.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesTest {
    private static final String PROMETHEUS_OPERATOR = "monitoring.coreos.com/v1/";

    /** Those that the manifests ask for and that come from outside; k8s/base/kustomization.yaml lists them. */
    private static final Set<String> SECRETS = Set.of(
            "nudger-kafka",
            "nudger-postgres",
            "nudger-postgres-owner",
            "nudger-postgres-alerter",
            "nudger-postgres-reader",
            "nudger-postgres-admin",
            "nudger-receivers");

    @ParameterizedTest
    @MethodSource("manifests")
    void everyFieldIsKnownAndOfTheRightType(Path file) {
        for (JsonObject object : DeployFiles.documents(DeployFiles.text(file))) {
            if (!KubernetesSchema.kind(object).startsWith(PROMETHEUS_OPERATOR)) {
                KubernetesSchema.validate(object);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{replicaz: 1, selector: {}, template: {}}",
                "{selector: {matchLabel: {}}, template: {}}",
                "{template: {}}",
                "{selector: {}, template: {spec: {containers: [{image: a}]}}}",
                "{selector: {}, template: {spec: {containers: [{name: a, ports: [{containerPort: eighty}]}]}}}",
                "{selector: {}, template: {spec: {containers: [{name: a, env: [{name: A, value: 1}]}]}}}",
            })
    void theSchemaIsStrict(String spec) {
        JsonObject object = DeployFiles.documents("{apiVersion: apps/v1, kind: Deployment, spec: " + spec + "}")
                .get(0);
        assertThatThrownBy(() -> KubernetesSchema.validate(object)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void kustomizationsNameFilesThatExist(Path file) {
        JsonObject kustomization = DeployFiles.yaml(file);
        List<String> named = new ArrayList<>(strings(kustomization, "resources"));
        objects(kustomization, "configMapGenerator").forEach(generator -> named.addAll(strings(generator, "files")));
        assertThat(named).isNotEmpty().allSatisfy(name -> assertThat(file.resolveSibling(name))
                .exists());
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void podsRunWithoutAnyPrivilege(Workload workload) {
        JsonObject pod = workload.pod();
        assertThat(pod.get("automountServiceAccountToken").getAsBoolean()).isFalse();
        JsonObject user = pod.getAsJsonObject("securityContext");
        assertThat(user.get("runAsNonRoot").getAsBoolean()).isTrue();
        assertThat(user.get("runAsUser").getAsInt()).isPositive();
        assertThat(user.getAsJsonObject("seccompProfile")).hasToString("{\"type\":\"RuntimeDefault\"}");

        for (JsonObject container : workload.containers()) {
            JsonObject security = container.getAsJsonObject("securityContext");
            assertThat(security.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
            assertThat(security.getAsJsonObject("capabilities")).hasToString("{\"drop\":[\"ALL\"]}");
            // Kafka's start script writes into its own directories; it is there for trying out only.
            assertThat(security.has("readOnlyRootFilesystem"))
                    .isEqualTo(!workload.name().equals("kafka"));
        }
    }

    @Test
    void nobodyButTheMigrationSeesTheOwnersPassword() {
        assertThat(workload("nudger-migrate").secrets())
                .containsExactlyInAnyOrder("nudger-postgres", "nudger-postgres-owner", "nudger-postgres-alerter");
        assertThat(workload("nudger-persister").secrets()).containsExactlyInAnyOrder("nudger-kafka", "nudger-postgres");
        assertThat(workload("nudger-alerter").secrets())
                .containsExactlyInAnyOrder(
                        "nudger-kafka", "nudger-postgres", "nudger-postgres-alerter", "nudger-receivers");
        assertThat(workload("nudger-page").secrets())
                .containsExactlyInAnyOrder("nudger-postgres", "nudger-postgres-reader");
        assertThat(workload("nudger-monitor").secrets()).containsExactly("nudger-kafka");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nudger-alerter", "nudger-page"})
    void whoHasAUserOfHisOwnSeesOnlyOfThePersistersWherePostgresIs(String name) {
        assertThat(workload(name).keys("nudger-postgres")).containsExactlyInAnyOrder("PG_HOST", "PG_PORT", "PG_DB");
    }

    @Test
    void theMigrationMayGoWhereThePersistersMay() {
        JsonObject selector = manifests()
                .flatMap(file -> DeployFiles.documents(DeployFiles.text(file)).stream())
                .filter(object -> KubernetesSchema.kind(object).endsWith("/NetworkPolicy"))
                .filter(object ->
                        Workload.nameOf(object.getAsJsonObject("metadata")).equals("nudger-persister"))
                .map(object -> object.getAsJsonObject("spec").getAsJsonObject("podSelector"))
                .findFirst()
                .orElseThrow();
        JsonObject components = objects(selector, "matchExpressions").get(0);
        assertThat(strings(components, "values"))
                .containsExactlyInAnyOrderElementsOf(Stream.of("nudger-persister", "nudger-migrate")
                        .map(name -> workload(name).component())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void memoryIsLimitedAndTheProcessorIsNot(Workload workload) {
        assertThat(workload.containers())
                .extracting(container -> container
                        .getAsJsonObject("resources")
                        .getAsJsonObject("limits")
                        .keySet())
                .containsOnly(Set.of("memory"));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void whatIsMountedIsThere(Workload workload) {
        Set<String> volumes = new TreeSet<>(workload.claims());
        for (JsonObject volume : objects(workload.pod(), "volumes")) {
            volumes.add(Workload.nameOf(volume));
            if (volume.has("secret")) {
                assertThat(SECRETS)
                        .contains(volume.getAsJsonObject("secret")
                                .get("secretName")
                                .getAsString());
            }
        }
        assertThat(workload.mounts()).extracting(Workload::nameOf).isSubsetOf(volumes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nudger-monitor", "nudger-persister", "nudger-alerter", "nudger-page"})
    void kubernetesAsksNudgerHowItIs(String name) {
        JsonObject container = workload(name).container();
        assertThat(probed(container, "startupProbe")).isEqualTo("/health/live");
        assertThat(probed(container, "livenessProbe")).isEqualTo("/health/live");
        assertThat(probed(container, "readinessProbe")).isEqualTo("/health/ready");
    }

    @Test
    void targetsFollowTheirConfigMapInTheRunningPod() {
        JsonObject generator =
                objects(DeployFiles.yaml(KUBERNETES.resolve("base/kustomization.yaml")), "configMapGenerator").stream()
                        .filter(candidate -> Workload.nameOf(candidate).equals("nudger-targets"))
                        .findFirst()
                        .orElseThrow();
        assertThat(generator.getAsJsonObject("options")).hasToString("{\"disableNameSuffixHash\":true}");
        assertThat(workload("nudger-monitor").mounts())
                .filteredOn(mount -> Workload.nameOf(mount).equals("targets"))
                .singleElement()
                .satisfies(mount -> assertThat(mount.has("subPath")).isFalse());
    }

    @Test
    void prometheusScrapesThePortThatNudgerListensOn() {
        List<JsonObject> endpoints = objects(operated("PodMonitor").getAsJsonObject("spec"), "podMetricsEndpoints");
        assertThat(endpoints)
                .extracting(endpoint -> endpoint.get("port").getAsString())
                .isEqualTo(objects(workload("nudger-monitor").container(), "ports").stream()
                        .map(Workload::nameOf)
                        .toList());
    }

    @Test
    void theAlertsAreThoseOfTheComposeFile() {
        JsonElement groups = operated("PrometheusRule").getAsJsonObject("spec").get("groups");
        JsonObject alerts = DeployFiles.yaml(DeployFiles.DOCKER.resolve("prometheus/alerts.yml"));
        assertThat(groups).isEqualTo(alerts.get("groups"));
    }

    @Test
    void theDatabaseOfOneMachineIsThatOfTheComposeFile() {
        assertThat(KUBERNETES.resolve("overlays/local/conf/setup.sql"))
                .hasSameTextualContentAs(DeployFiles.DOCKER.resolve("postgres/setup.sql"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "aiven"})
    void theOverlayRenders(String overlay) throws Exception {
        Assumptions.assumeTrue(Tool.isOnPath("kubectl"), "kubectl renders the overlays");
        String rendered = Tool.run(Path.of("."), "kubectl", "kustomize", "k8s/overlays/" + overlay);
        List<JsonObject> objects = DeployFiles.documents(rendered);
        objects.forEach(KubernetesSchema::validate);
        objects.stream().filter(Workload::is).map(Workload::new).forEach(workload -> {
            podsRunWithoutAnyPrivilege(workload);
            if (Set.of("nudger-alerter", "nudger-page").contains(workload.name())) {
                Set<String> keys = workload.keys("nudger-postgres");
                assertThat(keys).contains("PG_HOST", "PG_PORT", "PG_DB").doesNotContain("PG_PASSWORD");
                assertThat(keys.contains("ca.pem")).isEqualTo(overlay.equals("aiven"));
            }
        });
        assertThat(objects)
                .extracting(KubernetesSchema::kind)
                .contains("v1/Namespace", "apps/v1/StatefulSet", "apps/v1/Deployment", "batch/v1/Job", "v1/ConfigMap");
    }

    static Stream<Path> manifests() {
        return DeployFiles.below(KUBERNETES, ".yaml").stream()
                .filter(file -> !file.toString().contains("/conf/"))
                .filter(file -> !file.endsWith("kustomization.yaml"));
    }

    static Stream<Path> kustomizations() {
        return DeployFiles.below(KUBERNETES, "kustomization.yaml").stream();
    }

    static Stream<Workload> workloads() {
        return manifests()
                .flatMap(file -> DeployFiles.documents(DeployFiles.text(file)).stream())
                .filter(Workload::is)
                .map(Workload::new);
    }

    private static Workload workload(String name) {
        return workloads()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject operated(String kind) {
        String objects = DeployFiles.text(KUBERNETES.resolve("components/monitoring/monitoring.yaml"));
        return DeployFiles.documents(objects).stream()
                .filter(object -> KubernetesSchema.kind(object).equals(PROMETHEUS_OPERATOR + kind))
                .findFirst()
                .orElseThrow();
    }

    private static String probed(JsonObject container, String probe) {
        JsonObject get = container.getAsJsonObject(probe).getAsJsonObject("httpGet");
        assertThat(get.get("port").getAsString())
                .isEqualTo(Workload.nameOf(objects(container, "ports").get(0)));
        return get.get("path").getAsString();
    }
}
