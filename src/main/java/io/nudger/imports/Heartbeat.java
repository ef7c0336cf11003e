package io.nudger.imports;

import io.nudger.document.Node.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Heartbeat of Elastic: {@code heartbeat.yml} with {@code heartbeat.monitors}, and the lists of {@code monitors.d}. */
final class Heartbeat implements Importer {
    private static final Duration TIMEOUT = Duration.ofSeconds(16);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int LAST_GOOD = 399;
    private static final String FIELDS = "fields";
    private static final Set<String> KEYS = Set.of("heartbeat", "heartbeat.monitors");
    private static final Map<String, String> TLS = Map.of("certificate", "cert_file", "key", "key_file");

    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        boolean found = false;
        for (Source source : sources) {
            for (Value document : Manifests.documents(source, KEYS, References::fromBeats)) {
                for (Value monitor : monitors(document, translation)) {
                    found = true;
                    readMonitor(flat(monitor), translation);
                }
            }
        }
        if (!found) {
            throw new ImportException(
                    sources.get(0).name() + ": heartbeat.monitors: wanted a list of monitors, found nothing; those of"
                            + " heartbeat.config.monitors stand in files of their own: import them too");
        }
    }

    private static List<Value> monitors(Value document, Translation translation) throws ImportException {
        if (document.isList()) {
            return document.items("a list of monitors");
        }
        List<Value> monitors = new ArrayList<>();
        for (Map.Entry<String, Value> key :
                document.fields("an object with heartbeat.monitors").all().entrySet()) {
            Value value = key.getValue();
            if (key.getKey().equals("heartbeat.monitors")) {
                monitors.addAll(value.items("a list of monitors"));
            } else if (key.getKey().equals("heartbeat") && value.isObject()) {
                Fields heartbeat = value.fields("");
                monitors.addAll(heartbeat.list("monitors"));
                heartbeat.rest().forEach((name, rest) -> translation.notCarriedOver("heartbeat." + name));
            } else if (!value.isNothing()) {
                translation.notCarriedOver(key.getKey());
            }
        }
        return monitors;
    }

    /** The values by their dotted keys, however deep they stand; lists and what stands under headers are left whole. */
    private static Map<String, Value> flat(Value monitor) throws ImportException {
        Map<String, Value> flat = new LinkedHashMap<>();
        flatten("", monitor, flat);
        return flat;
    }

    private static void flatten(String path, Value value, Map<String, Value> into) throws ImportException {
        boolean whole = path.endsWith("headers") || path.startsWith("fields");
        if (!value.isObject() || whole) {
            if (!value.isNothing()) {
                into.put(path, value);
            }
            return;
        }
        for (Map.Entry<String, Value> child : value.fields("").all().entrySet()) {
            flatten(path.isEmpty() ? child.getKey() : path + "." + child.getKey(), child.getValue(), into);
        }
    }

    private static void readMonitor(Map<String, Value> keys, Translation translation) throws ImportException {
        String type = text(keys, "type");
        String given = text(keys, "name");
        String id = text(keys, "id");
        String name = given == null ? id : given;
        Value urls = keys.containsKey("urls") ? keys.remove("urls") : keys.remove("hosts");
        if (!"http".equals(type) || urls == null) {
            String what = name == null ? hosts(urls) : name;
            translation.notCarriedOver("\"" + what + "\", a monitor of type " + type);
            return;
        }
        List<Value> all = urls.itemsOrSelf();
        for (Value url : all) {
            String text = url.text();
            String address = text.contains("://") ? text : "http://" + text;
            String wish = name == null ? Names.ofUrl(address) : name;
            Draft draft = translation.target(
                    all.size() == 1 || name == null ? wish : wish + " " + Names.ofUrl(address), address);
            draft.url(address);
            carryOver(new LinkedHashMap<>(keys), draft);
        }
    }

    /** What to call a monitor without a name. */
    private static String hosts(@Nullable Value hosts) throws ImportException {
        List<String> shown = new ArrayList<>();
        for (Value host : hosts == null ? List.<Value>of() : hosts.itemsOrSelf()) {
            shown.add(host.shown());
        }
        return String.join(", ", shown);
    }

    private static @Nullable String text(Map<String, Value> keys, String key) throws ImportException {
        Value value = keys.remove(key);
        return value == null ? null : value.text();
    }

    private static void carryOver(Map<String, Value> keys, Draft draft) throws ImportException {
        schedule(text(keys, "schedule"), draft);
        draft.timeout(TIMEOUT);
        Value timeout = keys.remove("timeout");
        if (timeout != null) {
            draft.timeout(timeout);
        }
        Value enabled = keys.remove("enabled");
        if (enabled != null && !enabled.flag()) {
            draft.disable();
        }
        request(keys, draft);
        tls(keys, draft);
        response(keys, draft);
        List<String> tags = new ArrayList<>();
        Value given = keys.remove("tags");
        for (Value tag : given == null ? List.<Value>of() : given.itemsOrSelf()) {
            tags.add(tag.text());
        }
        if (!tags.isEmpty()) {
            draft.label("tags", String.join(",", tags));
        }
        String service = text(keys, "service.name");
        if (service != null) {
            draft.label("service", service);
        }
        fields(keys, draft);
        keys.forEach((key, value) -> draft.notCarriedOver(key + ": " + value.shown()));
    }

    /** What its owner adds to every result, however deep it stands. */
    private static void fields(Map<String, Value> keys, Draft draft) throws ImportException {
        keys.remove("fields_under_root");
        Map<String, Value> fields = new LinkedHashMap<>();
        for (Map.Entry<String, Value> entry : keys.entrySet()) {
            String key = entry.getKey();
            if (key.equals(FIELDS)) {
                fields.putAll(flat(entry.getValue()));
            } else if (key.startsWith(FIELDS + ".")) {
                fields.put(key.substring(FIELDS.length() + 1), entry.getValue());
            }
        }
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            if (field.getValue().isScalar()) {
                draft.label(field.getKey(), field.getValue().text());
            } else {
                draft.notCarriedOver(
                        "fields." + field.getKey() + ": " + field.getValue().shown());
            }
        }
        keys.keySet().removeIf(key -> key.equals(FIELDS) || key.startsWith(FIELDS + "."));
    }

    private static void schedule(@Nullable String schedule, Draft draft) {
        Duration every = schedule == null ? INTERVAL : Cron.interval(schedule);
        draft.interval(every == null ? INTERVAL : every);
        if (every == null) {
            draft.notCarriedOver("schedule: " + schedule + "; the interval is 1m");
        }
    }

    private static void request(Map<String, Value> keys, Draft draft) throws ImportException {
        String method = text(keys, "check.request.method");
        if (method != null && !method.equals("GET")) {
            draft.text("check.request.method: " + method, method, "method");
        }
        Value headers = keys.remove("check.request.headers");
        if (headers != null) {
            for (Map.Entry<String, Value> header :
                    headers.fields("an object").all().entrySet()) {
                draft.header(header.getKey(), header.getValue().text());
            }
        }
        String body = text(keys, "check.request.body");
        if (body != null) {
            draft.body("check.request.body, " + body.length() + " characters", body);
        }
        boolean user = keys.remove("username") != null;
        if (keys.remove("password") != null || user) {
            draft.basicAuth("username and password");
        }
        String proxy = text(keys, "proxy_url");
        if (proxy != null) {
            draft.proxy("proxy_url", proxy);
        }
        String redirects = text(keys, "max_redirects");
        draft.bare("max_redirects", redirects == null ? "0" : redirects, "max_redirects");
        boolean four = flag(keys.remove("ipv4"));
        boolean six = flag(keys.remove("ipv6"));
        if (four != six) {
            draft.bare("ipv4, ipv6", four ? "4" : "6", "ip_version");
        }
        keys.remove("mode");
    }

    private static boolean flag(@Nullable Value value) throws ImportException {
        return value == null || value.flag();
    }

    private static void tls(Map<String, Value> keys, Draft draft) throws ImportException {
        for (Map.Entry<String, String> file : TLS.entrySet()) {
            String path = text(keys, "ssl." + file.getKey());
            if (path != null) {
                draft.text("ssl." + file.getKey() + ": " + path, path, "tls", file.getValue());
            }
        }
        Value authorities = keys.remove("ssl.certificate_authorities");
        if (authorities != null) {
            List<Value> files = authorities.itemsOrSelf();
            if (files.size() == 1) {
                draft.text("ssl.certificate_authorities", files.get(0).text(), "tls", "ca_file");
            } else {
                draft.notCarriedOver("ssl.certificate_authorities, which are several files");
            }
        }
        String mode = text(keys, "ssl.verification_mode");
        if ("none".equals(mode)) {
            draft.bare("ssl.verification_mode: none", "false", "tls", "verify");
        } else if ("certificate".equals(mode)) {
            draft.notCarriedOver("ssl.verification_mode: certificate; the name of the host is verified too");
        }
    }

    private static void response(Map<String, Value> keys, Draft draft) throws ImportException {
        Statuses statuses = new Statuses();
        Value codes = keys.remove("check.response.status");
        for (Value code : codes == null ? List.<Value>of() : codes.itemsOrSelf()) {
            if (!code.isScalar() || !code.text().matches("\\d{3}")) {
                throw code.refused("a status code");
            }
            statuses.add(Integer.parseInt(code.text()), Integer.parseInt(code.text()));
        }
        if (statuses.isEmpty()) {
            statuses.add(100, LAST_GOOD);
        }
        draft.put("check.response.status", statuses.node(), "expect", "status");
        Value headers = keys.remove("check.response.headers");
        if (headers != null) {
            for (Map.Entry<String, Value> header :
                    headers.fields("an object").all().entrySet()) {
                String value = header.getValue().text();
                draft.text(
                        "check.response.headers." + header.getKey(),
                        "^" + Regexps.quote(value) + "$",
                        "expect",
                        "headers",
                        header.getKey());
            }
        }
        anyOf(keys.remove("check.response.body"), draft, "regexp");
        anyOf(keys.remove("check.response.body.positive"), draft, "regexp");
        anyOf(keys.remove("check.response.body.negative"), draft, "expect", "not_regexp");
        Value json = keys.remove("check.response.json");
        for (Value item : json == null ? List.<Value>of() : json.itemsOrSelf()) {
            json(item.fields("a condition on the JSON of the body"), draft);
        }
    }

    /** One of them has to match. */
    private static void anyOf(@Nullable Value patterns, Draft draft, String... path) throws ImportException {
        List<String> all = new ArrayList<>();
        for (Value pattern : patterns == null ? List.<Value>of() : patterns.itemsOrSelf()) {
            all.add(pattern.text());
        }
        if (!all.isEmpty()) {
            String any = all.size() == 1 ? all.get(0) : "(?:" + String.join(")|(?:", all) + ")";
            draft.put("check.response.body '" + any + "'", new Scalar(any, true), path);
        }
    }

    /** What equals a value; anything else, and an expression, is a language of its own. */
    private static void json(Fields item, Draft draft) throws ImportException {
        String description = item.text("description");
        String origin = "check.response.json" + (description == null ? "" : " \"" + description + "\"");
        Fields condition = item.object("condition");
        Value equals = condition.get("equals");
        if (equals != null && equals.isObject()) {
            for (Map.Entry<String, Value> value : flat(equals).entrySet()) {
                String text = JsonConditions.of("==", value.getValue().text());
                draft.add(origin, text, "expect", "json", "$." + value.getKey());
            }
        }
        boolean whole = equals != null
                && equals.isObject()
                && condition.rest().isEmpty()
                && item.rest().isEmpty();
        if (!whole) {
            draft.notCarriedOver(origin);
        }
    }
}
