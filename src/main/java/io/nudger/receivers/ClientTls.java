package io.nudger.receivers;

import io.nudger.check.ClientIdentity;
import io.nudger.check.TlsSpec;
import io.nudger.check.TlsVersion;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;

/** What a receiver asks of TLS, as options of a client. */
final class ClientTls {
    private static final char[] NO_PASSWORD = {};

    private ClientTls() {}

    static void apply(TlsSpec spec, ClientOptionsBase options) {
        options.setEnabledSecureTransportProtocols(Arrays.stream(TlsVersion.values())
                .filter(version -> version.compareTo(spec.minVersion()) >= 0)
                .map(TlsVersion::protocol)
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        options.setTrustAll(!spec.verify());
        if (!spec.authorities().isEmpty()) {
            options.setTrustOptions(trust(spec.authorities()));
        }
        ClientIdentity identity = spec.identity();
        if (identity != null) {
            options.setKeyCertOptions(keys(identity));
        }
    }

    private static TrustOptions trust(List<X509Certificate> authorities) {
        try {
            KeyStore store = emptyStore();
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return TrustOptions.wrap(factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("certificates that were read can be trusted", e);
        }
    }

    private static KeyCertOptions keys(ClientIdentity identity) {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry(
                    "key", identity.key(), NO_PASSWORD, identity.chain().toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return KeyCertOptions.wrap((X509KeyManager) factory.getKeyManagers()[0]);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key that was read can be used", e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
