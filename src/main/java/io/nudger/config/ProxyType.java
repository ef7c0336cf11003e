package io.nudger.config;

import io.nudger.check.Percent;
import io.nudger.check.Ports;
import io.nudger.check.ProxySpec;
import io.nudger.check.ProxySpec.Kind;
import io.nudger.document.Refusal;
import io.nudger.document.Type;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Proxies, written as a URL; {@code none} for no proxy where the defaults have one. */
final class ProxyType {
    static final Type<Optional<ProxySpec>> PROXY = Type.of(
                    "a proxy such as http://host:3128 or socks5://user:password@host:1080, environment or none",
                    ProxyType::parse)
            .textOnly()
            .hidden()
            .repeating();

    private static final Pattern FORM = Pattern.compile(
            "(?i:(http)|socks5h?)://(?:([^:@/]*)(?::([^@/]*))?@)?(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9_.-]+)):(\\d{1,5})/?");

    /** Stands for the proxy that the variables of the environment name, until the URL of the target is known. */
    static final ProxySpec ENVIRONMENT = new ProxySpec(Kind.HTTP, "environment", 0, null, null);

    private ProxyType() {}

    private static Optional<ProxySpec> parse(String text) throws Refusal {
        if (text.equals("none")) {
            return Optional.empty();
        }
        if (text.equals("environment")) {
            return Optional.of(ENVIRONMENT);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new Refusal(
                    "it needs a scheme, a host and a port; special characters of user and password percent-encoded");
        }
        int port = Integer.parseInt(form.group(6));
        if (!Ports.isPort(port)) {
            throw new Refusal("the port is not from 1 to " + Ports.HIGHEST);
        }
        String host = form.group(4) == null ? form.group(5) : form.group(4);
        Kind kind = form.group(1) == null ? Kind.SOCKS5 : Kind.HTTP;
        String user = decoded(form.group(2));
        String password = user == null ? null : decoded(form.group(3) == null ? "" : form.group(3));
        return Optional.of(new ProxySpec(kind, host, port, user, password));
    }

    private static @Nullable String decoded(@Nullable String text) throws Refusal {
        try {
            return text == null ? null : Percent.decode(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal("user or password holds a % that is no escape");
        }
    }
}
