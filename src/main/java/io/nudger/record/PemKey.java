package io.nudger.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** A private key in a PEM file. */
final class PemKey {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private PemKey() {}

    /** The algorithm that the key is for, because JDBC wants to be told; RSA when it cannot be seen. Blocks. */
    static String algorithm(String file) {
        byte[] key = read(file);
        return ALGORITHMS.stream()
                .filter(algorithm -> isKeyOf(algorithm, key))
                .findFirst()
                .orElse(ALGORITHMS.get(0));
    }

    private static boolean isKeyOf(String algorithm, byte[] key) {
        try {
            return KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(key))
                            .getEncoded()
                            .length
                    > 0;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** What stands between the lines of dashes; nothing when there is no such file: who opens it next will tell. */
    private static byte[] read(String file) {
        try {
            String pem = Files.readString(Path.of(file));
            return Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
        } catch (IOException | IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
