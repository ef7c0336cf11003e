package io.nudger.imports;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gatus: {@code config.yaml}, or all the files of its directory. */
final class Gatus implements Importer {
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Pattern OTHER_KIND = Pattern.compile("(?!https?:)([a-z][a-z0-9+.-]*)://.*");
    private static final Pattern CHANGING = Pattern.compile("\\[(?:RANDOM_STRING_\\d+|LOCAL_ADDRESS)]");
    private static final Pattern RESOLVER = Pattern.compile("^(?:tcp|udp)://");
    /** Of which a configuration has at least one. */
    private static final Set<String> KEYS =
            Set.of("endpoints", "services", "external-endpoints", "suites", "alerting", "maintenance", "announcements");

    private static final Map<String, String> ELSEWHERE = Map.of(
            "storage", "nudger keeps the record in PostgreSQL",
            "metrics", "nudger has /metrics in every role",
            "web", "the key http of the settings");

    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        translation.remark("[CONNECTED] == true needs no counterpart: a check without a connection is down.");
        translation.remark("Alerts and maintenance stand in a file of their own, which --alerts FILE writes.");
        boolean found = false;
        List<Fields> files = new ArrayList<>();
        for (Source source : sources) {
            for (Value document : Manifests.documents(source, KEYS, References::fromGatus)) {
                files.add(document.fields("an object with the key endpoints"));
            }
        }
        // The alerts may stand in one file, and the endpoints that use them in another.
        GatusAlerts alerts = new GatusAlerts(translation.alerts());
        for (Fields config : files) {
            alerts.readProviders(config);
        }
        for (Fields config : files) {
            found |= readFile(config, translation, alerts);
        }
        if (!found) {
            throw new ImportException(sources.get(0).name() + ": endpoints: wanted a list of endpoints, found nothing");
        }
    }

    /** Reads one of the files; whether it has endpoints, which may also stand in another. */
    private static boolean readFile(Fields config, Translation translation, GatusAlerts alerts) throws ImportException {
        boolean found = false;
        // Before version 4 they were called services.
        for (String key : List.of("endpoints", "services")) {
            found |= config.get(key) != null;
            for (Value endpoint : config.list(key)) {
                readEndpoint(endpoint.fields("an endpoint with name and url"), translation, alerts);
            }
        }
        for (String key : List.of("external-endpoints", "suites")) {
            found |= config.get(key) != null;
            for (Value item : config.list(key)) {
                String name = item.fields("an object with name")
                        .require("name", "a name")
                        .text();
                translation.notCarriedOver("\"" + name + "\" of " + key + ", which is not one request for one URL");
            }
        }
        for (Value item : config.list("announcements")) {
            Fields announcement = item.fields("an announcement");
            translation.notCarriedOver(
                    "the announcement of " + announcement.text("timestamp") + ": " + announcement.text("message"));
        }
        // Under x-... people keep what other parts of the file refer to.
        config.rest().keySet().stream()
                .filter(key -> !key.startsWith("x-"))
                .forEach(key ->
                        translation.notCarriedOver(ELSEWHERE.containsKey(key) ? key + "; " + ELSEWHERE.get(key) : key));
        return found;
    }

    private static void readEndpoint(Fields endpoint, Translation translation, GatusAlerts alerts)
            throws ImportException {
        String name = endpoint.require("name", "a name").text();
        String group = endpoint.text("group");
        String url = endpoint.require("url", "a URL").text();
        String fullName = group == null ? name : group + "/" + name;
        if (endpoint.get("dns") != null) {
            translation.notCarriedOver("\"" + fullName + "\", a DNS query to " + url);
            return;
        }
        if (OTHER_KIND.matcher(url).matches()) {
            translation.notCarriedOver("\"" + fullName + "\", a check by " + url.replaceFirst("://.*", "") + ": "
                    + endpoint.require("url", "a URL").shown());
            return;
        }
        Draft draft = translation.target(fullName, url);
        draft.url(url);
        draft.interval(INTERVAL);
        Value interval = endpoint.get("interval");
        if (interval != null) {
            draft.interval(interval);
        }
        readRequest(endpoint, draft, name, group == null ? "" : group, url);
        readClient(endpoint.object("client"), draft);
        List<String> conditions = new ArrayList<>();
        for (Value condition : endpoint.list("conditions")) {
            conditions.add(condition.text());
        }
        GatusConditions.carryOver(conditions, draft, translation);
        readLabels(endpoint, group, draft);
        if (!endpoint.flag("enabled", true)) {
            draft.disable();
        }
        alerts.readEndpoint(endpoint, group, draft);
        endpoint.rest().forEach((key, value) -> draft.notCarriedOver(key + ": " + value.shown()));
    }

    private static void readLabels(Fields endpoint, @Nullable String group, Draft draft) throws ImportException {
        if (group != null) {
            draft.label("group", group);
        }
        for (Map.Entry<String, Value> label :
                endpoint.object("extra-labels").all().entrySet()) {
            draft.label(label.getKey(), label.getValue().text());
        }
    }

    private static void readRequest(Fields endpoint, Draft draft, String name, String group, String url)
            throws ImportException {
        String method = endpoint.text("method");
        if (method != null) {
            draft.text("method: " + method, method.toUpperCase(Locale.ROOT), "method");
        }
        for (Map.Entry<String, Value> header : endpoint.object("headers").all().entrySet()) {
            draft.header(
                    header.getKey(),
                    header.getValue().isNothing() ? "" : header.getValue().text());
        }
        boolean graphql = endpoint.flag("graphql", false);
        if (graphql && !draft.hasHeader("content-type")) {
            draft.header("content-type", "application/json");
        }
        String body = endpoint.text("body");
        if (body == null) {
            return;
        }
        String origin = "body, " + body.length() + " characters" + (graphql ? ", sent as a query of GraphQL" : "");
        String sent = body.replace("[ENDPOINT_NAME]", name)
                .replace("[ENDPOINT_GROUP]", group)
                .replace("[ENDPOINT_URL]", url);
        if (CHANGING.matcher(sent).find()) {
            draft.notCarriedOver(origin);
        } else {
            draft.body(origin, graphql ? new JsonObject().put("query", sent).encode() : sent);
        }
    }

    private static void readClient(Fields client, Draft draft) throws ImportException {
        draft.timeout(TIMEOUT);
        Value timeout = client.get("timeout");
        if (timeout != null) {
            draft.timeout(timeout);
        }
        if (client.flag("ignore-redirect", false)) {
            draft.bare("client.ignore-redirect", "0", "max_redirects");
        }
        if (client.flag("insecure", false)) {
            draft.bare("client.insecure: true", "false", "tls", "verify");
        }
        Value proxy = client.get("proxy-url");
        if (proxy != null) {
            draft.proxy("client.proxy-url", proxy.text());
        }
        String resolver = client.text("dns-resolver");
        if (resolver != null) {
            draft.text(
                    "client.dns-resolver: " + resolver,
                    RESOLVER.matcher(resolver).replaceFirst(""),
                    "resolver");
        }
        if (client.get("oauth2") != null) {
            oauth2(draft, client.object("oauth2"));
        }
        Fields tls = client.object("tls");
        for (String[] file : new String[][] {{"certificate-file", "cert_file"}, {"private-key-file", "key_file"}}) {
            Value path = tls.get(file[0]);
            if (path != null) {
                draft.text("client.tls." + file[0] + ": " + path.shown(), path.text(), "tls", file[1]);
            }
        }
        tls.rest().forEach((key, value) -> draft.notCarriedOver("client.tls." + key + ": " + value.shown()));
        client.rest().forEach((key, value) -> draft.notCarriedOver("client." + key + ": " + value.shown()));
    }

    private static void oauth2(Draft draft, Fields oauth2) throws ImportException {
        List<String> scopes = new ArrayList<>();
        for (Value scope : oauth2.list("scopes")) {
            scopes.add(scope.text());
        }
        draft.clientCredentials(
                "client.oauth2",
                oauth2.text("token-url"),
                oauth2.text("client-id"),
                oauth2.text("client-secret"),
                scopes,
                null);
        oauth2.rest().forEach((key, value) -> draft.notCarriedOver("client.oauth2." + key));
    }
}
