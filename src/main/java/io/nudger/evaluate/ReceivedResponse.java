package io.nudger.evaluate;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A complete answer, and how it came.
 *
 * @param answer the last response
 * @param firstExpiry of all certificates that were needed on the way, the one that expires first; null when nothing was
 *     encrypted
 * @param firstLeafExpiry the same of the certificates of the servers alone
 * @param startedAt when the check began
 * @param duration how long it took
 * @param stalledNanos how long the monitor itself was stalled meanwhile, if that is long enough to doubt the duration; 0 if
 *     not
 * @param quotable whether messages may say how the body begins
 */
public record ReceivedResponse(
        ResponseView answer,
        @Nullable Expiry firstExpiry,
        @Nullable Expiry firstLeafExpiry,
        Instant startedAt,
        Duration duration,
        long stalledNanos,
        boolean quotable) {}
