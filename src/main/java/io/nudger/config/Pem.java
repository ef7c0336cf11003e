package io.nudger.config;

import io.nudger.document.Document;
import io.nudger.document.Refusal;
import java.io.ByteArrayInputStream;
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
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in PEM, as OpenSSL writes them. Of keys PKCS#8 alone: it names its algorithm. */
public final class Pem {
    private static final long MAX_BYTES = 16L << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /** Where a private key begins, of whatever form. */
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----");

    private static final String PKCS8 = "PRIVATE KEY";
    private static final String PKCS8_ENCRYPTED = "ENCRYPTED PRIVATE KEY";

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
    public static PrivateKey key(Path file) throws Refusal {
        String pem = text(file);
        String form = formOfKey(pem);
        if (!form.equals(PKCS8)) {
            throw otherForm(form);
        }
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            if (block.group(1).equals(PKCS8)) {
                return key(der(block.group(2)));
            }
        }
        throw new Refusal("holds a private key that does not end (-----END PRIVATE KEY-----)");
    }

    /** Refuses a text that holds no private key in PKCS#8. A key with a password is for its user to open. */
    public static void requirePkcs8(String pem) throws Refusal {
        String form = formOfKey(pem);
        if (!form.equals(PKCS8) && !form.equals(PKCS8_ENCRYPTED)) {
            throw otherForm(form);
        }
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

    private static String formOfKey(String pem) throws Refusal {
        Matcher key = KEY.matcher(pem);
        if (!key.find()) {
            throw new Refusal("holds no private key in PEM (-----BEGIN PRIVATE KEY-----)");
        }
        return key.group(1);
    }

    private static Refusal otherForm(String form) {
        return new Refusal("holds no private key in PKCS#8 without a password: wanted BEGIN " + PKCS8 + ", found BEGIN "
                + form + "; convert it with openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pk8");
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
}
