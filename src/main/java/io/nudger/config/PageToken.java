package io.nudger.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * What a program shows instead of a password. The token itself is not kept, only its SHA-256: it is long and random, so that
 * nobody finds it by trying.
 *
 * @param name whose it is, for the log and for limits
 * @param sha256 the SHA-256 of the token, in hex
 * @param scopes what it is good for
 */
public record PageToken(String name, String sha256, Set<Scope> scopes) {
    /** What a token is good for. */
    public enum Scope {
        /** What a viewer of the page sees. */
        READ,
        /** The messages, status codes and monitors of results, beside what a viewer sees. */
        DETAILS,
        /** Reports, which name URLs and notes of maintenances. */
        REPORTS
    }

    public PageToken {
        scopes = scopes.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(scopes));
    }

    /** The hash of a token. */
    public static String hash(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether a token with this hash is this one. What differs is not to be found by how long it takes. */
    public boolean isHashedAs(String hash) {
        return MessageDigest.isEqual(sha256.getBytes(UTF_8), hash.getBytes(UTF_8));
    }
}
