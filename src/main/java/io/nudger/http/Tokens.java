package io.nudger.http;

import io.nudger.check.ClientCredentials;
import io.nudger.check.ConnectionSpec;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that checks got, for all checks of a process that get them with the same credentials and in the same way. May
 * be used by any thread.
 */
final class Tokens {
    /** How long one check has to renew a token before another tries. */
    private static final long RENEWAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final ConcurrentMap<Key, Token> tokens = new ConcurrentHashMap<>();

    /** Targets with the same one share a token. */
    record Key(ClientCredentials credentials, ConnectionSpec connection) {}

    /**
     * A token.
     *
     * @param value what is sent
     * @param inBody whether the client secret was sent in the body of the request
     * @param renewAt from when on a check gets another, by {@link System#nanoTime}
     * @param expiresAt from when on it is not used any more
     */
    record Token(String value, boolean inBody, long renewAt, long expiresAt) {
        boolean isGood(long now) {
            return now - expiresAt < 0;
        }

        @Override
        public String toString() {
            return "Token[]";
        }
    }

    /** The token that was got last, be it that it is not good any more; null for none. */
    @Nullable Token last(Key key) {
        return tokens.get(key);
    }

    /** A token to use. Null when there is none, or the caller has to renew it: of all checks one, when it expires soon. */
    @Nullable Token take(Key key, long now) {
        Token token = tokens.get(key);
        if (token == null || !token.isGood(now)) {
            return null;
        }
        Token renewed = new Token(token.value, token.inBody, now + RENEWAL_NANOS, token.expiresAt);
        return now - token.renewAt >= 0 && tokens.replace(key, token, renewed) ? null : token;
    }

    /** Keeps a token, and forgets those that are not good any more. */
    void put(Key key, Token token, long now) {
        tokens.values().removeIf(other -> !other.isGood(now));
        tokens.put(key, token);
    }

    /** A site did not accept this token: it is not used again. */
    void refused(Key key, Token token, long now) {
        tokens.computeIfPresent(
                key,
                (same, current) -> current.value.equals(token.value)
                        ? new Token(current.value, current.inBody, now, now)
                        : current);
    }
}
