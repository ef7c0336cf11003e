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
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on loopback that speaks HTTP and SOCKS5 on one port, resolves names by a table of its own, and may want to know
 * who asks.
 */
public final class ForwardProxy implements AutoCloseable {
    private static final int SOCKS = 5;

    private final ServerSocket listener;
    private final Map<String, String> names;
    private final String credentials;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    /**
     * Starts it.
     *
     * @param names the addresses of the names that it knows
     * @param credentials user and password with a colon between, or empty for anybody
     */
    public ForwardProxy(Map<String, String> names, String credentials) {
        this.names = Map.copyOf(names);
        this.credentials = credentials;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** What was asked for: the host and port, or the whole URL. */
    public Queue<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "forward-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            int first = client.getInputStream().read();
            if (first == SOCKS) {
                socks(client);
            } else if (first > 0) {
                http(client, (char) first);
            }
        } catch (IOException e) {
            // The client or the server left.
        }
    }

    private void http(Socket client, char first) throws IOException {
        StringBuilder head = new StringBuilder().append(first);
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = client.getInputStream().read();
            if (octet < 0) {
                return;
            }
            head.append((char) octet);
        }
        String[] request = head.toString().split(" ", 3);
        String basic = "proxy-authorization: basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        if (!credentials.isEmpty()
                && !head.toString().toLowerCase(Locale.ROOT).contains(basic.toLowerCase(Locale.ROOT))) {
            answer(client, "407 Proxy Authentication Required");
            return;
        }
        boolean connect = request[0].equals("CONNECT");
        asked.add(request[1]);
        URI target = URI.create(connect ? "x://" + request[1] : request[1]);
        Socket server = connect(target.getHost(), target.getPort());
        if (server == null) {
            answer(client, "502 No Such Host");
            return;
        }
        try (server) {
            if (connect) {
                answer(client, "200 Connection established");
            } else {
                server.getOutputStream()
                        .write(head.toString()
                                .replace(request[1], resource(target))
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
            pump(client, server);
        }
    }

    private static String resource(URI target) {
        return target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
    }

    private void socks(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] methods = in.readNBytes(in.read());
        byte wanted = (byte) (credentials.isEmpty() ? 0 : 2);
        boolean known = new String(methods, StandardCharsets.ISO_8859_1).indexOf(wanted) >= 0;
        out.write(new byte[] {SOCKS, known ? wanted : (byte) 0xff});
        if (!known) {
            return;
        }
        if (wanted == 2) {
            int version = in.read();
            String user = new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
            String password = new String(in.readNBytes(in.read()), StandardCharsets.UTF_8);
            boolean right = (user + ":" + password).equals(credentials);
            out.write(new byte[] {(byte) version, (byte) (right ? 0 : 1)});
            if (!right) {
                return;
            }
        }
        byte[] command = in.readNBytes(4);
        String host = command[3] == 3
                ? new String(in.readNBytes(in.read()), StandardCharsets.US_ASCII)
                : InetAddress.getByAddress(in.readNBytes(command[3] == 1 ? 4 : 16))
                        .getHostAddress();
        int port = in.read() << 8 | in.read();
        asked.add(host + ":" + port);
        Socket server = connect(host, port);
        out.write(new byte[] {SOCKS, (byte) (server == null ? 4 : 0), 0, 1, 0, 0, 0, 0, 0, 0});
        if (server != null) {
            try (server) {
                pump(client, server);
            }
        }
    }

    private @Nullable Socket connect(String host, int port) throws IOException {
        String address = names.getOrDefault(host, host.matches("[0-9.]+") ? host : "");
        if (address.isEmpty()) {
            return null;
        }
        Socket server = new Socket(address, port);
        server.setTcpNoDelay(true);
        return server;
    }

    private static void answer(Socket client, String status) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void pump(Socket client, Socket server) throws IOException {
        start(() -> {
            try {
                client.getInputStream().transferTo(server.getOutputStream());
                server.shutdownOutput();
            } catch (IOException e) {
                // Either side left.
            }
        });
        server.getInputStream().transferTo(client.getOutputStream());
    }
}
