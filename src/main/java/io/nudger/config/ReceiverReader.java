package io.nudger.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nudger.check.ProxySpec;
import io.nudger.check.StatusSet;
import io.nudger.check.TlsSpec;
import io.nudger.config.HttpReceiverSpec.Limits;
import io.nudger.config.HttpReceiverSpec.Message;
import io.nudger.config.HttpReceiverSpec.Request;
import io.nudger.document.Node;
import io.nudger.document.Place;
import io.nudger.document.Reading;
import io.nudger.document.Refusal;
import io.nudger.document.Secret;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads receivers: a name, and one key that says what the receiver is. */
final class ReceiverReader {
    /** The type of URLs that are kept out of messages: whoever knows one can send there. */
    static final Type<String> SECRET_URL = Type.<String>of(
                    "an absolute http or https URL",
                    text -> UrlType.URL.parser().parse(text).toString())
            .textOnly()
            .hidden();

    private static final String WEBHOOK = "webhook";
    private static final String ALERTMANAGER = "alertmanager";
    private static final String EMAIL = "email";
    private static final List<String> KINDS = Stream.concat(
                    Preset.keys().stream(), Stream.of(WEBHOOK, ALERTMANAGER, EMAIL))
            .toList();

    private static final Type<Duration> TIMEOUT = Type.duration(Duration.ofMillis(100), Duration.ofMinutes(1));
    private static final Type<String> METHOD = Type.oneOf(Map.of("POST", "POST", "PUT", "PUT", "PATCH", "PATCH"));
    private static final Type<String> CONTENT_TYPE =
            Type.text("a content type such as text/plain", Pattern.compile("[\\w.+-]+/[\\w.+-]+(?:; ?[\\w.+=\"-]+)*"));
    private static final Type<StatusSet> OK = Type.of("status codes such as 2xx or 200,204", text -> {
        try {
            return StatusSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    });
    private static final Type<String> LABEL_NAME = Type.text(
            "the name of a label in letters, digits and underscores", Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}"));
    private static final Type<String> LABEL =
            Type.scalar("a text of at most 1000 characters on one line", Pattern.compile("[^\\p{Cntrl}]{1,1000}"));

    private final Reading reading;
    private final Map<String, Place> names = new LinkedHashMap<>();

    ReceiverReader(Reading reading) {
        this.reading = reading;
    }

    /** Where the names of all receivers stand, those among them that have other problems. */
    Map<String, Place> names() {
        return names;
    }

    /** The receiver; null when it is wrong, which is reported. */
    @Nullable ReceiverSpec read(Node node, Place place) {
        Section section = reading.section(node, place, "a receiver with a name and what it is");
        if (section == null) {
            return null;
        }
        int before = reading.problems().count();
        String name = section.require("name", Type.NAME);
        if (name != null) {
            Place first = names.putIfAbsent(name, section.at("name"));
            if (first != null) {
                section.problem("name", "the name is taken by " + first + "; each stands once");
            }
        }
        List<String> kinds = KINDS.stream().filter(section::has).toList();
        ReceiverSpec spec = null;
        for (String kind : KINDS) {
            Section own = section.section(kind);
            if (section.has(kind)) {
                spec = spec(kind, name == null ? "" : name, own);
                own.end();
            }
        }
        section.end();
        if (kinds.size() != 1 && reading.problems().count() == before) {
            reading.problems()
                    .add(place.problem("wanted one of " + String.join(", ", KINDS) + ", found "
                            + (kinds.isEmpty() ? "none of them" : String.join(" and ", kinds))));
        }
        return reading.problems().count() == before ? spec : null;
    }

    private ReceiverSpec spec(String kind, String name, Section section) {
        Preset preset = Preset.of(kind);
        if (preset != null) {
            return preset(preset, name, section);
        }
        return switch (kind) {
            case WEBHOOK -> webhook(name, section);
            case ALERTMANAGER -> alertmanager(name, section);
            default -> EmailReader.read(name, section);
        };
    }

    private static ReceiverSpec preset(Preset preset, String name, Section section) {
        Map<String, String> values = new LinkedHashMap<>();
        preset.fields.forEach(field -> values.put(field.name(), field.read(section)));
        Map<String, Secret> headers = new TreeMap<>();
        preset.request.headers().forEach((header, value) -> {
            String filled = header(value, values);
            if (filled != null) {
                headers.put(header, Secret.of(filled));
            }
        });
        Map<String, Secret> settings = new LinkedHashMap<>();
        values.forEach((key, value) -> settings.put(key, Secret.of(value)));
        return new HttpReceiverSpec(
                name,
                preset.key,
                new Request("POST", Secret.of(url(preset.request.url(), values)), headers, StatusSet.SUCCESS),
                new Message(
                        preset.request.contentType(),
                        preset.template,
                        preset.shape.markup(),
                        preset.shape.limits(),
                        preset.shape.each()),
                settings,
                null,
                calling(section));
    }

    /** With the values, escaped for a path, in the place of their names; the URL itself as it is. */
    private static String url(String form, Map<String, String> values) {
        String base = values.getOrDefault("url", "");
        String url = form;
        for (Map.Entry<String, String> value : values.entrySet()) {
            String escaped = URLEncoder.encode(value.getValue(), UTF_8)
                    .replace("+", "%20")
                    .replace("%3A", ":");
            url = value.getKey().equals("url") ? url : url.replace("{" + value.getKey() + "}", escaped);
        }
        boolean hasPath = url.startsWith("{url}/");
        if (base.indexOf('?') >= 0) {
            url = url.replace("{url}?", "{url}&");
        }
        return url.replace("{url}", hasPath && base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
    }

    /** With the values in the place of their names; null when one is empty. */
    private static @Nullable String header(String form, Map<String, String> values) {
        String header = form;
        for (Map.Entry<String, String> value : values.entrySet()) {
            String name = "{" + value.getKey() + "}";
            if (header.contains(name) && value.getValue().isEmpty()) {
                return null;
            }
            header = header.replace(name, value.getValue());
        }
        String basic = "Basic ";
        return header.startsWith(basic)
                ? basic
                        + Base64.getEncoder()
                                .encodeToString(header.substring(basic.length()).getBytes(UTF_8))
                : header;
    }

    private static ReceiverSpec webhook(String name, Section section) {
        String url = section.require("url", SECRET_URL);
        String method = section.read("method", METHOD, "POST");
        String body = section.read("body", TemplateType.TEMPLATE);
        String contentType = section.read("content_type", CONTENT_TYPE, HttpReceiverSpec.JSON);
        if (body == null && section.has("content_type") && !section.has("body")) {
            section.problem(
                    "content_type", "stands there without a body, which then is the JSON of nudger; leave it out");
        }
        Request request = new Request(
                method, Secret.of(url == null ? "" : url), headers(section), section.read("ok", OK, StatusSet.SUCCESS));
        Message message = new Message(contentType.toLowerCase(Locale.ROOT), body, Markup.NONE, Limits.NONE, false);
        WebhookKey key = section.read("secret", WebhookKey.TYPE);
        return new HttpReceiverSpec(name, WEBHOOK, request, message, Map.of(), key, calling(section));
    }

    private static ReceiverSpec alertmanager(String name, Section section) {
        List<Secret> urls = Lists.unique(section, "urls", "a list of URLs", SECRET_URL).stream()
                .map(url -> Secret.of(url.endsWith("/") ? url.substring(0, url.length() - 1) : url))
                .toList();
        if (!section.has("urls")) {
            section.problem("urls", "wanted a list of URLs, found nothing");
        }
        Map<String, String> labels = new TreeMap<>();
        section.section("labels").readAll(LABEL_NAME, LABEL, labels);
        return new AlertmanagerSpec(name, urls, labels, headers(section), calling(section));
    }

    private static Map<String, Secret> headers(Section section) {
        Map<String, Secret> headers = new TreeMap<>();
        HeaderOptions.read(section)
                .forEach((header, value) -> headers.put(header.toLowerCase(Locale.ROOT), Secret.of(value)));
        return headers;
    }

    static Calling calling(Section section) {
        Optional<ProxySpec> proxy = section.read("proxy", ProxyType.PROXY, Optional.empty());
        TlsSpec tls = TlsOptions.read(section, TlsSpec.DEFAULT);
        if (tls.serverName() != null) {
            section.problem("tls", "server_name is for targets alone; leave it out");
        }
        return new Calling(section.read("timeout", TIMEOUT, Calling.DEFAULT.timeout()), proxy.orElse(null), tls);
    }
}
