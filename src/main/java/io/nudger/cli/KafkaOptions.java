package io.nudger.cli;

import io.nudger.config.OptionSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The options of http-nudger that say where Kafka is. */
final class KafkaOptions {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.process");
    private static final String KEY = "kafka-key.pem";
    private static final String CERTIFICATE = "kafka-cert.pem";
    private static final String AUTHORITY = "ca.pem";

    @Option(
            names = "--kafka-bootstrap-servers",
            paramLabel = "HOST:PORT,...",
            description = "The brokers; required, or KAFKA_BOOTSTRAP_SERVERS.")
    private @Nullable String servers;

    @Option(names = "--kafka-topic", paramLabel = "TOPIC", description = "The topic; required, or KAFKA_TOPIC.")
    private @Nullable String topic;

    @Option(
            names = "--kafka-key",
            paramLabel = "FILE",
            description = "The key of the client certificate, PEM (default: " + KEY + ").")
    private @Nullable String key;

    @Option(
            names = "--kafka-cert",
            paramLabel = "FILE",
            description = "The client certificate, PEM (default: " + CERTIFICATE + ").")
    private @Nullable String certificate;

    @Option(
            names = "--kafka-ca",
            paramLabel = "FILE",
            description = {
                "The certificate authority of the brokers, PEM (default: " + AUTHORITY + ").",
                "Where none of the three files is named or there, Kafka is spoken to without TLS."
            })
    private @Nullable String authority;

    /** The topic; null when the command line names none. */
    @Nullable String topic() {
        return topic;
    }

    /** Says so when Kafka is spoken to without TLS, which http-nudger never did. */
    void reportPlaintext() {
        if (!withKey() && !withAuthority()) {
            LOG.warn("kafka without tls; none of {}, {} and {} is here", KEY, CERTIFICATE, AUTHORITY);
        }
    }

    private boolean withKey() {
        return given(key, certificate) || there(KEY) || there(CERTIFICATE);
    }

    private boolean withAuthority() {
        return given(authority) || there(AUTHORITY);
    }

    /** Adds what the options say. */
    void addTo(OptionSettings settings) {
        settings.require(
                "--kafka-bootstrap-servers",
                servers,
                "KAFKA_BOOTSTRAP_SERVERS",
                "kafka",
                "client",
                "bootstrap.servers");
        settings.require("--kafka-topic", topic, "KAFKA_TOPIC", "kafka", "topic");
        if (!withKey() && !withAuthority()) {
            return;
        }
        settings.set("SSL", "kafka", "client", "security.protocol");
        settings.set("PEM", "kafka", "client", "ssl.truststore.type");
        file(settings, "--kafka-ca", or(authority, AUTHORITY), "ssl.truststore.certificates");
        if (withKey()) {
            settings.set("PEM", "kafka", "client", "ssl.keystore.type");
            file(settings, "--kafka-cert", or(certificate, CERTIFICATE), "ssl.keystore.certificate.chain");
            file(settings, "--kafka-key", or(key, KEY), "ssl.keystore.key");
        }
    }

    private static void file(OptionSettings settings, String option, String file, String property) {
        settings.set(option, "${file:" + file + "}", List.of("kafka", "client", property));
    }

    private static boolean given(@Nullable String... texts) {
        return Stream.of(texts).anyMatch(Objects::nonNull);
    }

    private static boolean there(String file) {
        return Files.exists(Path.of(file));
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}
