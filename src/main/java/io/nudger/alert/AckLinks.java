package io.nudger.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nudger.config.MessageLinks;
import io.nudger.document.Secret;
import io.nudger.receivers.Kind;
import io.nudger.receivers.Notice;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Links by which whoever got a message acknowledges the outages that it is about: {@code .../ack/MESSAGE/SIGNATURE}. The same
 * message always has the same link, whoever sends it; a link is good for its message and nothing else.
 */
final class AckLinks {
    private static final String ALGORITHM = "HmacSHA256";
    /** Of the signature: as many as nobody can guess, and as few as an SMS has room for. */
    private static final int BYTES = 16;

    private final MessageLinks links;

    AckLinks(MessageLinks links) {
        this.links = links;
    }

    /** The links of a message. */
    Notice.Links of(long message, Kind kind) {
        String base = links.acknowledge();
        Secret secret = links.secret();
        return base == null || secret == null || !isAboutAnOutage(kind)
                ? page()
                : new Notice.Links(links.page(), base + "/" + message + "/" + signature(message, secret));
    }

    /** The links of what nobody can acknowledge. */
    Notice.Links page() {
        return new Notice.Links(links.page(), null);
    }

    private static boolean isAboutAnOutage(Kind kind) {
        return switch (kind) {
            case DOWN, PARTIAL, REMINDER -> true;
            case UP, STALE, FLAPPING, LATE, CERTIFICATE, ZONE, ZONE_OK, WATCHDOG, TEST -> false;
        };
    }

    /** Whether this is the signature of the message. */
    boolean isSigned(long message, @Nullable String signature) {
        Secret secret = links.secret();
        return secret != null && signature != null && isSame(signature(message, secret), signature);
    }

    /** Whether this is the token that lets somebody acknowledge without a link. */
    boolean isToken(@Nullable String presented) {
        Secret token = links.token();
        return token != null && presented != null && isSame(token.reveal(), presented);
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }

    private static String signature(long message, Secret secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), ALGORITHM));
            byte[] whole = mac.doFinal(("nudger/ack/" + message).getBytes(UTF_8));
            return HexFormat.of().formatHex(whole, 0, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
