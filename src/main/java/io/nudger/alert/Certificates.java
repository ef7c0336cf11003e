package io.nudger.alert;

import io.nudger.check.Text;
import io.nudger.config.Alerts;
import io.nudger.config.CertificateAlerts;
import io.nudger.receivers.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Certificates that expire: each threshold once for a certificate, so that a renewed one begins anew. Of several thresholds
 * that have passed the nearest counts. A certificate of another authority than the one before is news by itself.
 */
final class Certificates {
    private final CertificateAlerts config;
    private final Alerts alerts;
    private final Mailbox mailbox;
    private final NewsWriter writer;
    private final Instant now;

    Certificates(Alerts alerts, Mailbox mailbox, NewsWriter writer, Instant now) {
        this.config = alerts.certificates();
        this.alerts = alerts;
        this.mailbox = mailbox;
        this.writer = writer;
        this.now = now;
    }

    void announce(List<CertificateSeen> certificates, Targets targets) {
        for (CertificateSeen certificate : certificates) {
            Subject subject = targets.of(certificate.target());
            if (subject != null
                    && subject.current() != null
                    && config.match().matches(subject.name(), subject.group(), subject.labels())) {
                announce(subject, certificate);
            }
        }
    }

    private void announce(Subject subject, CertificateSeen certificate) {
        String previous = certificate.previousIssuer();
        if (previous != null && !authority(previous).equals(authority(certificate.issuer()))) {
            send(
                    subject,
                    certificate,
                    "issuer",
                    "the certificate has another issuer: " + certificate.issuer() + "; before it was " + previous);
        }
        Duration left = Duration.between(now, certificate.notAfter());
        if (left.isNegative() || left.isZero()) {
            send(subject, certificate, "expired", "the certificate expired on " + day(certificate));
            return;
        }
        config.days().stream()
                .filter(days -> left.compareTo(Duration.ofDays(days)) <= 0)
                .findFirst()
                .ifPresent(days -> send(
                        subject,
                        certificate,
                        days.toString(),
                        "the certificate expires in " + Text.duration(left) + ", on " + day(certificate)));
    }

    /** Whose it is: an authority signs with several certificates, by turns, and each has a name of its own. */
    private static String authority(String issuer) {
        try {
            return new LdapName(issuer)
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("O"))
                            .map(part -> part.getValue().toString())
                            .findFirst()
                            .orElse(issuer);
        } catch (InvalidNameException e) {
            return issuer;
        }
    }

    private void send(Subject subject, CertificateSeen certificate, String number, String note) {
        String thread = subject.name() + "/" + certificate.sha256();
        News news = writer.of(subject, thread).withNote(note);
        String key = Keys.key(thread, Kind.CERTIFICATE, number);
        for (String receiver : config.to()) {
            mailbox.add(
                    subject, receiver, key, Kind.CERTIFICATE, alerts.defaults().groupWait(), news);
        }
    }

    private static String day(CertificateSeen certificate) {
        return certificate.notAfter().toString().substring(0, 10);
    }
}
