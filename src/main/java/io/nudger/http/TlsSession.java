package io.nudger.http;

import io.nudger.check.CertificateInfo;
import io.nudger.check.Wording;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS handshake revealed, whether it was accepted or not.
 *
 * @param protocol the version of the protocol: {@code TLSv1.3}
 * @param cipher the cipher suite; {@link #UNKNOWN} when the handshake ended before it was known
 * @param chain the certificates that the server presented, its own first
 * @param firstNeeded of the certificates that were needed to accept it, the one that expires first; null when it was not
 *     accepted, or there was none
 */
public record TlsSession(
        String protocol, String cipher, List<X509Certificate> chain, @Nullable X509Certificate firstNeeded) {
    /** In the place of a cipher suite. */
    public static final String UNKNOWN = "unknown";

    private static final int MAX_NAME = 1_000;

    public TlsSession {
        chain = List.copyOf(chain);
    }

    static TlsSession of(SSLSession session, WitnessTrustManager trust) {
        List<X509Certificate> chain;
        try {
            chain = Arrays.stream(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            chain = List.of();
        }
        return new TlsSession(session.getProtocol(), session.getCipherSuite(), chain, trust.firstNeeded(chain));
    }

    /** What is recorded of the server's own certificate; null when it presented none. */
    public @Nullable CertificateInfo certificate() {
        if (chain.isEmpty()) {
            return null;
        }
        X509Certificate leaf = chain.get(0);
        return new CertificateInfo(
                leaf.getNotAfter().toInstant(),
                sha256(leaf),
                shown(leaf.getIssuerX500Principal()),
                shown(leaf.getSubjectX500Principal()),
                protocol,
                cipher.equals(UNKNOWN) ? null : cipher);
    }

    private static String shown(X500Principal name) {
        return Wording.excerpt(name.getName(X500Principal.RFC2253), MAX_NAME);
    }

    /** When the first certificate of all that were sent expires; null when there is none. */
    public @Nullable Instant earliestExpiry() {
        return chain.isEmpty()
                ? null
                : CertificatePath.firstSent(chain).getNotAfter().toInstant();
    }

    /** When the first certificate of those that were needed expires; null when there is none. */
    public @Nullable Instant pathExpiry() {
        return firstNeeded == null ? null : firstNeeded.getNotAfter().toInstant();
    }

    /** Whose certificate expires first of those that were needed; null when it is the server's own. */
    @Nullable String issuerToExpire() {
        return firstNeeded == null || firstNeeded.equals(chain.get(0))
                ? null
                : shown(firstNeeded.getSubjectX500Principal());
    }

    /** The names in the chain only; a certificate as a whole fills a page. */
    @Override
    public String toString() {
        return "TlsSession[" + protocol + ", " + cipher + ", "
                + chain.stream().map(X509Certificate::getSubjectX500Principal).toList() + "]";
    }

    private static String sha256(Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be hashed", e);
        }
    }
}
