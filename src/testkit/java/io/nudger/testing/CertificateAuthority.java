package io.nudger.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;

/** A certificate authority that nobody trusts unless told to; it lives and dies with the JVM. */
public final class CertificateAuthority {
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String TRUST_STORE_PASSWORD = "changeit";

    private final X500Principal name;
    private final KeyPair keys;
    private final String digest;
    private final X509Certificate certificate;

    /** What has to be shown with a certificate, so that a client that knows the root only can follow; the issuer first. */
    private final List<X509Certificate> chain;

    private CertificateAuthority(
            X500Principal name, KeyPair keys, String digest, X509Certificate certificate, List<X509Certificate> chain) {
        this.name = name;
        this.keys = keys;
        this.digest = digest;
        this.certificate = certificate;
        this.chain = chain;
    }

    /** A new authority with a key of its own. */
    public static CertificateAuthority create(String commonName) {
        return create(CertificateOrder.of(commonName), "SHA256");
    }

    /**
     * A new authority.
     *
     * @param order what its certificate says
     * @param digest what its signatures are made with: {@code SHA256}, {@code MD5}
     */
    public static CertificateAuthority create(CertificateOrder order, String digest) {
        CertificateOrder root = order.asAuthority();
        X509Certificate certificate = root.sign(root.subject(), root.keys(), digest);
        return new CertificateAuthority(root.subject(), root.keys(), digest, certificate, List.of());
    }

    /** An authority that this one answers for, and that shows its own certificate with those that it issues. */
    public CertificateAuthority subordinate(CertificateOrder order) {
        return below(order.asAuthority());
    }

    /** One that issues certificates as a subordinate does, although its own does not say that it may. */
    public CertificateAuthority impostor(CertificateOrder order) {
        return below(order);
    }

    private CertificateAuthority below(CertificateOrder order) {
        X509Certificate signed = order.sign(name, keys, digest);
        return new CertificateAuthority(
                order.subject(),
                order.keys(),
                digest,
                signed,
                Stream.concat(Stream.of(signed), chain.stream()).toList());
    }

    /** A key and a certificate for it. */
    public Identity issue(CertificateOrder order) {
        return new Identity(order.keys().getPrivate(), order.sign(name, keys, digest), chain);
    }

    /**
     * A key and a certificate for it.
     *
     * @param commonName its subject
     * @param notAfter when it expires; may be past, for certificates that are to be refused
     * @param hosts the DNS names and IP addresses it is for
     */
    public Identity issue(String commonName, Instant notAfter, String... hosts) {
        return issue(CertificateOrder.of(commonName, hosts).until(notAfter));
    }

    /** As {@link #issue(String, Instant, String...)}, with a month to go. */
    public Identity issue(String commonName, String... hosts) {
        return issue(CertificateOrder.of(commonName, hosts));
    }

    /** A key and a certificate that is signed by that key alone. */
    public static Identity selfSigned(String commonName, String... hosts) {
        CertificateOrder order = CertificateOrder.of(commonName, hosts);
        return new Identity(order.keys().getPrivate(), order.sign(order.subject(), order.keys(), "SHA256"), List.of());
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
     * @param certificate the certificate
     * @param issuers what is shown with it: the authorities between it and the root, the nearest first
     */
    public record Identity(PrivateKey key, X509Certificate certificate, List<X509Certificate> issuers) {
        /** The same, but it shows nothing but its own certificate. */
        public Identity alone() {
            return new Identity(key, certificate, List.of());
        }

        /** The same, but it shows this certificate too: that of a root, which nobody has to show. */
        public Identity showing(X509Certificate root) {
            return new Identity(
                    key,
                    certificate,
                    Stream.concat(issuers.stream(), Stream.of(root)).toList());
        }

        private X509Certificate[] chain() {
            return Stream.concat(Stream.of(certificate), issuers.stream()).toArray(X509Certificate[]::new);
        }

        /** The key as PKCS#8 PEM. */
        public String keyPem() {
            return pem("PRIVATE KEY", key.getEncoded());
        }

        /** The certificate as PEM, followed by those that are shown with it. */
        public String certificatePem() {
            return Arrays.stream(chain()).map(CertificateAuthority::pemOf).collect(Collectors.joining());
        }

        /** What a server that is this identity does its TLS with. */
        public SSLContext serverContext() {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("identity", key, new char[0], chain());
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
