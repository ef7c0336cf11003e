package io.nudger.support;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What is wrong with a certificate, in words: of sites, brokers and databases alike, and of our own. */
public final class CertificateFaults {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private CertificateFaults() {}

    /** {@code expired on ...} or {@code is not valid before ...}; null when it is valid now. */
    public static @Nullable String validity(X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return "expired on " + DATE.format(end);
        }
        Instant begin = certificate.getNotBefore().toInstant();
        return now.isBefore(begin) ? "is not valid before " + DATE.format(begin) : null;
    }

    /**
     * What a server that we depend on does wrong.
     *
     * @param failure that of the handshake
     * @param trust the setting that says whom we trust
     * @return {@code shows a certificate that ...}; null when the failure is none of these
     */
    public static @Nullable String ofServer(Throwable failure, String trust) {
        CertificateExpiredException expired = Causes.find(failure, CertificateExpiredException.class);
        if (expired != null) {
            return "shows a certificate that has expired (" + Causes.line(expired) + ")";
        }
        return Causes.find(failure, CertPathBuilderException.class) == null
                ? null
                : "shows a certificate that is not signed by whom we trust, see " + trust;
    }
}
