package io.nudger.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A module of blackbox_exporter: how a target is probed. */
final class BlackboxModule {
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([KMG]?)i?B?");
    private static final List<String> TLS = List.of("ca_file", "cert_file", "key_file", "server_name", "min_version");

    private final String prober;
    private final @Nullable Duration timeout;
    private final Fields http;
    private boolean carriedOver;

    private BlackboxModule(String prober, @Nullable Duration timeout, Fields http) {
        this.prober = prober;
        this.timeout = timeout;
        this.http = http;
    }

    static BlackboxModule of(Value module) throws ImportException {
        Fields fields = module.fields("a module with prober");
        Value timeout = fields.get("timeout");
        return new BlackboxModule(
                fields.require("prober", "http, tcp, icmp, dns or grpc").text(),
                timeout == null ? null : timeout.duration(),
                fields.object("http"));
    }

    /** What probes: {@code http}, or something that nudger does not do. */
    String prober() {
        return prober;
    }

    /** The time after which the module gives up; null when only Prometheus sets one. */
    @Nullable Duration timeout() {
        return timeout;
    }

    /**
     * Carries the module over to a target.
     *
     * @param hostname what the exporter asks the server for instead of the host of the URL; null for nothing else
     */
    void carryOver(Draft draft, @Nullable String hostname) throws ImportException {
        carriedOver = true;
        request(draft);
        if (hostname != null) {
            hostname(References.literal(hostname), draft);
        }
        authorization(draft);
        tls(draft);
        body(draft);
        headers(draft);
        connection(draft);
        Statuses statuses = statuses();
        if (!statuses.isEmpty() && !statuses.isDefault()) {
            draft.put("valid_status_codes", statuses.node(), "expect", "status");
        }
    }

    /** Puts in the name that a server is asked for, unless the module has one. */
    static void hostname(String hostname, Draft draft) {
        if (!draft.hasHeader("host")) {
            draft.header("host", hostname);
        }
        if (!draft.has("tls", "server_name")) {
            draft.text("params.hostname: " + hostname, hostname, "tls", "server_name");
        }
    }

    /** What the module says and nudger has nothing for; the same for all targets. Nothing when none was carried over. */
    List<String> rest() throws ImportException {
        List<String> rest = new ArrayList<>();
        if (!carriedOver) {
            return rest;
        }
        String protocol = http.text("preferred_ip_protocol");
        if (protocol != null && http.flag("ip_protocol_fallback", true)) {
            rest.add("preferred_ip_protocol: " + protocol);
        }
        List<Value> versions = http.list("valid_http_versions");
        if (versions.size() > 1) {
            rest.addAll(otherVersions(versions));
        }
        for (Value match : http.list("fail_if_header_matches")) {
            rest.add("fail_if_header_matches: "
                    + match.fields("a header and a regexp")
                            .require("header", "a name")
                            .text());
        }
        http.rest().forEach((key, value) -> rest.add(key + ": " + value.shown()));
        return rest;
    }

    /** Those that would be down: nudger demands one version, or takes any. */
    private static List<String> otherVersions(List<Value> versions) throws ImportException {
        List<String> others = new ArrayList<>(List.of("HTTP/1.0", "HTTP/1.1", "HTTP/2.0"));
        for (Value version : versions) {
            others.remove(version.text());
        }
        return others.isEmpty()
                ? List.of()
                : List.of("valid_http_versions: an answer in " + String.join(" or ", others) + " is up here");
    }

    private void request(Draft draft) throws ImportException {
        String method = http.text("method");
        if (method != null) {
            draft.text("method: " + method, method, "method");
        }
        for (Map.Entry<String, Value> header : http.object("headers").all().entrySet()) {
            draft.header(header.getKey(), header.getValue().text());
        }
        for (Map.Entry<String, Value> header : http.object("http_headers").all().entrySet()) {
            header(header.getKey(), header.getValue().fields("an object with values, secrets or files"), draft);
        }
        String body = http.text("body");
        if (body != null) {
            draft.body("body, " + body.length() + " characters", body);
        }
        String file = http.text("body_file");
        if (file != null) {
            draft.text("body_file: " + file, file, "body_file");
        }
        transport(draft);
    }

    private void transport(Draft draft) throws ImportException {
        // The older spelling says the opposite.
        if (http.flag("no_follow_redirects", false) || !http.flag("follow_redirects", true)) {
            draft.bare("follow_redirects: false", "0", "max_redirects");
        }
        String protocol = http.text("preferred_ip_protocol");
        if (protocol != null && !http.flag("ip_protocol_fallback", true)) {
            draft.bare("preferred_ip_protocol: " + protocol, protocol.replace("ip", ""), "ip_version");
        }
        String proxy = http.text("proxy_url");
        if (proxy != null) {
            draft.proxy("proxy_url", proxy);
        }
        if (!http.flag("enable_http2", true)) {
            draft.bare("enable_http2: false", "1.1", "http_version");
        }
        String compression = http.text("compression");
        if (compression != null
                && !http.object("headers").all().keySet().stream().anyMatch("accept-encoding"::equalsIgnoreCase)) {
            draft.header("accept-encoding", compression);
        }
        Value limit = http.get("body_size_limit");
        if (limit != null) {
            size(limit, draft);
        }
    }

    /** The values of one header are joined, as they may be. Those that are secret are not repeated. */
    private static void header(String name, Fields given, Draft draft) throws ImportException {
        List<String> values = new ArrayList<>();
        for (Value value : given.list("values")) {
            values.add(value.text());
        }
        for (Value file : given.list("files")) {
            values.add("${file:" + file.text() + "}");
        }
        if (given.list("secrets").isEmpty()) {
            draft.header(name, String.join(", ", values));
        } else {
            draft.secretHeader(name);
        }
    }

