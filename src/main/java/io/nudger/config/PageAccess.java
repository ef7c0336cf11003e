package io.nudger.config;

import io.nudger.document.Secret;
import java.net.InetAddress;
import java.util.List;

/** Who may see a page. */
public sealed interface PageAccess {
    /** Whether answers may be kept by caches that several people share. */
    default boolean isPublic() {
        return this instanceof Everybody;
    }

    /** Everybody. */
    record Everybody() implements PageAccess {}

    /**
     * Whoever knows a user and a password.
     *
     * @param user the user
     * @param password the password
     */
    record Basic(String user, Secret password) implements PageAccess {}

    /**
     * Whoever a proxy in front has let in, which sets a header.
     *
     * @param header the name of the header, which must not be empty
     * @param from the addresses of the proxies that may say so
     */
    record Header(String header, List<AddressRange> from) implements PageAccess {
        public Header {
            from = List.copyOf(from);
        }
    }

    /**
     * Whoever comes from one of these networks.
     *
     * @param networks the networks
     */
    record Networks(List<AddressRange> networks) implements PageAccess {
        public Networks {
            networks = List.copyOf(networks);
        }
    }

    /** Whether one of these blocks has the address. */
    static boolean contains(List<AddressRange> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}
