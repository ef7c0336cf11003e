package io.nudger.record;

import io.nudger.support.Causes;
import io.nudger.support.CertificateFaults;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Finds out whose certificate it was that a connection failed for. Of every handshake that failed the Vert.x client says
 * the same three words, and JDBC says that a pipe is broken when the server refused our certificate.
 */
final class TlsTrouble {
    private static final String HANDSHAKE = "SSL handshake failed";
    /** How the driver begins to say that the names in a certificate are others. */
    private static final String OTHER_HOST = "The hostname ";

    private TlsTrouble() {}

    /** The failure itself, or an {@link IllegalStateException} that says more. Blocks. */
    static Throwable explain(PgOptions options, Throwable failure) {
        if (Causes.find(failure, PgException.class) != null) {
            return failure;
        }
        String ours = ownFault(options.certificate());
        if (ours != null) {
            return new IllegalStateException(ours);
        }
        if (HANDSHAKE.equals(failure.getMessage())) {
            return theirFault(askJdbc(options, failure));
        }
        return theirFault(failure);
    }

    private static @Nullable String ownFault(@Nullable String file) {
        if (file == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            Certificate own = CertificateFactory.getInstance("X.509").generateCertificate(in);
            return own instanceof X509Certificate certificate ? validity(certificate, file) : null;
        } catch (NoSuchFileException e) {
            return "the file " + file + " does not exist";
        } catch (IOException | CertificateException e) {
            return "the file " + file + " holds no certificate that can be read: " + e.getMessage();
        }
    }

    private static @Nullable String validity(X509Certificate own, String file) {
        String invalid = CertificateFaults.validity(own, Instant.now());
        return invalid == null ? null : "our certificate " + file + " " + invalid;
    }

    private static Throwable theirFault(Throwable failure) {
        String fault = CertificateFaults.ofServer(failure, "sslrootcert");
        if (fault != null) {
            return new IllegalStateException("the server " + fault);
        }
        PSQLException refused = Causes.find(failure, PSQLException.class);
        if (refused != null && String.valueOf(refused.getMessage()).startsWith(OTHER_HOST)) {
            return new IllegalStateException(
                    "the server shows a certificate that is for another host than that of the uri");
        }
        return failure;
    }

    private static Throwable askJdbc(PgOptions options, Throwable failure) {
        try {
            DriverManager.getConnection(options.jdbcUrl(), options.jdbcProperties())
                    .close();
            return failure;
        } catch (SQLException reason) {
            return reason;
        }
    }
}
