package io.nudger.kafka;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What went wrong in a TLS handshake with a broker, in one line that says whose certificate it was. */
final class TlsFailure {
    /** Those that speak of certificates; a broker of Kafka says {@code bad_certificate} of one that has expired. */
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w*(?:certificate|unknown_ca)\\w*)");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private TlsFailure() {}

    /** @param own the certificate of this client; null when it has none, or none is known */
    static String describe(Throwable failure, @Nullable X509Certificate own) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher alert = ALERT.matcher(String.valueOf(cause.getMessage()));
            if (alert.find()) {
                return "refuses our certificate: " + ours(alert.group(1), own);
            }
            root = cause;
        }
        return server(root);
    }

    private static String ours(String alert, @Nullable X509Certificate own) {
        if (own == null) {
            return "we have none, see ssl.keystore (" + alert + ")";
        }
        try {
            own.checkValidity();
            return "it is not signed by whom the brokers trust, see ssl.keystore (" + alert + ")";
        } catch (CertificateExpiredException e) {
            return "it expired on " + DATE.format(own.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            return "it is not valid before " + DATE.format(own.getNotBefore().toInstant());
        }
    }

    private static String server(Throwable root) {
        String message = root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage().lines().findFirst().orElse("");
        if (root instanceof CertPathBuilderException) {
            return "shows a certificate that is not signed by whom we trust, see ssl.truststore";
        }
        if (root instanceof CertificateExpiredException) {
            return "shows a certificate that has expired (" + message + ")";
        }
        if (root instanceof CertificateException) {
            return "shows a certificate that we do not accept: " + message;
        }
        return "the TLS handshake failed: " + message;
    }
}
