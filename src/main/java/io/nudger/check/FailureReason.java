package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a check was not up. The reasons of this version are a closed list, so that failures can be counted and compared. A
 * later version may have more: these have a name, and no code.
 */
public final class FailureReason {
    /** The host name did not resolve. */
    public static final FailureReason RESOLVE = new FailureReason(1, "resolve");
    /** No TCP connection: refused, unreachable, or the address is invalid. */
    public static final FailureReason CONNECT = new FailureReason(2, "connect");
    /** The TLS handshake failed. */
    public static final FailureReason TLS = new FailureReason(3, "tls");
    /** The deadline passed before the exchange was complete. */
    public static final FailureReason TIMEOUT = new FailureReason(4, "timeout");
    /** The connection ended in the middle of the exchange, or what came was not HTTP. */
    public static final FailureReason RESET = new FailureReason(5, "reset");
    /** Too many redirects, or one that cannot be followed. */
    public static final FailureReason REDIRECT = new FailureReason(6, "redirect");
    /** The status code was not an expected one. */
    public static final FailureReason STATUS = new FailureReason(7, "status");
    /** A response header did not meet its expectation. */
    public static final FailureReason HEADER = new FailureReason(8, "header");
    /** The body did not meet its expectation. */
    public static final FailureReason BODY = new FailureReason(9, "body");
    /** The response was larger than the bound on what is read. */
    public static final FailureReason TOO_LARGE = new FailureReason(10, "too_large");
    /** The response was right, but later than allowed. */
    public static final FailureReason SLOW = new FailureReason(11, "slow");
    /** The certificate did not meet its expectation. */
    public static final FailureReason CERTIFICATE = new FailureReason(12, "certificate");
    /** The address of the target is one that must not be contacted. */
    public static final FailureReason BLOCKED_ADDRESS = new FailureReason(13, "blocked_address");
    /** The monitor had no time for the check, or was stalled during it. */
    public static final FailureReason OVERLOADED = new FailureReason(14, "overloaded");
    /** The monitor was stopping. */
    public static final FailureReason STOPPED = new FailureReason(15, "stopped");
    /** A defect of the monitor itself. */
    public static final FailureReason INTERNAL = new FailureReason(16, "internal");
    /** A monitor of a later version said nothing that this version can keep. */
    public static final FailureReason OTHER = new FailureReason(17, "other");

    /** The check got no token for the site: whoever gives them out did not. */
    public static final FailureReason TOKEN = new FailureReason(0, "token");

    private static final List<FailureReason> KNOWN = List.of(
            RESOLVE,
            CONNECT,
            TLS,
            TIMEOUT,
            RESET,
            REDIRECT,
            STATUS,
            HEADER,
            BODY,
            TOO_LARGE,
            SLOW,
            CERTIFICATE,
            BLOCKED_ADDRESS,
            OVERLOADED,
            STOPPED,
            INTERNAL,
            OTHER);
    private static final Map<String, FailureReason> BY_NAME =
            KNOWN.stream().collect(Collectors.toUnmodifiableMap(FailureReason::wireName, reason -> reason));

    private final short code;
    private final String wireName;

    private FailureReason(int code, String wireName) {
        this.code = (short) code;
        this.wireName = wireName;
    }

    /** All reasons of this version, in the order of their codes. */
    public static List<FailureReason> values() {
        return KNOWN;
    }

    /**
     * The reason with this name, be it one of a later version.
     *
     * @throws IllegalArgumentException when it is no name: lower-case letters, digits and underscores
     */
    public static FailureReason named(String wireName) {
        FailureReason known = BY_NAME.get(requireNonNull(wireName, "wireName"));
        return known == null ? new FailureReason(0, LaterName.require(wireName)) : known;
    }

    /** Whether a number stands for it. What is added after the first release has none, on the wire or here. */
    public boolean hasCode() {
        return code != 0;
    }

    /** The number that stands for this reason on the wire and in the database; never reused. 0 for none. */
    public short code() {
        return code;
    }

    /** The lower-case name used on the wire, in metrics and in the views. */
    public String wireName() {
        return wireName;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FailureReason reason && wireName.equals(reason.wireName);
    }

    @Override
    public int hashCode() {
        return wireName.hashCode();
    }

    @Override
    public String toString() {
        return wireName.toUpperCase(Locale.ROOT);
    }
}
