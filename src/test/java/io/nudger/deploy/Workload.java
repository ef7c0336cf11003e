package io.nudger.deploy;

import static io.nudger.deploy.DeployFiles.objects;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * What runs pods.
 *
 * @param object a Deployment or a StatefulSet
 */
record Workload(JsonObject object) {
    private static final Set<String> KINDS = Set.of("apps/v1/Deployment", "apps/v1/StatefulSet");

    static boolean is(JsonObject object) {
        return KINDS.contains(KubernetesSchema.kind(object));
    }

    String name() {
        return nameOf(object.getAsJsonObject("metadata"));
    }

    JsonObject pod() {
        return object.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
    }

    /** The container; no pod here has two. */
    JsonObject container() {
        List<JsonObject> containers = objects(pod(), "containers");
        if (containers.size() != 1) {
            throw new IllegalArgumentException(name() + ": wanted one container, found " + containers.size());
        }
        return containers.get(0);
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
