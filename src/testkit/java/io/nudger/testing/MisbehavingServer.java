package io.nudger.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A server made of raw sockets that does to each visitor what a script says. When the script is through, the connection
 * stays open until the visitor leaves. Listens on loopback; knows at any time who is still there.
 */
public final class MisbehavingServer implements AutoCloseable {
    private static final int BACKLOG = 1_000;
    private static final int PATIENCE_MILLIS = 30_000;

    private final ServerSocket listener;
    private final @Nullable SSLSocketFactory tls;
    private final List<String> protocols;
    private final Script script;
    private final Set<Socket> visitors = ConcurrentHashMap.newKeySet();
    private final AtomicInteger visits = new AtomicInteger();

    /** What is done to a visitor. */
    public interface Script {
        void play(Visitor visitor) throws IOException;
    }

    private MisbehavingServer(
            ServerSocket listener, @Nullable SSLSocketFactory tls, List<String> protocols, Script script) {
        this.listener = listener;
        this.tls = tls;
        this.protocols = protocols;
        this.script = script;
        start("misbehaving-server", this::accept);
    }

    /** Listens on 127.0.0.1, on a port that the system chooses. */
    public static MisbehavingServer start(Script script) {
        return start(InetAddress.getLoopbackAddress(), script);
    }

    /** Listens on this address, on a port that the system chooses. */
    public static MisbehavingServer start(InetAddress address, Script script) {
        try {
            return new MisbehavingServer(new ServerSocket(0, BACKLOG, address), null, List.of(), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Listens on 127.0.0.1 as this identity, and speaks TLS before it does what the script says: the handshake is made
     * when the script reads or writes for the first time.
     *
     * @param protocols what is offered by ALPN, the preferred first; empty for none
     */
    public static MisbehavingServer startTls(
            CertificateAuthority.Identity identity, List<String> protocols, Script script) {
        try {
            return new MisbehavingServer(
                    new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()),
                    identity.serverContext().getSocketFactory(),
                    protocols,
                    script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The URL of this path, by address, so that no name has to be resolved. */
    public URI http(String path) {
        return url("http", path);
    }

    /** As {@link #http}, for https. */
    public URI https(String path) {
        return url("https", path);
    }

    private URI url(String scheme, String path) {
        String address = listener.getInetAddress().getHostAddress();
        return URI.create(
                scheme + "://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port() + path);
    }

    /** How many connections were accepted so far. */
    public int visits() {
        return visits.get();
    }

    /** How many visitors have not left yet. */
    public int visitors() {
        return visitors.size();
    }

    @Override
    public void close() {
        closeQuietly(listener);
        visitors.forEach(MisbehavingServer::closeQuietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.setTcpNoDelay(true);
                visits.incrementAndGet();
                visitors.add(socket);
                start("misbehaving-connection", () -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Visitor visitor = tls == null ? new Visitor(socket, socket) : new Visitor(socket, secured(socket, tls));
            script.play(visitor);
            visitor.awaitLeaving();
        } catch (IOException e) {
            // The visitor left in the middle, or the script closed the connection.
        } finally {
            visitors.remove(socket);
        }
    }

    private SSLSocket secured(Socket socket, SSLSocketFactory factory) throws IOException {
        SSLSocket secured = (SSLSocket)
                factory.createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        secured.setUseClientMode(false);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        secured.setSSLParameters(parameters);
        return secured;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** One connection, seen from the server. */
    public static final class Visitor {
        private final Socket socket;
        private final boolean secure;
        private final InputStream in;
        private final OutputStream out;

        /**
         * @param socket the connection
         * @param speaking what is read from and written to: the connection itself, or TLS over it
         */
        Visitor(Socket socket, Socket speaking) throws IOException {
            this.socket = socket;
            this.secure = socket != speaking;
            this.in = speaking.getInputStream();
            this.out = speaking.getOutputStream();
        }

        /** Reads a request without a body; the text up to the empty line. */
        public String readRequest() throws IOException {
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("the visitor left");
                }
                request.append((char) octet);
            }
            return request.toString();
        }

        /** The port that the visitor came to. */
        public int port() {
            return socket.getLocalPort();
        }

        /** Whether TLS is spoken. */
        public boolean isSecure() {
            return secure;
        }

        /** Reads a request without a body, whatever it says. */
        public void awaitRequest() throws IOException {
            String ignored = readRequest();
        }

        /** Reads so many bytes of UTF-8: the body of a request, for one. */
        public String read(int bytes) throws IOException {
            return new String(readBytes(bytes), StandardCharsets.UTF_8);
        }

        /** Reads at least one byte, of whatever kind. */
        public void readSomething() throws IOException {
            if (in.read() < 0) {
                throw new IOException("the visitor left");
            }
        }

        /** Reads this many bytes. */
        public byte[] readBytes(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new IOException("the visitor left");
            }
            return bytes;
        }

        /** Writes this at once. */
        public void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Writes this past TLS, if there is any. */
        public void writeBelow(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Writes this again and again until the visitor leaves. */
        public void writeForever(String text, Duration pause) throws IOException {
            writeForever(text.getBytes(StandardCharsets.ISO_8859_1), pause);
        }

        /** As {@link #writeForever(String, Duration)}. */
        public void writeForever(byte[] bytes, Duration pause) throws IOException {
            while (true) {
                write(bytes);
                LockSupport.parkNanos(pause.toNanos());
            }
        }

        /** Ends the connection in an orderly way, as far as TCP goes: TLS says no goodbye. */
        public void close() throws IOException {
            socket.close();
        }

        /** Ends the connection with a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Ends the server's half of the connection. */
        public void closeOutput() throws IOException {
            socket.shutdownOutput();
        }

        void awaitLeaving() throws IOException {
            while (in.read() >= 0) {
                // What it still says does not matter.
            }
        }
    }
}
