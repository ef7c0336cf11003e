package io.nudger.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Clients of a web server that take more than their share. What they do goes on until they are closed. */
public final class HostileScrapers implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final String REQUEST = "GET /metrics HTTP/1.1\r\nHost: x\r\n";
    /** The preface of a client, empty SETTINGS, and HEADERS of stream n: GET http /metrics. */
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

    private static final String STREAM = "\0\0\14\1\5\0\0\0%c\202\206\4\10/metrics";

    private final InetSocketAddress address;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    private HostileScrapers(InetSocketAddress address) {
        this.address = address;
    }

    /** Some that turn to this server; they do nothing yet. */
    public static HostileScrapers of(URI server) {
        return new HostileScrapers(new InetSocketAddress(server.getHost(), server.getPort()));
    }

    /** So many that ask again as soon as they are answered, each on a connection of its own. */
    public void withoutPause(int clients) {
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(this::scrapeOnAndOn, "scraper-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** So many connections that ask, several times at once, and do not read. */
    public void unread(int connections, int requests) {
        send((REQUEST + "\r\n").repeat(requests), connections);
    }

    /** So many connections that begin a request and do not go on. */
    public void slow(int connections) {
        send(REQUEST + "X-Slow: ", connections);
    }

    /** So many connections of HTTP/2 that open so many streams at once, and do not read. */
    public void http2(int connections, int streams) {
        StringBuilder text = new StringBuilder(PREFACE);
        for (int stream = 0; stream < streams; stream++) {
            text.append(STREAM.formatted((char) (2 * stream + 1)));
        }
        send(text.toString(), connections);
    }

    /** How many of the connections the server has not closed. */
    public long connected() {
        return sockets.stream().filter(HostileScrapers::isOpen).count();
    }

    private void send(String text, int connections) {
        for (int i = 0; i < connections; i++) {
            try {
                Socket socket = connect();
                socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            } catch (IOException refused) {
                // That is what the server is there for.
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        // Little is read ahead of whoever does not read.
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        if (Files.isDirectory(Path.of("/proc"))) {
            // Linux has the whole network 127.0.0.0/8: whoever behaves comes from another address.
            socket.bind(new InetSocketAddress("127.0.0.2", 0));
        }
        socket.connect(address, TIMEOUT_MILLIS);
        return socket;
    }

    private void scrapeOnAndOn() {
        while (!ended) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write((REQUEST + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
                InputStream in = socket.getInputStream();
                byte[] buffer = new byte[65_536];
                while (in.read(buffer) >= 0 && !ended) {
                    Thread.onSpinWait();
                }
                sockets.remove(socket);
            } catch (IOException refused) {
                // Once more, then.
            }
        }
    }

    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(1);
            while (socket.getInputStream().read() >= 0) {
                Thread.onSpinWait();
            }
            return false;
        } catch (java.net.SocketTimeoutException silent) {
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Override
    public void close() {
        ended = true;
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone.
            }
        }
    }
}
