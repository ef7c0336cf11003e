package io.nudger.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What a certificate is to say, the wrong included.
 *
 * @param subject whom it is about
 * @param keys the keys of the subject
 * @param notBefore since when it is valid
 * @param notAfter until when it is valid
 * @param hosts the DNS names and IP addresses it is for; none leaves them out
 * @param authority whether it may sign others
 * @param clientsOnly whether it is for clients and not for servers
 */
public record CertificateOrder(
        X500Principal subject,
        KeyPair keys,
        Instant notBefore,
        Instant notAfter,
        List<String> hosts,
        boolean authority,
        boolean clientsOnly) {
    /** Before an address that is to be written as if it were a name. */
    public static final String AS_NAME = "DNS:";

    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final Duration LIFE = Duration.ofDays(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new elliptic key and a certificate that is good for a month. */
    public static CertificateOrder of(String commonName, String... hosts) {
        Instant now = Instant.now();
        return new CertificateOrder(
                new X500Principal("CN=" + commonName),
                ellipticKeys(),
                now.minus(CLOCK_SKEW),
                now.plus(LIFE),
                List.of(hosts),
                false,
                false);
    }

    /** Valid until then; when that is past, for a month before. */
    public CertificateOrder until(Instant end) {
        Instant begin = end.minus(LIFE).isBefore(notBefore) ? end.minus(LIFE) : notBefore;
        return new CertificateOrder(subject, keys, begin, end, hosts, authority, clientsOnly);
    }

    /** Valid from then on, for a month. */
    public CertificateOrder from(Instant begin) {
        return new CertificateOrder(subject, keys, begin, begin.plus(LIFE), hosts, authority, clientsOnly);
    }

    public CertificateOrder with(KeyPair others) {
        return new CertificateOrder(subject, others, notBefore, notAfter, hosts, authority, clientsOnly);
    }

    public CertificateOrder forClientsOnly() {
        return new CertificateOrder(subject, keys, notBefore, notAfter, hosts, authority, true);
    }

    CertificateOrder asAuthority() {
        return new CertificateOrder(subject, keys, notBefore, notAfter, hosts, true, clientsOnly);
    }

    /** RSA keys of this size. */
    public static KeyPair rsaKeys(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The keys of Edwards: Ed25519. */
    public static KeyPair edwardsKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ellipticKeys() {
        return ellipticKeys("secp256r1");
    }

    /** Keys on this curve. */
    public static KeyPair ellipticKeys(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate, signed by this issuer. */
    X509Certificate sign(X500Principal issuer, KeyPair issuerKeys, String digest) {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(64, RANDOM),
                Date.from(notBefore),
                Date.from(notAfter),
                subject,
                keys.getPublic());
        String algorithm = digest + (issuerKeys.getPrivate().getAlgorithm().equals("EC") ? "withECDSA" : "withRSA");
        try {
            if (authority) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            }
            if (clientsOnly) {
                builder.addExtension(
                        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            }
            if (!hosts.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames());
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(algorithm).build(issuerKeys.getPrivate())));
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private GeneralNames alternativeNames() {
        return new GeneralNames(hosts.stream()
                .map(host -> host.startsWith(AS_NAME)
                        ? new GeneralName(GeneralName.dNSName, host.substring(AS_NAME.length()))
                        : new GeneralName(
                                host.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
    }
}
