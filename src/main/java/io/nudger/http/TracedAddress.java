package io.nudger.http;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A resolved address that remembers which connection it was asked for, on its way through Vert.x to the channel. */
final class TracedAddress implements SocketAddress {
    private final String host;
    private final InetAddress address;
    private final int port;
    private final Connection connection;

    TracedAddress(String host, InetSocketAddress address, Connection connection) {
        this.host = host;
        this.address = address.getAddress();
        this.port = address.getPort();
        this.connection = connection;
    }

    java.net.SocketAddress toSocketAddress() {
        return new Resolved(address, port, connection);
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String hostName() {
        return host;
    }

    @Override
    public String hostAddress() {
        return address.getHostAddress();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public @Nullable String path() {
        return null;
    }

    @Override
    public boolean isInetSocket() {
        return true;
    }

    @Override
    public boolean isDomainSocket() {
        return false;
    }

    /** What Netty connects to. */
    static final class Resolved extends InetSocketAddress {
        private static final long serialVersionUID = 1;

        private final transient Connection connection;

        private Resolved(InetAddress address, int port, Connection connection) {
            super(address, port);
            this.connection = connection;
        }

        Connection connection() {
            return connection;
        }
    }
}
