package io.nudger.http;

import io.nudger.check.IpVersion;
import java.net.UnknownHostException;

/** A host has addresses, but none of the version of IP that the target asks for. */
final class OtherFamilyException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    private final IpVersion wanted;

    OtherFamilyException(IpVersion wanted) {
        super("no address of " + wanted);
        this.wanted = wanted;
    }

    /** The version that it has no address of. */
    IpVersion wanted() {
        return wanted;
    }
}
