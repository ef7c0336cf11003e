package io.nudger.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A port of 127.0.0.1 that refuses connections for as long as this is open: it is taken, and nobody listens. */
public final class ClosedPort implements AutoCloseable {
    private final Socket holder = new Socket();

    private ClosedPort() throws IOException {
        holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Takes one. */
    public static ClosedPort take() {
        try {
            return new ClosedPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port can be had", e);
        }
    }

    /** Its number. */
    public int port() {
        return holder.getLocalPort();
    }

    @Override
    public void close() {
        try {
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port() + " cannot be given back", e);
        }
    }
}
