package io.nudger.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A port whose queue of connections is full, so that the system drops whatever comes: no answer, and no refusal. */
public final class FullBacklog implements AutoCloseable {
    private static final int FILL = 2;

    private final ServerSocket listener;
    private final List<Socket> waiting = new ArrayList<>();

    private FullBacklog(ServerSocket listener) throws IOException {
        this.listener = listener;
        for (int i = 0; i < FILL; i++) {
            waiting.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
        }
    }

    /** On this address and port; 0 for a port that the system chooses. */
    public static FullBacklog at(InetAddress address, int port) {
        try {
            return new FullBacklog(new ServerSocket(port, 1, address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            for (Socket socket : waiting) {
                socket.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
