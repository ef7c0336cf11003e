package io.nudger.config;

import io.nudger.check.ClientIdentity;
import io.nudger.check.TlsSpec;
import io.nudger.check.TlsVersion;
import io.nudger.document.Refusal;
import io.nudger.document.Section;
import io.nudger.document.Type;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a target asks of TLS: {@code tls}. Its files are read here, so that a check reads none. */
final class TlsOptions {
    private static final Type<Path> PEM = Type.path("the path of a PEM file");
    private static final Type<String> SERVER_NAME =
            Type.text("a host name", Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?"));
    private static final Type<TlsVersion> MIN_VERSION =
            Type.choice(Map.of("1.2", TlsVersion.V1_2, "1.3", TlsVersion.V1_3));

    private TlsOptions() {}

    static TlsSpec read(Section target, TlsSpec defaults) {
        Section section = target.section("tls");
        List<X509Certificate> authorities = certificates(section, "ca_file");
        TlsSpec spec = new TlsSpec(
                section.read("verify", Type.BOOLEAN, defaults.verify()),
                authorities == null ? defaults.authorities() : authorities,
                identity(section, defaults.identity()),
                serverName(section, defaults.serverName()),
                section.read("min_version", MIN_VERSION, defaults.minVersion()));
        section.end();
        return target.has("tls") ? section.reading().share(spec) : defaults;
    }

    private static @Nullable String serverName(Section section, @Nullable String otherwise) {
        String name = section.read("server_name", SERVER_NAME);
        return name == null ? otherwise : name;
    }

    private static @Nullable ClientIdentity identity(Section section, @Nullable ClientIdentity otherwise) {
        List<X509Certificate> chain = certificates(section, "cert_file");
        PrivateKey key = key(section);
        if (section.has("cert_file") != section.has("key_file")) {
            boolean hasKey = section.has("key_file");
            section.problem(
                    hasKey ? "key_file" : "cert_file",
                    "wanted " + (hasKey ? "cert_file" : "key_file") + " beside it, found none");
            return otherwise;
        }
        if (chain == null || key == null) {
            return otherwise;
        }
        if (!Pem.belong(key, chain.get(0))) {
            section.problem("key_file", "is not the key of the first certificate in cert_file");
            return otherwise;
        }
        return new ClientIdentity(chain, key);
    }

    private static @Nullable List<X509Certificate> certificates(Section section, String option) {
        Path file = section.read(option, PEM);
        if (file == null) {
            return null;
        }
        try {
            return Pem.certificates(file);
        } catch (Refusal e) {
            section.problem(option, e.naming(file).fault());
            return null;
        }
    }

    private static @Nullable PrivateKey key(Section section) {
        Path file = section.read("key_file", PEM);
        if (file == null) {
            return null;
        }
        try {
            return Pem.key(file);
        } catch (Refusal e) {
            section.problem("key_file", e.naming(file).fault());
            return null;
        }
    }
}
