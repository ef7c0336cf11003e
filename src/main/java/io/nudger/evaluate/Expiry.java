package io.nudger.evaluate;

import java.time.Instant;

/**
 * When a certificate ends to be valid.
 *
 * @param url the URL whose server presented it
 * @param end the moment after which it is not valid
 */
public record Expiry(String url, Instant end) {}
