package io.nudger.config;

import io.nudger.document.Document;
import io.nudger.document.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in files, as OpenSSL writes them: PEM, keys in PKCS#8, PKCS#1 or SEC 1. */
final class Pem {
    private static final long MAX_BYTES = 16L << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    /** The algorithm identifier of RSA: rsaEncryption, without parameters. */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    /** The object identifier of keys on elliptic curves: ecPublicKey. */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private Pem() {}

    /** The certificates of a file, in their order; not empty. */
    static List<X509Certificate> certificates(Path file) throws Refusal {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(text(file));
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (block.find()) {
                if (block.group(1).endsWith("CERTIFICATE")) {
                    byte[] der = der(block.group(2));
                    certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
                }
            }
        } catch (CertificateException e) {
            throw new Refusal("holds a certificate that cannot be read: " + e.getMessage());
        }
        if (certificates.isEmpty()) {
            throw new Refusal("holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    /** The first private key of a file. */
    static PrivateKey key(Path file) throws Refusal {
        Matcher block = BLOCK.matcher(text(file));
        while (block.find()) {
            String type = block.group(1);
            if (type.endsWith("PRIVATE KEY")) {
                if (type.startsWith("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
                    throw new Refusal("holds a key with a password; openssl pkey -in FILE takes it away");
                }
                return key(pkcs8(type, der(block.group(2))));
            }
        }
        throw new Refusal("holds no private key in PEM (-----BEGIN PRIVATE KEY-----)");
    }

    /** Whether the private key is that of the certificate: what it signs, the certificate proves. */
    static boolean belong(PrivateKey key, X509Certificate certificate) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] message = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String text(Path file) throws Refusal {
        return new String(Document.bytes(file, MAX_BYTES), StandardCharsets.ISO_8859_1);
    }

    private static byte[] der(String base64) throws Refusal {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new Refusal("holds a block that is not Base64");
        }
    }

    /** The older forms in the wrapping of the newer one. */
    private static byte[] pkcs8(String type, byte[] content) throws Refusal {
        return switch (type) {
            case "RSA PRIVATE KEY" -> tagged(SEQUENCE, VERSION_0, RSA, tagged(OCTET_STRING, content));
            case "EC PRIVATE KEY" -> tagged(SEQUENCE, VERSION_0, curve(content), tagged(OCTET_STRING, content));
            default -> content;
        };
    }

    private static PrivateKey key(byte[] pkcs8) throws Refusal {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                // One of another algorithm, or broken.
            }
        }
        throw new Refusal("holds a private key that is none of RSA, EC or EdDSA, or is broken");
    }

    /** The algorithm identifier of a key on the curve that it names within. */
    private static byte[] curve(byte[] sec1) throws Refusal {
        // SEQUENCE { version, key OCTET STRING, [0] curve, [1] public key }
        int at = contentOf(sec1, 0);
        while (at < sec1.length) {
            int content = contentOf(sec1, at);
            int end = content + lengthOf(sec1, at);
            if (end <= at || end > sec1.length) {
                break;
            }
            if ((sec1[at] & 0xff) == PARAMETERS) {
                return tagged(SEQUENCE, EC, Arrays.copyOfRange(sec1, content, end));
            }
            at = end;
        }
        throw new Refusal("holds a key that does not name its curve; openssl pkey -in FILE adds it");
    }

    private static int contentOf(byte[] der, int at) {
        if (at + 1 >= der.length) {
            return der.length;
        }
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int lengthOf(byte[] der, int at) {
        int first = at + 1 < der.length ? der[at + 1] & 0xff : 0;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f) && at + 2 + i < der.length; i++) {
            length = length << 8 | (der[at + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            if (length < 0x100) {
                out.write(0x81);
            } else {
                out.write(0x82);
                out.write(length >> 8);
            }
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
