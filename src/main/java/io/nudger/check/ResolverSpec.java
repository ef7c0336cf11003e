package io.nudger.check;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Who is asked for the addresses of a name instead of the name servers of the system.
 *
 * @param servers the name servers, asked in this order; empty for those of the system
 */
public record ResolverSpec(List<InetSocketAddress> servers) {
    /** The name servers of the system. */
    public static final ResolverSpec SYSTEM = new ResolverSpec(List.of());

    public ResolverSpec {
        servers = List.copyOf(servers);
    }
}
