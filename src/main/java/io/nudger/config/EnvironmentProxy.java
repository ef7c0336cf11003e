package io.nudger.config;

import io.nudger.check.ProxySpec;
import io.nudger.document.Node.Scalar;
import io.nudger.document.Reading;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of {@code proxy: environment}, as other programs find theirs: {@code HTTPS_PROXY} for https and {@code HTTP_PROXY}
 * for http, unless {@code NO_PROXY} names the host; in small letters first.
 */
final class EnvironmentProxy {
    private static final Type<Optional<ProxySpec>> PROXY = Type.of(
                    ProxyType.PROXY.wanted(), text -> ProxyType.PROXY.parser().parse(completed(text)))
            .hidden();
    private static final Type<String> NO_PROXY = Type.of("a list of hosts with commas", text -> text);
    private static final Pattern WITHOUT_PORT = Pattern.compile(".*://(?:[^@/]*@)?(?:\\[[^]]*]|[^:@/]*)/?");
    private static final Pattern RULE =
            Pattern.compile("(?:\\*?\\.)?(\\[[^]]*]|[^:]*|[0-9a-f:]*:[0-9a-f:]*)(?::(\\d{1,5}))?");

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private EnvironmentProxy() {}

    /** What the environment says for this URL; null for no proxy. What is wrong with it is reported. */
    static @Nullable ProxySpec of(URI url, Section section) {
        boolean https = "https".equalsIgnoreCase(url.getScheme());
        String variables = https ? "${https_proxy:-${HTTPS_PROXY:-none}}" : "${http_proxy:-${HTTP_PROXY:-none}}";
        Reading reading = section.reading();
        String exceptions =
                reading.value(new Scalar("${no_proxy:-${NO_PROXY:-}}", true), section.at("proxy"), NO_PROXY);
        if (exceptions != null && isExcepted(url, exceptions)) {
            return null;
        }
        Optional<ProxySpec> proxy = reading.value(new Scalar(variables, true), section.at("proxy"), PROXY);
        return proxy == null ? null : proxy.orElse(null);
    }

    /** Other programs take a proxy without a scheme for one of HTTP, and its port for 80. */
    private static String completed(String text) {
        if (text.equals("none")) {
            return text;
        }
        String whole = text.contains("://") ? text : "http://" + text;
        return WITHOUT_PORT.matcher(whole).matches() ? whole.replaceFirst("/$", "") + ":80" : whole;
    }

    private static boolean isExcepted(URI url, String exceptions) {
        String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        for (String rule : exceptions.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
            Matcher parts = RULE.matcher(rule);
            if (rule.equals("*") || (!rule.isEmpty() && parts.matches() && matches(url, host, parts))) {
                return true;
            }
        }
        return false;
    }

    /** A name means all names below it too. */
    private static boolean matches(URI url, String host, Matcher rule) {
        String name = rule.group(1);
        boolean named =
                !name.isEmpty() && (host.equals(name) || host.equals("[" + name + "]") || host.endsWith("." + name));
        int standard = "https".equalsIgnoreCase(url.getScheme()) ? HTTPS : HTTP;
        int port = url.getPort() < 0 ? standard : url.getPort();
        return named && (rule.group(2) == null || Integer.parseInt(rule.group(2)) == port);
    }
}
