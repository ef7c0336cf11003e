package io.nudger.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A network between two parts that can be made bad: connections are cut, refused, delayed or frozen, while the parts
 * themselves run on. It listens on a port of its own and passes everything on to another one.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final int port = FreePorts.next();
    private final int upstream;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private volatile @Nullable ServerSocket listener;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean frozen;

    private TcpProxy(int upstream) {
        this.upstream = upstream;
        accept();
    }

    /** A proxy in front of this port of the loopback interface; it lets everything pass. */
    public static TcpProxy before(int upstreamPort) {
        return new TcpProxy(upstreamPort);
    }

    /** Where it listens, on the loopback interface. */
    public int port() {
        return port;
    }

    /** Cuts every connection; new ones are taken. */
    public void cut() {
        sockets.forEach(TcpProxy::closeQuietly);
    }

    /** Cuts every connection and refuses new ones, until {@link #accept}. */
    public synchronized void refuse() {
        ServerSocket open = listener;
        listener = null;
        closeQuietly(open);
        cut();
    }

    /** Takes connections again. */
    public synchronized void accept() {
        if (listener != null) {
            return;
        }
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            listener = opened;
            start("proxy-accept-" + port, () -> acceptFrom(opened));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds back each piece of data for this long, in both directions. */
    public void delay(Duration each) {
        delay = each;
    }

    /** Lets nothing pass, and tells nobody: connections stay open, as behind a firewall that drops packets. */
    public void freeze() {
        frozen = true;
    }

    /** Lets everything pass that was held back. */
    public void thaw() {
        synchronized (gate) {
            frozen = false;
            gate.notifyAll();
        }
    }

    @Override
    public void close() {
        refuse();
        thaw();
    }

    private void acceptFrom(ServerSocket open) {
        while (true) {
            Socket client;
            try {
                client = open.accept();
            } catch (IOException closed) {
                return;
            }
            connect(client);
        }
    }

    private void connect(Socket client) {
        sockets.add(client);
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream);
            sockets.add(server);
            start("proxy-up-" + port, () -> pump(client, server));
            start("proxy-down-" + port, () -> pump(server, client));
        } catch (IOException nobodyThere) {
            drop(client);
        }
        if (listener == null) {
            cut();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int length;
            while ((length = in.read(buffer)) >= 0) {
                hold();
                out.write(buffer, 0, length);
            }
        } catch (IOException | InterruptedException cut) {
            // The other side learns of it by the close below.
        }
        drop(from);
        drop(to);
    }

    private void hold() throws InterruptedException {
        Thread.sleep(delay.toMillis());
        synchronized (gate) {
            while (frozen) {
                gate.wait();
            }
        }
    }

    private void drop(Socket socket) {
        sockets.remove(socket);
        closeQuietly(socket);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(@Nullable AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception alreadyGone) {
            // That is what was wanted.
        }
    }
}
