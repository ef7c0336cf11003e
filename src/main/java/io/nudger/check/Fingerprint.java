package io.nudger.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** The short hash of a target as configured: that of its {@link ConfigText}. */
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

    /** A hash that changes when the configuration of the target changes, and that does not give its secrets away. */
    static long of(Target target) {
        byte[] text = ConfigText.of(target).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.digest(text)).getLong();
    }

    /** The version of the format and sixteen hexadecimal digits. */
    static String format(long fingerprint) {
        return ConfigText.VERSION + "-" + HexFormat.of().toHexDigits(fingerprint);
    }
}
