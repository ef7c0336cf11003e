package io.nudger.http;

import io.netty.handler.ssl.NotSslRecordException;
import io.nudger.check.FailureReason;
import io.nudger.check.Wording;
import io.nudger.evaluate.Failure;
import io.nudger.support.Causes;
import io.nudger.support.CertificateFaults;
import java.nio.channels.ClosedChannelException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says for people why a TLS handshake failed. */
final class TlsFailures {
    private static final int MAX_NAMES = 5;
    private static final int MAX_NAME = 200;
    private static final Pattern OPENSSL =
            Pattern.compile("error:\\p{XDigit}+:[^:]*:[^:]*:((?:SSLV3|TLSV1)_ALERT_)?(\\w+)");

    /** How either engine, or the server, says that there is no version that both speak. */
    private static final Pattern TOO_OLD = Pattern.compile(
            "(?i)protocol_version|unsupported_protocol|selected protocol version|no appropriate protocol");

    /** How it says that nobody who is trusted issued a certificate. */
    private static final String UNTRUSTED = "unable to find valid certification path";

    /** What the server itself said of the handshake. */
    private static final String ALERT = "Received fatal alert: ";

    /** What it says when it was shown none, in TLS 1.3 and before. */
    private static final List<String> WANTS_CERTIFICATE =
            List.of(ALERT + "certificate_required", ALERT + "bad_certificate", ALERT + "no_certificate");

    private TlsFailures() {}

    static Failure describe(Fetch fetch, Throwable cause, String after) {
        String server = FailureClassifier.place(fetch);
        RejectedCertificateException rejection = Causes.find(cause, RejectedCertificateException.class);
        if (rejection != null && !rejection.session().chain().isEmpty()) {
            return Failure.conclusive(
                    FailureReason.TLS,
                    "The certificate of " + server + " is not accepted: "
                            + why(rejection, fetch.serverName(), Instant.now()) + ".");
        }
        boolean foreign = Causes.find(cause, NotSslRecordException.class) != null;
        String why;
        if (foreign) {
            Destination destination = fetch.destination();
            why = "what it sent is not TLS; if it speaks plain HTTP there, the URL is http://" + destination.urlHost()
                    + ":" + destination.port() + "/";
        } else if (Causes.find(cause, ClosedChannelException.class) != null) {
            why = "it closed the connection";
        } else {
            why = said(fetch, cause);
        }
        return new Failure(
                FailureReason.TLS,
                "The TLS handshake with " + server + " failed" + after + ": " + why + ".",
                foreign || why.contains(ALERT));
    }

    /** What either side said, for people, and what it may mean. */
    static String said(Fetch fetch, Throwable cause) {
        String why = plain(FailureClassifier.innermost(cause));
        if (why.endsWith(ALERT + "unrecognized_name")) {
            return why + "; it has no site with the name " + fetch.serverName() + ", see tls.server_name";
        }
        if (why.endsWith(ALERT + "no_application_protocol")) {
            return why + "; it speaks no version of HTTP that it was offered, see http_version";
        }
        return fetch.hasIdentity() ? why : why + guess(why);
    }

    /** What an alert of the server may mean to a client without a certificate. */
    private static String guess(String why) {
        if (WANTS_CERTIFICATE.stream().anyMatch(why::endsWith)) {
            return "; it wants a client certificate, see tls.cert_file";
        }
        return why.endsWith(ALERT + "handshake_failure")
                ? "; they have no cipher or signature in common, or it wants a client certificate (tls.cert_file)"
                : "";
    }

    /** What an engine says, for people. */
    private static String plain(String said) {
        String words = inWordsOfJava(said);
        return TOO_OLD.matcher(said).find()
                ? "it speaks no version of TLS that the check accepts (" + words + ")"
                : words;
    }

    /** What OpenSSL says in the words of Java, as far as it has them; anything else as it is. */
    private static String inWordsOfJava(String said) {
        Matcher openSsl = OPENSSL.matcher(said);
        if (!openSsl.matches()) {
            return said;
        }
        String error = openSsl.group(2).toLowerCase(Locale.ROOT);
        return openSsl.group(1) == null ? error.replace('_', ' ') : ALERT + error;
    }

    /** Every fault that can be named; what the Java platform said when there is none. */
    private static String why(RejectedCertificateException rejection, String host, Instant now) {
        List<X509Certificate> chain = rejection.session().chain();
        X509Certificate leaf = chain.get(0);
        String platform = String.valueOf(rejection.getMessage());
        List<String> faults = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            String whose =
                    certificate.equals(leaf) ? "it" : "its issuer " + shown(certificate.getSubjectX500Principal());
            String invalid = CertificateFaults.validity(certificate, now);
            if (invalid != null) {
                faults.add(whose + " " + invalid);
            }
        }
        if (!CertificateNames.isFor(leaf, host)) {
            faults.add(otherName(leaf, host));
        }
        if (platform.contains(UNTRUSTED)) {
            faults.add(untrusted(chain));
        }
        return faults.isEmpty() ? FailureClassifier.innermost(rejection) : String.join("; ", faults);
    }

    private static String otherName(X509Certificate leaf, String host) {
        if (CertificateNames.hasAsName(leaf, host)) {
            return "it has " + host + " as a DNS name, not as an address";
        }
        List<String> names = CertificateNames.all(leaf);
        if (names.isEmpty()) {
            return "it names nobody but " + shown(leaf.getSubjectX500Principal())
                    + " as its subject, which browsers do not accept; it needs " + host + " as an alternative name";
        }
        List<String> some =
                names.stream().limit(MAX_NAMES).map(TlsFailures::shown).toList();
        int more = names.size() - some.size();
        return "it is for " + String.join(", ", some) + (more > 0 ? " and " + more + " more" : "") + ", not for "
                + host;
    }

    private static String untrusted(List<X509Certificate> chain) {
        X509Certificate last = chain.get(chain.size() - 1);
        boolean selfSigned = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
        if (selfSigned && chain.size() == 1) {
            return "it is self-signed";
        }
        return selfSigned
                ? "its root " + shown(last.getSubjectX500Principal()) + " is not trusted"
                : "its issuer " + shown(last.getIssuerX500Principal())
                        + " is not trusted, or the server left out a certificate between";
    }

    /** Anybody can issue a certificate that says anything. */
    private static String shown(Object name) {
        return Wording.excerpt(name.toString(), MAX_NAME);
    }
}
