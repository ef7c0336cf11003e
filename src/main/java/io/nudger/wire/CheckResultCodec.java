package io.nudger.wire;

import io.nudger.check.CheckResult;

/** Writes a result as bytes and reads it back. Safe for use by several threads. */
public interface CheckResultCodec {
    /** The version of the wire form that this code writes, the field {@code v}. */
    int VERSION = 1;

    /** The bytes of the result. */
    byte[] encode(CheckResult result);

    /**
     * Reads what {@link #encode} wrote; fields it does not know are passed over.
     *
     * @param shared where equal parts of earlier records are found
     * @throws MalformedResultException when the bytes are no result, or one of another version; the message says what is
     *     wrong, in words that fit a dead-letter header
     */
    CheckResult decode(byte[] bytes, Shared shared) throws MalformedResultException;

    /**
     * As {@link #decode(byte[], Shared)}, of a single record.
     *
     * @throws MalformedResultException as there
     */
    default CheckResult decode(byte[] bytes) throws MalformedResultException {
        return decode(bytes, Shared.NOTHING);
    }
}
