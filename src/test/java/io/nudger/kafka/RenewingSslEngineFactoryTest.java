package io.nudger.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateFiles;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.util.Collections;
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

    private RenewingSslEngineFactory factory() {
        RenewingSslEngineFactory factory = new RenewingSslEngineFactory();
        factory.configure(new AdminClientConfig(Map.of(
                        "bootstrap.servers", "kafka:9092",
                        "security.protocol", "SSL",
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.location", files.path("ca.pem").toString()))
                .values());
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
