package io.nudger.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nudger.document.Refusal;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final String OTHER_FORM =
            "holds no private key in PKCS#8 without a password: wanted BEGIN PRIVATE KEY,"
                    + " found BEGIN %s; convert it with openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pk8";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "secp256r1", "secp384r1", "secp521r1", "Ed25519"})
    void keysInPkcs8AreRead(String kind) throws Exception {
        PrivateKey key = privateKey(kind);
        Path file = write("Bag Attributes\n" + pem("PRIVATE KEY", key.getEncoded()));

        assertThat(Pem.key(file)).isEqualTo(key);
        assertThatCode(() -> Pem.requirePkcs8(Files.readString(file))).doesNotThrowAnyException();
    }

    /** With what they hold, and with the way out: real keys as OpenSSL wrote them before version 3. */
    @ParameterizedTest
    @ValueSource(strings = {"RSA", "secp256r1"})
    void keysInOtherFormsAreRefused(String kind) throws Exception {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(privateKey(kind).getEncoded());
        String form = kind.equals("RSA") ? "RSA PRIVATE KEY" : "EC PRIVATE KEY";
        Path file = write(pem(form, info.parsePrivateKey().toASN1Primitive().getEncoded()));

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> assertThat(Pem.key(file)).isNull())
                .withMessage(OTHER_FORM, form);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Pem.requirePkcs8(Files.readString(file)))
                .withMessage(OTHER_FORM, form);
    }

    /** Kafka has a property for the password. */
    @Test
    void aKeyWithAPasswordIsForKafkaAlone() throws Exception {
        Path file = write(pem("ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0}));

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> assertThat(Pem.key(file)).isNull())
                .withMessage(OTHER_FORM, "ENCRYPTED PRIVATE KEY");
        assertThatCode(() -> Pem.requirePkcs8(Files.readString(file))).doesNotThrowAnyException();
    }

    @Test
    void aKeyBelongsToItsCertificateAlone() {
        CertificateAuthority authority = CertificateAuthority.create("Root");
        Identity one = authority.issue("one", Instant.now().plus(Duration.ofDays(1)), "one.test");
        Identity other = authority.issue("other", Instant.now().plus(Duration.ofDays(1)), "other.test");
        assertThat(Pem.belong(one.key(), one.certificate())).isTrue();
        assertThat(Pem.belong(one.key(), other.certificate())).isFalse();
    }

    @Test
    void aFileHoldsSeveralCertificates() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create("Root");
        Identity one = authority.issue("one", Instant.now().plus(Duration.ofDays(1)), "one.test");
        Path file = write("subject=one\n" + one.certificatePem() + "\n\n" + authority.pem());
        assertThat(Pem.certificates(file)).containsExactly(one.certificate(), authority.certificate());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PRIVATE KEY | MAA= | holds a private key that is none of RSA, EC or EdDSA, or is broken",
                "PRIVATE KEY | '' | holds a private key that is none of RSA, EC or EdDSA, or is broken",
                "CERTIFICATE | MAA= | holds no private key in PEM (-----BEGIN PRIVATE KEY-----)",
            })
    void whatIsNoKeyIsRefused(String type, String content, String reason) throws IOException {
        Path file = write("-----BEGIN " + type + "-----\n" + content + "\n-----END " + type + "-----\n");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> assertThat(Pem.key(file)).isNull())
                .withMessage(reason);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("file.pem"), text);
    }

    private static PrivateKey privateKey(String kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.startsWith("secp") ? "EC" : kind);
        if (kind.startsWith("secp")) {
            generator.initialize(new ECGenParameterSpec(kind));
        }
        return generator.generateKeyPair().getPrivate();
    }

    private static String pem(String form, byte[] content) {
        return "-----BEGIN " + form + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + form
                + "-----\n";
    }
}
