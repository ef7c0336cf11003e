package io.nudger.wire;

/** A check result of a version of the wire format that is not known here; a newer program may read it. */
public final class UnknownVersionException extends MalformedResultException {
    private static final long serialVersionUID = 1;

    UnknownVersionException(long found) {
        super("field v: wanted version " + CheckResultCodec.VERSION + ", found " + found);
    }
}
