package io.nudger.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nudger.document.Refusal;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "secp256r1", "secp384r1", "secp521r1", "Ed25519"})
    void keysAreReadAsOpensslWritesThem(String kind) throws Exception {
        PrivateKey key = keys(kind).getPrivate();
        assertThat(Pem.key(write(pkcs8(key)))).isEqualTo(key);
        if (!kind.startsWith("Ed")) {
            String older = older(key);
            assertThat(older).containsPattern("BEGIN (RSA|EC) PRIVATE KEY");
            PrivateKey read = Pem.key(write("Bag Attributes\n" + older));
            assertThat(secretOf(read)).isEqualTo(secretOf(key));
        }
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
                "ENCRYPTED PRIVATE KEY | MAA= | holds a key with a password; openssl pkey -in FILE takes it away",
                "RSA PRIVATE KEY | Proc-Type: 4,ENCRYPTED | holds a key with a password; openssl pkey -in FILE takes it away",
                "PRIVATE KEY | MAA= | holds a private key that is none of RSA, EC or EdDSA, or is broken",
                "EC PRIVATE KEY | MAA= | holds a key that does not name its curve; openssl pkey -in FILE adds it",
                "EC PRIVATE KEY | MIQ= | holds a key that does not name its curve; openssl pkey -in FILE adds it",
                "RSA PRIVATE KEY | '' | holds a private key that is none of RSA, EC or EdDSA, or is broken",
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

    private static KeyPair keys(String kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.startsWith("secp") ? "EC" : kind);
        if (kind.startsWith("secp")) {
            generator.initialize(new ECGenParameterSpec(kind));
        }
        return generator.generateKeyPair();
    }

    private static BigInteger secretOf(PrivateKey key) {
        return key instanceof java.security.interfaces.ECPrivateKey curved
                ? curved.getS()
                : ((RSAPrivateKey) key).getPrivateExponent();
    }

    private static String pkcs8(PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** With the name of the curve, as OpenSSL has it. */
    private static byte[] sec1(java.security.interfaces.ECPrivateKey key) throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
        int bits = key.getParams().getOrder().bitLength();
        return new ECPrivateKey(bits, key.getS(), info.getPrivateKeyAlgorithm().getParameters()).getEncoded();
    }

    private static String older(PrivateKey key) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            if (key instanceof java.security.interfaces.ECPrivateKey curved) {
                writer.writeObject(new PemObject("EC PRIVATE KEY", sec1(curved)));
            } else {
                writer.writeObject(key);
            }
        }
        return text.toString();
    }
}
