package io.nudger.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nudger.config.WebhookKey;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a request as Standard Webhooks says (standardwebhooks.com): by it the receiver knows who sent what, and when. */
final class WebhookSignature {
    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /**
     * The headers that sign a body.
     *
     * @param id the same whenever the same is sent again
     * @param at when it is sent
     */
    static Map<String, String> headers(WebhookKey key, String id, Instant at, String body) {
        long seconds = at.getEpochSecond();
        return Map.of(
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(seconds),
                "webhook-signature",
                "v1," + sign(key, id + "." + seconds + "." + body));
    }

    private static String sign(WebhookKey key, String content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.reveal(), ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }
}
