package io.nudger.http;

import io.nudger.check.ClientIdentity;
import io.nudger.check.TlsSpec;
import io.nudger.check.TlsVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What targets ask of TLS, as options of the client. Targets that ask for the same share them, and with them what the
 * client makes of them, which is dear.
 */
final class TlsProfiles {
    /** As many as the client keeps; with more in use, some are made anew from time to time. */
    private static final int MAX_KEPT = 64;

    private final WitnessTrustManager trust;

    private final Map<TlsSpec, Profile> kept = new LinkedHashMap<>(MAX_KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TlsSpec, Profile> eldest) {
            return size() > MAX_KEPT;
        }
    };

    private record Profile(ClientSSLOptions options, WitnessTrustManager trust) {}

    /**
     * @param trusted the certificates that are trusted where a target says nothing else; null for those that come with Java
     */
    TlsProfiles(@Nullable KeyStore trusted) {
        trust = WitnessTrustManager.of(trusted);
    }

    /** What is trusted where a target says nothing else. */
    WitnessTrustManager trust() {
        return trust;
    }

    /** The options for this; null for those that the client has by itself. */
    @Nullable ClientSSLOptions optionsOf(TlsSpec spec) {
        return spec.isDefault() ? null : of(spec).options;
    }

    /** Who decides whether a certificate is accepted. */
    WitnessTrustManager trustOf(TlsSpec spec) {
        return spec.isDefault() ? trust : of(spec).trust;
    }

    private Profile of(TlsSpec spec) {
        synchronized (kept) {
            return kept.computeIfAbsent(spec, this::create);
        }
    }

    private Profile create(TlsSpec spec) {
        ClientSSLOptions options = new ClientSSLOptions();
        WitnessTrustManager own = newTrust(spec);
        options.setTrustOptions(TrustOptions.wrap(own));
        options.setHostnameVerificationAlgorithm(spec.verify() ? "HTTPS" : "");
        options.setEnabledSecureTransportProtocols(protocols(spec));
        options.setSslHandshakeTimeout(0);
        ClientIdentity identity = spec.identity();
        if (identity != null) {
            options.setKeyCertOptions(KeyCertOptions.wrap(new ClientKeyManager(identity)));
        }
        return new Profile(options, own);
    }

    /** Always one of its own: by it the client tells its options apart. */
    private WitnessTrustManager newTrust(TlsSpec spec) {
        if (!spec.verify()) {
            return WitnessTrustManager.acceptingAll();
        }
        return spec.authorities().isEmpty() ? trust.copy() : WitnessTrustManager.of(storeOf(spec.authorities()));
    }

    private static Set<String> protocols(TlsSpec spec) {
        return Arrays.stream(TlsVersion.values())
                .filter(version -> version.compareTo(spec.minVersion()) >= 0)
                .map(TlsVersion::protocol)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static KeyStore storeOf(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            return store;
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("certificates that were read can be trusted", e);
        }
    }
}
