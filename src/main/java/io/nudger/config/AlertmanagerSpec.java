package io.nudger.config;

import static java.util.Objects.requireNonNull;

import io.nudger.document.Secret;
import java.util.List;
import java.util.Map;

/**
 * The Alertmanagers of Prometheus, which want to hear again and again of everything that is firing.
 *
 * @param name the identity
 * @param urls of all members of the cluster, without the path of the API
 * @param labels labels that every alert gets
 * @param headers headers of the request, by lower-case name
 * @param calling how they are reached
 */
public record AlertmanagerSpec(
        String name, List<Secret> urls, Map<String, String> labels, Map<String, Secret> headers, Calling calling)
        implements ReceiverSpec {
    public AlertmanagerSpec {
        requireNonNull(name, "name");
        urls = List.copyOf(urls);
        labels = Map.copyOf(labels);
        headers = Map.copyOf(headers);
        requireNonNull(calling, "calling");
    }

    @Override
    public String kind() {
        return "alertmanager";
    }
}
