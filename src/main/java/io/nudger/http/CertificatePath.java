package io.nudger.http;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that were needed to accept that of a server: from its own to one that somebody signed who is trusted.
 * What else the server sent, such as the expired half of a cross-signature, is no part of it.
 */
final class CertificatePath {
    private static final Comparator<X509Certificate> BY_END = Comparator.comparing(X509Certificate::getNotAfter);

    private CertificatePath() {}

    /** The one that expires first of those that were sent, which are one at least. */
    static X509Certificate firstSent(List<X509Certificate> chain) {
        X509Certificate first = chain.get(0);
        for (X509Certificate certificate : chain) {
            if (BY_END.compare(certificate, first) < 0) {
                first = certificate;
            }
        }
        return first;
    }

    /**
     * The one that expires first of those that were needed. Signatures are verified only when it is not plain which it is.
     *
     * @param chain what the server sent, its own first; one at least
     * @param trusted who is trusted
     */
    static X509Certificate firstNeeded(List<X509Certificate> chain, List<X509Certificate> trusted) {
        X509Certificate first = chain.get(0);
        if (firstSent(chain).equals(first)) {
            return first;
        }
        List<X509Certificate> path = new ArrayList<>(chain.size());
        X509Certificate last = first;
        path.add(last);
        while (trusted.isEmpty() || issuerOf(last, trusted, List.of()) == null) {
            X509Certificate issuer = issuerOf(last, chain, path);
            if (issuer == null) {
                break;
            }
            path.add(issuer);
            last = issuer;
        }
        return firstSent(path);
    }

    /** Of several, the one that is valid for longest. */
    private static @Nullable X509Certificate issuerOf(
            X509Certificate certificate, List<X509Certificate> candidates, List<X509Certificate> but) {
        X500Principal issuer = certificate.getIssuerX500Principal();
        return candidates.stream()
                .filter(candidate -> candidate.getSubjectX500Principal().equals(issuer))
                .filter(candidate -> !but.contains(candidate) && signed(candidate, certificate))
                .max(BY_END)
                .orElse(null);
    }

    private static boolean signed(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
