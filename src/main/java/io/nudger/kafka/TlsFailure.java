package io.nudger.kafka;

import io.nudger.support.Causes;
import io.nudger.support.CertificateFaults;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What went wrong in a TLS handshake with a broker, in one line that says whose certificate it was. */
final class TlsFailure {
    /** Those that speak of certificates; a broker of Kafka says {@code bad_certificate} of one that has expired. */
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w*(?:certificate|unknown_ca)\\w*)");

    private TlsFailure() {}

    /** @param own the certificate of this client; null when it has none, or none is known */
    static String describe(Throwable failure, @Nullable X509Certificate own) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher alert = ALERT.matcher(String.valueOf(cause.getMessage()));
            if (alert.find()) {
                return "refuses our certificate: " + ours(alert.group(1), own);
            }
        }
        return server(failure);
    }

    private static String ours(String alert, @Nullable X509Certificate own) {
        if (own == null) {
            return "we have none, see ssl.keystore (" + alert + ")";
        }
        String invalid = CertificateFaults.validity(own, Instant.now());
        return invalid == null
                ? "it is not signed by whom the brokers trust, see ssl.keystore (" + alert + ")"
                : "it " + invalid;
    }

    private static String server(Throwable failure) {
        String fault = CertificateFaults.ofServer(failure, "ssl.truststore");
        if (fault != null) {
            return fault;
        }
        Throwable root = Causes.root(failure);
        return (root instanceof CertificateException
                        ? "shows a certificate that we do not accept: "
                        : "the TLS handshake failed: ")
                + Causes.line(root);
    }
}
