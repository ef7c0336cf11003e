package io.nudger.deploy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.Map;

/** Checks an object as the API server does when it validates strictly. */
final class KubernetesSchema {
    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("v1/ConfigMap", V1ConfigMap.class),
            Map.entry("v1/Namespace", V1Namespace.class),
            Map.entry("v1/Service", V1Service.class),
            Map.entry("v1/ServiceAccount", V1ServiceAccount.class),
            Map.entry("apps/v1/Deployment", V1Deployment.class),
            Map.entry("apps/v1/StatefulSet", V1StatefulSet.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class),
            Map.entry("batch/v1/Job", V1Job.class),
            Map.entry("networking.k8s.io/v1/Ingress", V1Ingress.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", V1PodDisruptionBudget.class));

    private KubernetesSchema() {}

    /** The API version and the kind, as in {@code apps/v1/Deployment}. */
    static String kind(JsonObject object) {
        return object.get("apiVersion").getAsString() + "/" + object.get("kind").getAsString();
    }

    /**
     * Fails when the object has a field that its kind does not know, lacks one that it needs, or has one of another type.
     */
    static void validate(JsonObject object) {
        Class<?> type = KINDS.get(kind(object));
        if (type == null) {
            throw new IllegalArgumentException("no schema for " + kind(object));
        }
        Object typed = JSON.deserialize(object.toString(), type);
        compare(kind(object), object, JsonParser.parseString(JSON.serialize(typed)));
    }

    /** A number where a text is wanted is read as a text. The API server refuses that, and so must we. */
    private static void compare(String path, JsonElement written, JsonElement read) {
        if (written instanceof JsonObject object) {
            object.asMap()
                    .forEach((key, value) -> compare(
                            path + "." + key, value, read.getAsJsonObject().get(key)));
        } else if (written instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                compare(
                        path + "[" + i + "]",
                        array.get(i),
                        read.getAsJsonArray().get(i));
            }
        } else if (!written.equals(read)) {
            throw new IllegalArgumentException(path + ": wanted " + read + ", found " + written);
        }
    }
}
