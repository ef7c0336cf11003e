package io.nudger.deploy;

import static io.nudger.deploy.DeployFiles.objects;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What runs pods.
 *
 * @param object a Deployment, a StatefulSet or a Job
 */
record Workload(JsonObject object) {
    private static final Set<String> KINDS = Set.of("apps/v1/Deployment", "apps/v1/StatefulSet", "batch/v1/Job");

    static boolean is(JsonObject object) {
        return KINDS.contains(KubernetesSchema.kind(object));
    }

    String name() {
        return nameOf(object.getAsJsonObject("metadata"));
    }

    /** What its pods are called among those of nudger. */
    String component() {
        return object.getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("metadata")
                .getAsJsonObject("labels")
                .get("app.kubernetes.io/component")
                .getAsString();
    }

    JsonObject pod() {
        return object.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
    }

    /** The container; no pod here has two that run at the same time. */
    JsonObject container() {
        List<JsonObject> containers = objects(pod(), "containers");
        if (containers.size() != 1) {
            throw new IllegalArgumentException(name() + ": wanted one container, found " + containers.size());
        }
        return containers.get(0);
    }

    /** That, and those that run before it. */
    List<JsonObject> containers() {
        return Stream.concat(Stream.of(container()), objects(pod(), "initContainers").stream())
                .toList();
    }

    /** The names of the Secrets that are mounted into the container. */
    Set<String> secrets() {
        Set<String> mounted = mounts().stream().map(Workload::nameOf).collect(Collectors.toSet());
        return objects(pod(), "volumes").stream()
                .filter(volume -> volume.has("secret") && mounted.contains(nameOf(volume)))
                .map(volume ->
                        volume.getAsJsonObject("secret").get("secretName").getAsString())
                .collect(Collectors.toSet());
    }

    /** The keys of a Secret that are mounted; none when all are. */
    Set<String> keys(String secret) {
        return objects(pod(), "volumes").stream()
                .filter(volume -> volume.has("secret"))
                .map(volume -> volume.getAsJsonObject("secret"))
                .filter(mounted -> mounted.get("secretName").getAsString().equals(secret))
                .flatMap(mounted -> objects(mounted, "items").stream())
                .map(item -> item.get("key").getAsString())
                .collect(Collectors.toSet());
    }

    List<JsonObject> mounts() {
        return objects(container(), "volumeMounts");
    }

    List<String> claims() {
        return objects(object.getAsJsonObject("spec"), "volumeClaimTemplates").stream()
                .map(claim -> nameOf(claim.getAsJsonObject("metadata")))
                .toList();
    }

    static String nameOf(JsonObject named) {
        return named.get("name").getAsString();
    }

    @Override
    public String toString() {
        return name();
    }
}
