package io.nudger.config;

import io.nudger.document.Refusal;
import io.nudger.document.Type;
import java.util.Arrays;
import java.util.Base64;

/** The key that signs a webhook, as Standard Webhooks writes it: {@code whsec_} and 24 to 64 bytes in Base64. */
public final class WebhookKey {
    static final Type<WebhookKey> TYPE = Type.<WebhookKey>of(
                    "whsec_ and 24 to 64 bytes in Base64, as printed by: echo whsec_$(openssl rand -base64 32)",
                    WebhookKey::parse)
            .textOnly()
            .hidden();

    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final byte[] key;

    private WebhookKey(byte[] key) {
        this.key = key;
    }

    /** The key that is written like this, with or without the prefix. */
    public static WebhookKey parse(String text) throws Refusal {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
        } catch (IllegalArgumentException e) {
            throw new Refusal("it is not Base64", true);
        }
        if (key.length < SHORTEST || key.length > LONGEST) {
            throw new Refusal("it has " + key.length + " bytes", true);
        }
        return new WebhookKey(key);
    }

    /** The key itself: for the one who signs, and nobody else. */
    public byte[] reveal() {
        return key.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookKey that && Arrays.equals(that.key, key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return "******";
    }
}
