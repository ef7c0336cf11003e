package io.nudger.kafka;

import io.nudger.document.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs records, and says whether a record was signed with it. The signature is HMAC-SHA256 over all that makes a record
 * what it is, each part after its length: key, content type, value. Where it stands in which topic does not matter, so a
 * record that is sent again stays signed. Safe for use by several threads.
 */
public final class SigningKey {
    /** The name of the record header with the signature. */
    public static final String HEADER = "nudger-signature";

    private static final String ALGORITHM = "HmacSHA256";
    /** Stands before the signature: what it is over. */
    private static final byte VERSION = 1;

    private static final byte[] PURPOSE = "nudger record 1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final Mac fresh;

    private SigningKey(Mac fresh) {
        this.fresh = fresh;
    }

    /** The key in this text. */
    public static SigningKey of(Secret key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return new SigningKey(mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /**
     * The value of the header {@link #HEADER}.
     *
     * @param key of the record; null for none, as of the other parts
     */
    public byte[] sign(byte @Nullable [] key, byte @Nullable [] contentType, byte @Nullable [] value) {
        Mac mac = copy();
        mac.update(PURPOSE);
        update(mac, key);
        update(mac, contentType);
        update(mac, value);
        byte[] code = mac.doFinal();
        return ByteBuffer.allocate(1 + code.length).put(VERSION).put(code).array();
    }

    /** Whether this is the signature of the record; takes as long for one that is nearly right. */
    public boolean hasSigned(
            byte[] signature, byte @Nullable [] key, byte @Nullable [] contentType, byte @Nullable [] value) {
        return MessageDigest.isEqual(signature, sign(key, contentType, value));
    }

    private Mac copy() {
        try {
            return (Mac) fresh.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the " + ALGORITHM + " of this Java cannot be copied", e);
        }
    }

    private static void update(Mac mac, byte @Nullable [] part) {
        byte[] bytes = part == null ? NOTHING : part;
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        mac.update(bytes);
    }

    @Override
    public String toString() {
        return "SigningKey";
    }
}
