package io.nudger.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

/**
 * Keys and certificates of one test, in a directory as their owners keep them: PEM, keys for the owner alone to read. They
 * are replaced as programs that renew certificates do it: at once and whole.
 */
public final class CertificateFiles {
    private static final Duration VALIDITY = Duration.ofDays(30);

    private final Path directory;

    /** Files in this directory. */
    public CertificateFiles(Path directory) {
        this.directory = directory;
    }

    /** The path of the file with this name, whether it is there or not. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    /** Writes the certificate of an authority to {@code <name>.pem}. */
    public void trust(String name, CertificateAuthority authority) {
        write(name + ".pem", authority.pem());
    }

    /** Writes {@code <name>.key}, {@code <name>.pem} and, for who wants both in one, {@code <name>.both.pem}. */
    public void issue(String name, CertificateAuthority authority, String... hosts) {
        write(name, authority.issue(name, Instant.now().plus(VALIDITY), hosts));
    }

    /** As {@link #issue}, long expired. */
    public void issueExpired(String name, CertificateAuthority authority, String... hosts) {
        write(name, authority.issue(name, Instant.now().minus(VALIDITY), hosts));
    }

    /** Puts this text into a file that its owner alone may read. */
    public void write(String name, String text) {
        Path file = path(name);
        Path fresh = path("." + name);
        try {
            Files.writeString(fresh, text);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes this file away. */
    public void remove(String name) {
        try {
            Files.delete(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, CertificateAuthority.Identity identity) {
        write(name + ".key", identity.keyPem());
        write(name + ".pem", identity.certificatePem());
        write(name + ".both.pem", identity.keyPem() + identity.certificatePem());
    }
}
