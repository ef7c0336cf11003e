package io.nudger.check;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a target in a written form, whose hash is {@link TargetInfo#config}. The format is a contract
 * (docs/data.md): it does not follow the classes of this program, and what it says of a target does not change.
 *
 * <p>A line {@code key=value} for each key that differs from its default, sorted by key. Keys are those of the targets
 * file; lengths of time are whole microseconds. Of a secret there are twelve bits of its hash: enough to see that it was
 * changed, and too few to find it.
 */
public final class ConfigText {
    /** Of the format. It is the first line of the text. */
    static final int VERSION = 1;

    private static final int SECRET_DIGITS = 3;

    private final SortedMap<String, String> lines = new TreeMap<>();

    private ConfigText() {}

    static String of(Target target) {
        ConfigText text = new ConfigText();
        text.target(target);
        target.check().describe(text);
        text.failures(target.failures());
        return text.write();
    }

    private void target(Target target) {
        put("name", target.name(), null);
        url("url", target.address(), target.shownUrl());
        put("interval", target.interval(), Duration.ofSeconds(30));
        put("timeout", target.timeout(), Duration.ofSeconds(5));
        put("enabled", target.enabled(), true);
        target.labels().forEach((name, value) -> put("labels." + name, value, null));
        alerting(target.alerting());
    }

    private void alerting(Alerting alerting) {
        put("title", alerting.title(), null);
        put("group", alerting.group(), null);
        put("quorum", alerting.quorum(), Quorum.MAJORITY);
        alerting.dependsOn().forEach(name -> put("depends_on." + name, "yes", null));
        alerting.maintenance().forEach(name -> put("maintenance." + name, "yes", null));
    }

    void request(RequestSpec request) {
        put("method", request.method(), "GET");
        request.headers().forEach((name, value) -> secret("headers." + name.toLowerCase(Locale.ROOT), value));
        ClientCredentials credentials = request.credentials();
        if (credentials != null) {
            url("auth.oauth2.token_url", credentials.tokenUrl(), ShownUrl.of(credentials.tokenUrl()));
            secret("auth.oauth2.client_id", credentials.clientId());
            secret("auth.oauth2.client_secret", credentials.clientSecret());
            put("auth.oauth2.scopes", String.join(" ", credentials.scopes()), "");
            put("auth.oauth2.audience", credentials.audience(), null);
        }
        Payload body = request.body();
        if (body != null) {
            lines.put("body", body.length() + " bytes " + bitsOf(body.bytes()));
        }
        put("cache_busting", request.cacheBusting(), false);
        put("max_redirects", request.maxRedirects(), 10);
        put("cookies", request.cookies(), true);
        put("max_body_size", request.maxBodyBytes(), 1L << 20);
    }

    void connection(ConnectionSpec connection) {
        put("ip_version", name(connection.ipVersion()), "auto");
        put("connect_timeout", connection.connectTimeout(), null);
        put("http_version", name(connection.http()), "auto");
        put("strict_http", connection.strictHttp(), false);
        put("reuse_connection", connection.reuse(), false);
        String servers = connection.resolver().servers().stream()
                .map(server -> server.getHostString() + " " + server.getPort())
                .collect(Collectors.joining(","));
        put("resolver", servers, "");
        ProxySpec proxy = connection.proxy();
        if (proxy != null) {
            put("proxy", name(proxy.kind()) + " " + proxy.host() + " " + proxy.port(), null);
            secret("proxy.user", proxy.user());
            secret("proxy.password", proxy.password());
        }
        tls(connection.tls());
    }

    private void tls(TlsSpec tls) {
        put("tls.verify", tls.verify(), true);
        put("tls.ca_file", fingerprints(tls.authorities()), "");
        ClientIdentity identity = tls.identity();
        put("tls.cert_file", identity == null ? null : fingerprints(identity.chain()), null);
        put("tls.server_name", tls.serverName(), null);
        put("tls.min_version", tls.minVersion().protocol(), "TLSv1.2");
    }

    void expectation(Expectation expectation) {
        put("expect.status", expectation.status().toString(), "2xx");
        expectation
                .headers()
                .forEach((name, value) ->
                        put("expect.headers." + name.toLowerCase(Locale.ROOT), value.toString(), null));
        BodyExpectation body = expectation.body();
        put("expect.body_contains", body.contains(), null);
        each("expect.regexp", "", body.regexps());
        each("expect.not_regexp", "", body.notRegexps());
        body.json().forEach((query, conditions) -> each("expect.json", "." + query, conditions));
        put("expect.max_duration", expectation.time().maxDuration(), null);
        put("expect.degraded_after", expectation.time().degradedAfter(), null);
        ConnectionExpectation connection = expectation.connection();
        put("expect.protocol", connection.protocol(), null);
        if (connection.finalUrl() != null) {
            String url = connection.finalUrl().toString();
            url("expect.final_url", url, ShownUrl.of(url));
        }
        put("expect.certificate_days", connection.certificateDays(), null);
        put("expect.leaf_certificate_days", connection.leafCertificateDays(), null);
    }

    /** Of several under one key, the second and all after it have their number behind the key. */
    private void each(String key, String path, List<?> values) {
        for (int i = 0; i < values.size(); i++) {
            put(key + (i == 0 ? "" : "#" + (i + 1)) + path, values.get(i).toString(), null);
        }
    }

    private void failures(FailurePolicy failures) {
        put("retries", failures.retries().count(), 0);
        put("retry_interval", failures.retries().pause(), Duration.ofSeconds(1));
        put("failure_threshold", failures.thresholds().failure(), 1);
        put("success_threshold", failures.thresholds().success(), 1);
        put("evidence", failures.evidence().failures(), true);
        put("keep_match", failures.evidence().matches(), false);
        put("hide_query", name(failures.evidence().hiddenQuery()), "credentials");
    }

    /** @param otherwise what holds where nothing is written, in this version of the format for good */
    private void put(String key, @Nullable Object value, @Nullable Object otherwise) {
        if (value != null && !Objects.equals(value, otherwise)) {
            lines.put(key, value instanceof Duration time ? Long.toString(Micros.of(time)) : value.toString());
        }
    }

    private void url(String key, String whole, String shown) {
        lines.put(key, shown);
        if (!shown.equals(whole)) {
            secret(key + ".hidden", whole);
        }
    }

    private void secret(String key, @Nullable String value) {
        if (value != null) {
            lines.put(key, bitsOf(value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Of the secret alone: so other changes of the target say no more of it. */
    private static String bitsOf(byte[] secret) {
        return HexFormat.of().formatHex(Sha256.digest(secret)).substring(0, SECRET_DIGITS);
    }

    private static String fingerprints(List<X509Certificate> certificates) {
        return certificates.stream().map(Fingerprint::of).collect(Collectors.joining(","));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private String write() {
        StringBuilder text = new StringBuilder("nudger-config-" + VERSION + "\n");
        lines.forEach((key, value) -> text.append(escape(key).replace("=", "\\="))
                .append('=')
                .append(escape(value))
                .append('\n'));
        return text.toString();
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }
}
