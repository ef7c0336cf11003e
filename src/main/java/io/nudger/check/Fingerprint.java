package io.nudger.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** The short hash of a target as configured. */
final class Fingerprint {
    private static final int BYTES = 8;

    private Fingerprint() {}

    /** Sixteen hexadecimal digits of the hash of a certificate. */
    static String of(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(Sha256.digest(certificate.getEncoded()), 0, BYTES);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be hashed", e);
        }
    }

    /**
     * A hash that changes when the configuration of the target changes. The values of request headers
     * are left out, only their names count: they may be secrets, and a hash that everybody can read would let them be
     * guessed.
     */
    static long of(Target target) {
        String text = String.join(
                "\n",
                target.name(),
                target.address(),
                target.interval().toString(),
                target.timeout().toString(),
                target.request().toString(),
                target.expectation().toString(),
                target.failures().toString(),
                target.labels().toString(),
                Boolean.toString(target.enabled()));
        return ByteBuffer.wrap(Sha256.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** Its sixteen hexadecimal digits. */
    static String format(long fingerprint) {
        return HexFormat.of().toHexDigits(fingerprint);
    }
}
