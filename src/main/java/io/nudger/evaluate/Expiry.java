package io.nudger.evaluate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a certificate ends to be valid.
 *
 * @param url the URL whose server presented it
 * @param end the moment after which it is not valid
 * @param issuer whose certificate it is, when it is not the server's own but that of an issuer; null when it is
 */
public record Expiry(String url, Instant end, @Nullable String issuer) {}
