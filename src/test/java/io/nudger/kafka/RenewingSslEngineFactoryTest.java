package io.nudger.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a broker: which authority is trusted after each change of the file. */
final class RenewingSslEngineFactoryTest {
    private static final CertificateAuthority FIRST = CertificateAuthority.create("First");
    private static final CertificateAuthority SECOND = CertificateAuthority.create("Second");

    @TempDir
    private Path directory;

    private CertificateFiles files;

    @BeforeEach
    void trustTheFirst() {
        files = new CertificateFiles(directory);
        files.trust("ca", FIRST);
    }

    @Test
    void eachConnectionIsMadeWithTheFilesAsTheyAre() throws Exception {
        try (RenewingSslEngineFactory factory = factory()) {
            assertThat(trusted(factory)).isEqualTo(FIRST.certificate());
            files.trust("ca", SECOND);
            assertThat(trusted(factory)).isEqualTo(SECOND.certificate());
        }
    }

    @Test
    void filesThatCannotBeUsedChangeNothing() throws Exception {
        try (RenewingSslEngineFactory factory = factory()) {
            for (String halfWritten : new String[] {"", "-----BEGIN CERTIFICATE-----\nMII", "no certificate"}) {
                files.write("ca.pem", halfWritten);
                assertThat(trusted(factory)).isEqualTo(FIRST.certificate());
            }
            files.remove("ca.pem");
            assertThat(trusted(factory)).isEqualTo(FIRST.certificate());

            files.trust("ca", SECOND);
            assertThat(trusted(factory)).isEqualTo(SECOND.certificate());
        }
    }

    @Test
    void aClientIsNotMadeWithoutThem() {
        files.remove("ca.pem");
        assertThatThrownBy(this::factory).hasMessage("the file " + files.path("ca.pem") + " does not exist");
    }

    /** Kafka itself would say that there is no key. */
    @Test
    void aKeyInAnotherFormIsNamed() throws Exception {
        String other =
                "ssl.keystore.location holds no private key in PKCS#8 without a password: wanted BEGIN PRIVATE KEY, found BEGIN EC PRIVATE"
                        + " KEY; convert it with openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pk8";
        files.issue("client", FIRST, "client");
        Map<String, String> keys = Map.of(
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.location",
                files.path("client.both.pem").toString());
        try (RenewingSslEngineFactory factory = factory(keys)) {
            assertThat(factory.keystore().size()).isOne();
        }
        files.write(
                "client.both.pem",
                Files.readString(files.path("client.both.pem")).replace(" PRIVATE", " EC PRIVATE"));

        assertThatThrownBy(() -> factory(keys)).hasMessage(other);
    }

    private RenewingSslEngineFactory factory() {
        return factory(Map.of());
    }

    private RenewingSslEngineFactory factory(Map<String, String> keys) {
        RenewingSslEngineFactory factory = new RenewingSslEngineFactory();
        Map<String, Object> properties = new HashMap<>(keys);
        properties.put("bootstrap.servers", "kafka:9092");
        properties.put("security.protocol", "SSL");
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.location", files.path("ca.pem").toString());
        factory.configure(new AdminClientConfig(properties).values());
        return factory;
    }

    /** The one authority that is trusted once a connection has been prepared. */
    private static Certificate trusted(RenewingSslEngineFactory factory) throws KeyStoreException {
        assertThat(factory.createClientSslEngine("kafka", 9092, "https").getUseClientMode())
                .isTrue();
        return factory.truststore()
                .getCertificate(Collections.list(factory.truststore().aliases()).get(0));
    }
}
