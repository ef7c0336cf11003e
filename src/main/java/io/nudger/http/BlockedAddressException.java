package io.nudger.http;

import io.nudger.config.AddressRange;
import java.net.InetAddress;

/** No address of the host may be connected to. Without a stack trace: it is an answer, not a defect. */
final class BlockedAddressException extends Exception {
    private static final long serialVersionUID = 1;

    private final String host;
    private final InetAddress address;
    private final transient AddressRange denying;

    BlockedAddressException(String host, InetAddress address, AddressRange denying) {
        super("the address is denied", null, false, false);
        this.host = host;
        this.address = address;
        this.denying = denying;
    }

    /** Whose addresses they are. */
    String host() {
        return host;
    }

    /** The first of them. */
    InetAddress address() {
        return address;
    }

    /** What it is denied as. */
    AddressRange denying() {
        return denying;
    }
}