    private void connection(Draft draft) throws ImportException {
        if (http.flag("fail_if_not_ssl", false)) {
            draft.text("fail_if_not_ssl", "^https:", "expect", "final_url");
        }
        if (http.flag("fail_if_ssl", false)) {
            draft.text("fail_if_ssl", "^http:", "expect", "final_url");
        }
        List<Value> versions = http.list("valid_http_versions");
        if (versions.size() == 1) {
            String version = versions.get(0).text();
            draft.text("valid_http_versions: " + version, version.replace("/2.0", "/2"), "expect", "protocol");
        }
        if (http.flag("proxy_from_environment", false)) {
            draft.text("proxy_from_environment: true", "environment", "proxy");
        }
    }

    /** Sizes in powers of 1024, whether they are written MB or MiB. */
    private static void size(Value limit, Draft draft) throws ImportException {
        Matcher size = SIZE.matcher(limit.text());
        if (!size.matches()) {
            throw limit.refused("a size such as 10MB");
        }
        if (!size.group(1).equals("0")) {
            String unit = size.group(2).isEmpty() ? "" : size.group(2) + "iB";
            draft.bare("body_size_limit: " + limit.text(), size.group(1) + unit, "max_body_size");
        }
    }

    private void authorization(Draft draft) throws ImportException {
        if (http.get("basic_auth") != null) {
            draft.basicAuth("basic_auth of the module");
        }
        if (http.get("bearer_token") != null) {
            draft.bearerAuth("bearer_token of the module");
        }
        String tokenFile = http.text("bearer_token_file");
        if (tokenFile != null) {
            draft.text("bearer_token_file: " + tokenFile, "${file:" + tokenFile + "}", "auth", "bearer");
        }
        if (http.get("oauth2") != null) {
            oauth2(draft, http.object("oauth2"));
        }
        Value given = http.get("authorization");
        if (given == null) {
            return;
        }
        Fields authorization = given.fields("an object with type and credentials");
        String type = authorization.text("type");
        String file = authorization.text("credentials_file");
        if (file != null) {
            draft.header("authorization", (type == null ? "Bearer" : type) + " ${file:" + file + "}");
        } else if (authorization.get("credentials") != null) {
            draft.bearerAuth("authorization of the module");
        }
    }

    private static void oauth2(Draft draft, Fields oauth2) throws ImportException {
        List<String> scopes = new ArrayList<>();
        for (Value scope : oauth2.list("scopes")) {
            scopes.add(scope.text());
        }
        String file = oauth2.text("client_secret_file");
        Fields parameters = oauth2.object("endpoint_params");
        draft.clientCredentials(
                "oauth2 of the module",
                oauth2.text("token_url"),
                oauth2.text("client_id"),
                file == null ? oauth2.text("client_secret") : "${file:" + file + "}",
                scopes,
                parameters.text("audience"));
        parameters.rest().forEach((key, value) -> draft.notCarriedOver("oauth2.endpoint_params." + key));
        oauth2.rest().forEach((key, value) -> draft.notCarriedOver("oauth2." + key));
    }

    private void tls(Draft draft) throws ImportException {
        Value given = http.get("tls_config");
        if (given == null) {
            return;
        }
        Fields tls = given.fields("an object");
        if (tls.flag("insecure_skip_verify", false)) {
            draft.bare("tls_config.insecure_skip_verify: true", "false", "tls", "verify");
        }
        for (String key : TLS) {
            String value = tls.text(key);
            if (value != null) {
                // TLS12 and TLS13; the older ones are refused by what they are then.
                String meant = key.equals("min_version") ? value.replaceFirst("^TLS(\\d)(\\d)$", "$1.$2") : value;
                draft.text("tls_config." + key + ": " + value, meant, "tls", key);
            }
        }
        tls.rest().forEach((key, value) -> draft.notCarriedOver("tls_config." + key + ": " + value.shown()));
    }

    private void body(Draft draft) throws ImportException {
        for (Value pattern : patterns("fail_if_body_not_matches_regexp")) {
            draft.regexp(pattern.text());
        }
        for (Value pattern : patterns("fail_if_body_matches_regexp")) {
            draft.add("fail_if_body_matches_regexp '" + pattern.text() + "'", pattern.text(), "expect", "not_regexp");
        }
    }

    private List<Value> patterns(String key) throws ImportException {
        Value value = http.get(key);
        return value == null ? List.of() : value.itemsOrSelf();
    }

    private void headers(Draft draft) throws ImportException {
        for (Value item : http.list("fail_if_header_not_matches")) {
            Fields match = item.fields("a header and a regexp");
            String header = match.require("header", "a name").text();
            String regexp = match.require("regexp", "a regexp").text();
            String origin = "fail_if_header_not_matches: " + header + ": '" + regexp + "'";
            if (match.flag("allow_missing", false)) {
                draft.notCarriedOver(origin + ", allow_missing");
            } else {
                draft.text(origin, regexp, "expect", "headers", header);
            }
        }
    }

    private Statuses statuses() throws ImportException {
        Statuses statuses = new Statuses();
        for (Value code : http.list("valid_status_codes")) {
            if (!code.isScalar() || !code.text().matches("\\d{3}")) {
                throw code.refused("a status code");
            }
            int number = Integer.parseInt(code.text());
            statuses.add(number, number);
        }
        return statuses;
    }
}
