package io.nudger.config;

import io.nudger.check.ConnectionSpec;
import io.nudger.check.HttpPreference;
import io.nudger.check.IpVersion;
import io.nudger.check.ProxySpec;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the server of a target is reached. */
final class ConnectionOptions {
    private static final Type<IpVersion> IP_VERSION =
            Type.choice(Map.of("auto", IpVersion.AUTO, "4", IpVersion.V4, "6", IpVersion.V6));
    private static final Type<Duration> CONNECT_TIMEOUT =
            Type.duration(Duration.ofMillis(1), Duration.ofDays(1)).repeating();

    private static final Type<HttpPreference> HTTP_VERSION = Type.choice(
            Map.of("auto", HttpPreference.AUTO, "1.1", HttpPreference.HTTP_1_1, "2", HttpPreference.HTTP_2));

    private ConnectionOptions() {}

    static ConnectionSpec read(Section section, ConnectionSpec defaults) {
        return new ConnectionSpec(
                section.read("ip_version", IP_VERSION, defaults.ipVersion()),
                or(section.read("connect_timeout", CONNECT_TIMEOUT), defaults.connectTimeout()),
                TlsOptions.read(section, defaults.tls()),
                section.read("http_version", HTTP_VERSION, defaults.http()),
                section.read("strict_http", Type.BOOLEAN, defaults.strictHttp()),
                proxy(section, defaults.proxy()),
                ResolverOptions.read(section, defaults.resolver()),
                section.read("reuse_connection", Type.BOOLEAN, defaults.reuse()));
    }

    private static @Nullable ProxySpec proxy(Section section, @Nullable ProxySpec otherwise) {
        Optional<ProxySpec> proxy = section.read("proxy", ProxyType.PROXY);
        return proxy == null ? otherwise : proxy.orElse(null);
    }

    private static <T> @Nullable T or(@Nullable T value, @Nullable T otherwise) {
        return value == null ? otherwise : value;
    }
}
