package io.nudger.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Telegraf: the {@code [[inputs.http_response]]} of {@code telegraf.conf} and the files of {@code telegraf.d}. */
final class Telegraf implements Importer {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Pattern SIZE = Pattern.compile("\\d+(?:[KMG]i?B)?");
    /** A variable that stands for a number or a boolean, and so has no quotes, which TOML does not know. */
    private static final Pattern WITHOUT_QUOTES =
            Pattern.compile("(?m)^(\\s*[\\w-]+\\s*=\\s*)(\\$\\{[^}\\n]*}|\\$\\w+)(?=\\s*(?:#.*)?$)");
    /** The older names are still understood. */
    private static final Map<String, String> TLS = Map.of(
            "tls_ca", "ca_file",
            "tls_cert", "cert_file",
            "tls_key", "key_file",
            "tls_server_name", "server_name",
            "ssl_ca", "ca_file",
            "ssl_cert", "cert_file",
            "ssl_key", "key_file");

    @Override
    public void read(List<Source> sources, Translation translation) throws ImportException {
        List<Fields> files = new ArrayList<>();
        Value interval = null;
        Map<String, Value> tags = new LinkedHashMap<>();
        for (Source source : sources) {
            String text = WITHOUT_QUOTES.matcher(source.text()).replaceAll("$1\"$2\"");
            Fields file = Value.ofToml(new Source(source.name(), text), References::fromTelegraf)
                    .fields("an object");
            Value given = file.object("agent").get("interval");
            interval = given == null ? interval : given;
            for (Map.Entry<String, Value> tag : file.object("global_tags").all().entrySet()) {
                tags.put(tag.getKey(), tag.getValue());
            }
            files.add(file);
        }
        boolean found = false;
        for (Fields file : files) {
            Fields inputs = file.object("inputs");
            Value plugins = inputs.get("http_response");
            for (Value plugin : plugins == null ? List.<Value>of() : plugins.itemsOrSelf()) {
                found = true;
                readPlugin(plugin.fields("a table"), interval, tags, translation);
            }
            inputs.rest().forEach((key, value) -> translation.notCarriedOver("inputs." + key));
            file.rest().forEach((key, value) -> translation.notCarriedOver(key));
        }
        if (!found) {
            throw new ImportException(sources.get(0).name() + ": wanted [[inputs.http_response]], found none");
        }
    }

    private static void readPlugin(
            Fields plugin, @Nullable Value common, Map<String, Value> globalTags, Translation translation)
            throws ImportException {
        List<Value> urls = new ArrayList<>(plugin.list("urls"));
        Value address = plugin.get("address");
        if (urls.isEmpty() && address != null) {
            urls.add(address);
        }
        if (urls.isEmpty()) {
            translation.notCarriedOver("an http_response without urls, which asks http://localhost");
        }
        for (Value url : urls) {
            Draft draft = translation.target(url.text());
            draft.url(url.text());
            draft.interval(INTERVAL);
            Value interval = plugin.get("interval");
            Value every = interval == null ? common : interval;
            if (every != null) {
                draft.interval(every);
            }
            draft.timeout(TIMEOUT);
            Value timeout = plugin.get("response_timeout");
            if (timeout != null) {
                draft.timeout(timeout);
            }
            request(plugin, draft);
            tls(plugin, draft);
            expectations(plugin, draft);
            Map<String, Value> tags = new LinkedHashMap<>(globalTags);
            tags.putAll(plugin.object("tags").all());
            for (Map.Entry<String, Value> tag : tags.entrySet()) {
                draft.label(tag.getKey(), tag.getValue().text());
            }
            plugin.rest().forEach((key, value) -> draft.notCarriedOver(key + ": " + value.shown()));
        }
    }

    private static void request(Fields plugin, Draft draft) throws ImportException {
        String method = plugin.text("method");
        if (method != null && !method.equals("GET")) {
            draft.text("method: " + method, method, "method");
        }
        for (Map.Entry<String, Value> header : plugin.object("headers").all().entrySet()) {
            draft.header(header.getKey(), header.getValue().text());
        }
        String body = plugin.text("body");
        if (body != null) {
            draft.body("body, " + body.length() + " characters", body);
        }
        if (!plugin.flag("follow_redirects", false)) {
            draft.bare("follow_redirects: false", "0", "max_redirects");
        }
        String proxy = plugin.text("http_proxy");
        if (proxy != null) {
            draft.proxy("http_proxy", proxy);
        }
        String token = plugin.text("bearer_token");
        if (token != null) {
            draft.text("bearer_token: " + token, "${file:" + token + "}", "auth", "bearer");
        }
        boolean user = plugin.get("username") != null;
        if (plugin.get("password") != null || user) {
            draft.basicAuth("username and password");
        }
        String size = plugin.text("response_body_max_size");
        if (size != null && SIZE.matcher(size).matches()) {
            draft.bare("response_body_max_size: " + size, size, "max_body_size");
        } else if (size != null) {
            draft.notCarriedOver("response_body_max_size: " + size);
        }
    }

    private static void tls(Fields plugin, Draft draft) throws ImportException {
        for (Map.Entry<String, String> file : TLS.entrySet()) {
            String value = plugin.text(file.getKey());
            if (value != null) {
                draft.text(file.getKey() + ": " + value, value, "tls", file.getValue());
            }
        }
        if (plugin.flag("insecure_skip_verify", false)) {
            draft.bare("insecure_skip_verify: true", "false", "tls", "verify");
        }
    }

    /** Without a code any answer is a good one. */
    private static void expectations(Fields plugin, Draft draft) throws ImportException {
        String code = plugin.text("response_status_code");
        boolean any = code == null || code.equals("0");
        draft.bare("response_status_code", any ? "100-599" : String.valueOf(code), "expect", "status");
        String match = plugin.text("response_string_match");
        if (match != null) {
            draft.regexp(match);
        }
    }
}
