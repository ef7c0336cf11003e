package io.nudger.imports;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A monitor of Uptime Kuma. */
final class KumaMonitor {
    private static final Set<String> HTTP = Set.of("http", "keyword", "json-query");
    static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final int PERCENT_OF_INTERVAL = 80;
    private static final int MAX_REDIRECTS = 50;

    private static final Pattern CODES = Pattern.compile("(\\d{3})(?:-(\\d{3}))?");
    /** What JSONata and JSONPath write alike, but for the dollar sign. */
    private static final String PATH = "(?:[A-Za-z_]\\w*|\\[\\d{1,9}])(?:\\.[A-Za-z_]\\w*|\\[\\d{1,9}])*";

    private static final Pattern SIMPLE_PATH = Pattern.compile("(?:\\$\\.?)?(" + PATH + ")");
    private static final Pattern COUNT = Pattern.compile("\\$count\\((?:\\$\\.?)?(" + PATH + ")\\)");
    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "json", "application/json",
            "form", "application/x-www-form-urlencoded",
            "xml", "text/xml; charset=utf-8");
    /** Where a backup keeps its books, and what belongs to monitors of other kinds. */
    private static final Pattern NOT_OF_HTTP = Pattern.compile(
            "id|path|pathName|childrenIDs|parent|weight|forceInactive|hostname|port|packetSize|maintenance"
                    + "|includeSensitiveData|screenshot|game|gamedig.*|dns_.*|docker_.*|mqtt.*|database.*|grpc.*|radius.*"
                    + "|kafka.*|snmp.*|smtp.*|rabbitmq.*|ping_.*|ws[A-Z].*|remote_browser|pushToken|auth(?:Workstation|Domain)"
                    + "|oauth_.*|tls(?:Ca|Cert|Key)|basic_auth_.*|keyword|invertKeyword|jsonPath.*|expectedValue"
                    + "|httpBodyEncoding|bearer.*|retryInterval|conditions|dependencies|notification_rules|resendInterval");

    private static final Pattern EMPTY = Pattern.compile("false|0|");

    private final Fields monitor;
    private final Translation translation;
    private final KumaNotifications notifications;
    private final Map<String, Fields> proxies;

    KumaMonitor(Fields monitor, Translation translation, KumaNotifications notifications, Map<String, Fields> proxies) {
        this.proxies = proxies;
        this.monitor = monitor;
        this.translation = translation;
        this.notifications = notifications;
    }

    /**
     * Carries the monitor over.
     *
     * @param group the names of the groups around it; empty when there are none
     */
    void carryOver(String group) throws ImportException {
        String name = monitor.require("name", "a name").text();
        // Scripts that feed Kuma leave out what they mean.
        String given = monitor.text("type");
        boolean isUrl = given == null && monitor.get("url") != null;
        String type = isUrl ? "http" : monitor.require("type", "a type").text();
        if (!HTTP.contains(type)) {
            String host = monitor.text("hostname");
            translation.notCarriedOver(
                    "\"" + name + "\", a monitor of type " + type + (host == null ? "" : " for " + host));
            return;
        }
        String url = monitor.require("url", "a URL").text();
        Draft draft = translation.target(name, url);
        draft.url(url);
        times(draft);
        request(draft);
        authorization(draft);
        statuses(draft);
        content(type, draft);
        labels(group, draft);
        state(draft);
        rest(draft);
    }

    private void times(Draft draft) throws ImportException {
        Value interval = monitor.get("interval");
        Duration every = interval == null ? INTERVAL : interval.times(Duration.ofSeconds(1), "a number of seconds");
        draft.interval(every);
        Value timeout = monitor.get("timeout");
        Duration limit = timeout == null ? Duration.ZERO : timeout.times(Duration.ofSeconds(1), "a number of seconds");
        draft.timeout(limit.isZero() ? every.multipliedBy(PERCENT_OF_INTERVAL).dividedBy(100) : limit);
    }

    private void request(Draft draft) throws ImportException {
        String method = monitor.text("method");
        if (method != null && !method.equals("GET")) {
            draft.text("method: " + method, method, "method");
        }
        String headers = monitor.text("headers");
        if (headers != null) {
            headers(headers, draft);
        }
        String body = monitor.text("body");
        if (body != null && !body.isBlank()) {
            String encoding = monitor.text("httpBodyEncoding");
            String type = CONTENT_TYPES.get(encoding == null ? "json" : encoding);
            if (type != null && !draft.hasHeader("content-type")) {
                draft.header("content-type", type);
            }
            draft.body("body, " + body.length() + " characters", body);
        }
        redirects(draft);
        proxy(draft);
        if (monitor.flag("cacheBust", false)) {
            draft.bare("cacheBust: true", "true", "cache_busting");
        }
        String family = monitor.text("ipFamily");
        if (family != null && family.startsWith("ipv")) {
            draft.bare("ipFamily: " + family, family.substring("ipv".length()), "ip_version");
        }
        if (monitor.flag("ignoreTls", false)) {
            draft.bare("ignoreTls: true", "false", "tls", "verify");
        }
    }

    /** A proxy of the backup, which monitors refer to by its number. */
    private void proxy(Draft draft) throws ImportException {
        String id = monitor.text("proxyId");
        if (id == null) {
            return;
        }
        Fields proxy = proxies.get(id);
        if (proxy == null) {
            draft.notCarriedOver("proxyId: " + id + ", which is not in the file");
            return;
        }
        String host = proxy.require("host", "a host").text();
        String protocol = proxy.text("protocol");
        String port = proxy.text("port");
        String origin = "proxyId: " + id;
        if (proxy.flag("auth", false)) {
            draft.secretProxy(origin);
        } else {
            String scheme = protocol == null ? "http" : protocol.replaceAll("^socks.*", "socks5");
            draft.proxy(origin, scheme + "://" + host + ":" + (port == null ? "8080" : port));
        }
    }

    private void redirects(Draft draft) throws ImportException {
        String text = monitor.text("maxredirects");
        if (text == null || text.equals("10")) {
            return;
        }
        if (text.matches("\\d{1,4}") && Integer.parseInt(text) > MAX_REDIRECTS) {
            draft.changed("max_redirects: was " + text + "; nudger follows " + MAX_REDIRECTS + " at most");
            text = String.valueOf(MAX_REDIRECTS);
        }
        draft.bare("maxredirects: " + text, text, "max_redirects");
    }

    /** They are JSON inside a text. */
    private static void headers(String text, Draft draft) throws ImportException {
        Fields headers;
        try {
            headers =
                    Value.ofJson(new Source("headers", References.plain(text))).fields("an object");
        } catch (ImportException e) {
            draft.notCarriedOver("headers, which are not an object in JSON");
            return;
        }
        for (Map.Entry<String, Value> header : headers.all().entrySet()) {
            if (header.getValue().isScalar()) {
                draft.header(header.getKey(), header.getValue().text());
            } else {
                draft.notCarriedOver("header " + header.getKey());
            }
        }
    }

    private void authorization(Draft draft) throws ImportException {
        String way = monitor.text("authMethod");
        boolean user = monitor.text("basic_auth_user") != null;
        if (user && (way == null || way.equals("basic"))) {
            draft.basicAuth("basic_auth_user and basic_auth_pass");
        } else if ("bearer".equals(way) || "bearer-token".equals(way)) {
            draft.bearerAuth("the bearer token of the monitor");
        } else if ("oauth2-cc".equals(way)) {
            String scopes = monitor.text("oauth_scopes");
            draft.clientCredentials(
                    "authMethod: oauth2-cc",
                    monitor.text("oauth_token_url"),
                    monitor.text("oauth_client_id"),
                    monitor.text("oauth_client_secret"),
                    scopes == null ? List.of() : List.of(scopes.strip().split("[\\s,]+")),
                    monitor.text("oauth_audience"));
        } else if (way != null && !way.equals("null") && !way.equals("basic")) {
            draft.notCarriedOver("authMethod: " + way);
        }
    }

    private void statuses(Draft draft) throws ImportException {
        Value accepted = monitor.get("accepted_statuscodes");
        if (accepted == null) {
            return;
        }
        Statuses statuses = new Statuses();
        for (Value range : accepted.items("a list of status codes")) {
            Matcher codes = CODES.matcher(range.text());
            if (!codes.matches()) {
                throw range.refused("a status code or a range such as 200-299");
            }
            int from = Integer.parseInt(codes.group(1));
            statuses.add(from, codes.group(2) == null ? from : Integer.parseInt(codes.group(2)));
        }
        if (!statuses.isEmpty() && !statuses.isDefault()) {
            draft.put("accepted_statuscodes", statuses.node(), "expect", "status");
        }
    }

    private void content(String type, Draft draft) throws ImportException {
        String keyword = monitor.text("keyword");
        if (type.equals("keyword") && keyword != null) {
            if (monitor.flag("invertKeyword", false)) {
                draft.text(
                        "keyword that must be absent: \"" + keyword + "\"",
                        Regexps.quote(keyword),
                        "expect",
                        "not_regexp");
            } else {
                draft.regexp(Regexps.quote(keyword));
            }
        }
        if (type.equals("json-query")) {
            json(draft);
        }
    }

    private void json(Draft draft) throws ImportException {
        String given = monitor.text("jsonPath");
        String query = given == null ? "$" : given.strip();
        String expected = monitor.text("expectedValue");
        String operator = monitor.text("jsonPathOperator");
        String compared = operator == null ? "==" : operator;
        String value = expected == null ? "" : expected;
        String origin = "jsonPath " + query + " " + compared + " " + value;
        String path = path(query);
        if (path.isEmpty()) {
            draft.notCarriedOver(origin);
        } else if (path.equals("$") && !compared.matches("[<>]=?")) {
            whole(origin, compared, value, draft);
        } else {
            boolean contains = compared.equals("contains");
            String condition = contains ? JsonConditions.containing(value) : JsonConditions.of(compared, value);
            draft.text(origin, condition, "expect", "json", path);
        }
    }

    /** A query of JSONata as a JSONPath; empty when it is more than a path or the count of one. */
    private static String path(String query) {
        Matcher count = COUNT.matcher(query);
        if (count.matches()) {
            return rooted(count.group(1)) + ".length()";
        }
        Matcher path = SIMPLE_PATH.matcher(query);
        if (path.matches()) {
            return rooted(path.group(1));
        }
        return query.isEmpty() || query.equals("$") ? "$" : "";
    }

    private static String rooted(String path) {
        return path.startsWith("[") ? "$" + path : "$." + path;
    }

    /** All of the page is compared, which need not be JSON. */
    private static void whole(String origin, String compared, String value, Draft draft) {
        String quoted = Regexps.quote(value);
        String all = "\\A\\s*\"?" + quoted + "\"?\\s*\\z";
        switch (compared) {
            case "contains" -> draft.add(origin, quoted, "regexp");
            case "!=" -> draft.add(origin, all, "expect", "not_regexp");
            default -> draft.add(origin, all, "regexp");
        }
    }

    private void labels(String group, Draft draft) throws ImportException {
        if (!group.isEmpty()) {
            draft.label("group", group);
        }
        for (Value value : monitor.list("tags")) {
            Fields tag = value.fields("a tag with name");
            String content = tag.text("value");
            draft.label(tag.require("name", "a name").text(), content == null ? "" : content);
        }
    }

    private void state(Draft draft) throws ImportException {
        if (!monitor.flag("active", true)) {
            draft.disable();
        }
        if (monitor.flag("upsideDown", false)) {
            draft.disable();
            draft.notCarriedOver("upsideDown: true; disabled, as it would be evaluated the wrong way round");
        }
        String description = monitor.text("description");
        if (description != null) {
            draft.note("description: " + description);
        }
    }

    private void rest(Draft draft) throws ImportException {
        String retries = monitor.text("maxretries");
        if (retries != null && !retries.equals("0")) {
            Value distance = monitor.get("retryInterval");
            String every = distance == null ? "" : ", retryInterval: " + distance.text() + "s";
            String checks = retries.matches("\\d{1,4}") ? String.valueOf(Integer.parseInt(retries) + 1) : retries;
            draft.bare("maxretries: " + retries + every, checks, "failure_threshold");
        }
        notifications.of(monitor, draft.name());
        monitor.rest().forEach((key, value) -> {
            boolean empty = EMPTY.matcher(value.shown()).matches() || value.isEmpty();
            if (!empty && !NOT_OF_HTTP.matcher(key).matches()) {
                draft.notCarriedOver(key + ": " + value.shown());
            }
        });
    }
}
