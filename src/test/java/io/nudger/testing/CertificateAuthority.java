package io.nudger.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that nobody trusts unless told to; it lives and dies with the JVM. */
public final class CertificateAuthority {
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String TRUST_STORE_PASSWORD = "changeit";

    private final X500Principal name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private CertificateAuthority(X500Principal name, KeyPair keys, X509Certificate certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** A new authority with a key of its own. */
    public static CertificateAuthority create(String commonName) {
        X500Principal name = new X500Principal("CN=" + commonName);
        KeyPair keys = newKeys();
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder =
                builder(name, now.minus(CLOCK_SKEW), now.plus(Duration.ofDays(30)), name, keys);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return new CertificateAuthority(name, keys, sign(builder, keys.getPrivate()));
    }

    /**
     * A key and a certificate for it.
     *
     * @param commonName its subject
     * @param notAfter when it expires; may be past, for certificates that are to be refused
     * @param hosts the DNS names and IP addresses it is for
     */
    public Identity issue(String commonName, Instant notAfter, String... hosts) {
        KeyPair subject = newKeys();
        Instant notBefore = notAfter.minus(Duration.ofDays(30));
        Instant recently = Instant.now().minus(CLOCK_SKEW);
        JcaX509v3CertificateBuilder builder = builder(
                name,
                notBefore.isBefore(recently) ? notBefore : recently,
                notAfter,
                new X500Principal("CN=" + commonName),
                subject);
        try {
            builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(hosts));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return new Identity(subject.getPrivate(), sign(builder, keys.getPrivate()));
    }

    /** As {@link #issue(String, Instant, String...)}, with a month to go. */
    public Identity issue(String commonName, String... hosts) {
        return issue(commonName, Instant.now().plus(Duration.ofDays(30)), hosts);
    }

    /** A key and a certificate that is signed by that key alone. */
    public static Identity selfSigned(String commonName, String... hosts) {
        KeyPair keys = newKeys();
        X500Principal name = new X500Principal("CN=" + commonName);
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder =
                builder(name, now.minus(CLOCK_SKEW), now.plus(Duration.ofDays(30)), name, keys);
        try {
            builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(hosts));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return new Identity(keys.getPrivate(), sign(builder, keys.getPrivate()));
    }

    /** The certificate that a client has to trust. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** {@link #certificate()} as PEM. */
    public String pem() {
        return pemOf(certificate);
    }

    /** The options of a JVM that trusts this authority and no other; its trust store is written to this directory. */
    public String[] trustedBy(Path directory) {
        Path file = directory.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", certificate);
            store.store(out, TRUST_STORE_PASSWORD.toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
        return new String[] {
            "-Djavax.net.ssl.trustStore=" + file, "-Djavax.net.ssl.trustStorePassword=" + TRUST_STORE_PASSWORD
        };
    }

    private static GeneralNames alternativeNames(String... hosts) {
        return new GeneralNames(Arrays.stream(hosts)
                .map(host -> new GeneralName(
                        host.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Principal issuer, Instant notBefore, Instant notAfter, X500Principal subject, KeyPair keys) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(64, RANDOM),
                Date.from(notBefore),
                Date.from(notAfter),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pemOf(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    /**
     * Who a server or client says it is.
     *
     * @param key the private key
     * @param certificate the certificate, signed by the authority itself
     */
    public record Identity(PrivateKey key, X509Certificate certificate) {
        /** The key as PKCS#8 PEM. */
        public String keyPem() {
            return pem("PRIVATE KEY", key.getEncoded());
        }

        /** The certificate as PEM. */
        public String certificatePem() {
            return pemOf(certificate);
        }

        /** What a server that is this identity does its TLS with. */
        public SSLContext serverContext() {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("identity", key, new char[0], new X509Certificate[] {certificate});
                KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
                keys.init(store, new char[0]);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(keys.getKeyManagers(), null, RANDOM);
                return context;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
