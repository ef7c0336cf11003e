package io.nudger.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nudger.config.Pem;
import io.nudger.document.Refusal;
import io.nudger.support.Causes;
import io.nudger.support.Dependency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the Kafka clients with certificates that may be renewed: for each new connection it looks at the files that the
 * properties name, and at those that the settings put into the properties, and works with them as they are then.
 * Connections that stand are left alone. Files that cannot be used, because they are just being written, change nothing.
 *
 * <p>Kafka makes an instance for each client and calls it on the thread of the client's network. Everything else is
 * {@link DefaultSslEngineFactory}, with all its properties.
 */
public final class RenewingSslEngineFactory implements SslEngineFactory {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.kafka");
    /** A property that only this class knows: the {@link TlsSource}. */
    private static final String SOURCE = "nudger.tls.source";

    private static final List<String> LOCATIONS =
            List.of(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG);

    private Map<String, ?> configs = Map.of();
    private SslEngineFactory current = new DefaultSslEngineFactory();
    private @Nullable Material material;
    private final Dependency renewal =
            new Dependency(LOG, "certificates for kafka", "those that were read before stay in use");

    /** For Kafka. */
    public RenewingSslEngineFactory() {}

    /**
     * What certificates, keys and passwords are made of.
     *
     * @param texts the properties that hold them
     * @param files the content of the files that other properties name
     */
    private record Material(Map<String, String> texts, Map<String, ByteBuffer> files) {}

    /**
     * Makes this the factory of a client with these properties, when it speaks TLS and its properties name no other.
     *
     * @param properties the properties of the client
     * @param source the properties, to be read again
     */
    static void putInto(Map<String, Object> properties, TlsSource source) {
        Object protocol = properties.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        if (protocol != null
                && protocol.toString().endsWith("SSL")
                && !properties.containsKey(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG)) {
            properties.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, RenewingSslEngineFactory.class);
            properties.put(SOURCE, source);
        }
    }

    @Override
    public synchronized void configure(Map<String, ?> client) {
        configs = client;
        Material first = read();
        current = build(first);
        material = first;
    }

    @Override
    public SSLEngine createClientSslEngine(String host, int port, String endpointIdentification) {
        return upToDate().createClientSslEngine(host, port, endpointIdentification);
    }

    @Override
    public SSLEngine createServerSslEngine(String host, int port) {
        return upToDate().createServerSslEngine(host, port);
    }

    @Override
    public synchronized boolean shouldBeRebuilt(Map<String, Object> changed) {
        return current.shouldBeRebuilt(changed);
    }

    @Override
    public synchronized Set<String> reconfigurableConfigs() {
        return current.reconfigurableConfigs();
    }

    @Override
    public synchronized KeyStore keystore() {
        return current.keystore();
    }

    @Override
    public synchronized KeyStore truststore() {
        return current.truststore();
    }

    @Override
    public synchronized void close() throws IOException {
        current.close();
    }

    private synchronized SslEngineFactory upToDate() {
        try {
            Material now = read();
            if (!now.equals(material)) {
                current = build(now);
                material = now;
                LOG.info("certificates for kafka renewed");
            }
            renewal.works();
        } catch (RuntimeException unusable) {
            renewal.fails(Causes.line(unusable));
        }
        return current;
    }

    private Material read() {
        TlsSource source = source();
        Map<String, String> texts = source == null ? new HashMap<>() : new HashMap<>(source.properties());
        texts.keySet().removeIf(key -> !(configs.get(key) instanceof Password));
        Map<String, ByteBuffer> files = LOCATIONS.stream()
                .filter(key -> configs.get(key) != null)
                .collect(Collectors.toMap(key -> key, key -> content(String.valueOf(configs.get(key)))));
        return new Material(texts, files);
    }

    private @Nullable TlsSource source() {
        return configs.get(SOURCE) instanceof TlsSource source ? source : null;
    }

    private SslEngineFactory build(Material renewed) {
        checkKey(renewed);
        Map<String, Object> all = new HashMap<>(configs);
        renewed.texts.forEach((key, text) -> all.put(key, new Password(text)));
        SslEngineFactory built = new DefaultSslEngineFactory();
        built.configure(all);
        TlsSource source = source();
        if (source != null) {
            source.shows(certificate(built.keystore()));
        }
        return built;
    }

    /** Of a key in another form Kafka says that there is none. */
    private void checkKey(Material renewed) {
        String property = SslConfigs.SSL_KEYSTORE_KEY_CONFIG;
        String key = renewed.texts.get(property);
        if (key == null && "PEM".equals(configs.get(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG))) {
            property = SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG;
            ByteBuffer file = renewed.files.get(property);
            key = file == null ? null : ISO_8859_1.decode(file.duplicate()).toString();
        }
        try {
            if (key != null) {
                Pem.requirePkcs8(key);
            }
        } catch (Refusal e) {
            throw new IllegalStateException(property + " " + e.reason(), e);
        }
    }

    private static @Nullable X509Certificate certificate(@Nullable KeyStore keys) {
        try {
            for (String alias : keys == null ? List.<String>of() : Collections.list(keys.aliases())) {
                if (keys != null && keys.getCertificate(alias) instanceof X509Certificate certificate) {
                    return certificate;
                }
            }
            return null;
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteBuffer content(String file) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(Path.of(file)));
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("the file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
