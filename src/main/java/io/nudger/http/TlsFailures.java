package io.nudger.http;

import io.netty.handler.ssl.NotSslRecordException;
import io.nudger.check.FailureReason;
import io.nudger.check.Wording;
import io.nudger.evaluate.Failure;
import io.nudger.support.Causes;
import io.nudger.support.CertificateFaults;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says for people why a TLS handshake failed. */
final class TlsFailures {
    private static final int MAX_NAMES = 5;
    private static final int MAX_NAME = 200;
    private static final Pattern OPENSSL =
            Pattern.compile("error:\\p{XDigit}+:[^:]*:[^:]*:((?:SSLV3|TLSV1)_ALERT_)?(\\w+)");

    /** How either engine, or the server, says that there is no version that both speak. */
    private static final Pattern TOO_OLD = Pattern.compile(
            "(?i)protocol_version|unsupported_protocol|selected protocol version|no appropriate protocol");

    /** How the Java platform begins to say that a certificate is for other names; no class of exception says it. */
    private static final List<String> OTHER_NAME = List.of("No subject alternative", "No name matching");

    /** How it says that nobody who is trusted issued a certificate. */
    private static final String UNTRUSTED = "unable to find valid certification path";

    /** What the server itself said of the handshake. */
    private static final String ALERT = "Received fatal alert: ";

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
            why = "what it sent is not TLS";
        } else if (Causes.find(cause, ClosedChannelException.class) != null) {
            why = "it closed the connection";
        } else {
            why = plain(FailureClassifier.innermost(cause));
        }
        return new Failure(
                FailureReason.TLS,
                "The TLS handshake with " + server + " failed" + after + ": " + why + ".",
                foreign || why.contains(ALERT));
    }

    /** What an engine says, for people. */
    static String plain(String said) {
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
        if (OTHER_NAME.stream().anyMatch(platform::startsWith)) {
            faults.add("it is for " + names(leaf) + ", not for " + host);
        }
        if (platform.contains(UNTRUSTED)) {
            faults.add(untrusted(chain));
        }
        return faults.isEmpty() ? FailureClassifier.innermost(rejection) : String.join("; ", faults);
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

    private static String names(X509Certificate certificate) {
        Collection<List<?>> alternatives;
        try {
            alternatives = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            alternatives = null;
        }
        if (alternatives == null) {
            return shown(certificate.getSubjectX500Principal());
        }
        List<String> names = alternatives.stream()
                .flatMap(alternative -> Stream.of(alternative.get(1)))
                .map(TlsFailures::shown)
                .toList();
        String some = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
        return names.size() > MAX_NAMES ? some + " and " + (names.size() - MAX_NAMES) + " more" : some;
    }
}
