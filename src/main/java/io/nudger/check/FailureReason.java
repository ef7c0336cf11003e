package io.nudger.check;

import java.util.Locale;

/** Why a check was not up. A closed list, so that failures can be counted and compared. */
public enum FailureReason {
    /** The host name did not resolve. */
    RESOLVE(1),
    /** No TCP connection: refused, unreachable, or the address is invalid. */
    CONNECT(2),
    /** The TLS handshake failed. */
    TLS(3),
    /** The deadline passed before the exchange was complete. */
    TIMEOUT(4),
    /** The connection ended in the middle of the exchange, or what came was not HTTP. */
    RESET(5),
    /** Too many redirects, or one that cannot be followed. */
    REDIRECT(6),
    /** The status code was not an expected one. */
    STATUS(7),
    /** A response header did not meet its expectation. */
    HEADER(8),
    /** The body did not meet its expectation. */
    BODY(9),
    /** The response was larger than the bound on what is read. */
    TOO_LARGE(10),
    /** The response was right, but later than allowed. */
    SLOW(11),
    /** The certificate did not meet its expectation. */
    CERTIFICATE(12),
    /** The address of the target is one that must not be contacted. */
    BLOCKED_ADDRESS(13),
    /** The monitor had no time for the check, or was stalled during it. */
    OVERLOADED(14),
    /** The monitor was stopping. */
    STOPPED(15),
    /** A defect of the monitor itself. */
    INTERNAL(16);

    private final short code;
    private final String wireName;

    FailureReason(int code) {
        this.code = (short) code;
        this.wireName = name().toLowerCase(Locale.ROOT);
    }

    /** The number that stands for this reason in the database; never reused. */
    public short code() {
        return code;
    }

    /** The lower-case name used on the wire, in metrics and in the views. */
    public String wireName() {
        return wireName;
    }
}
