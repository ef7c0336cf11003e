package io.nudger.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A proxy as it is packaged, in a process of its own on a port of loopback. */
public final class ProxyProgram implements AutoCloseable {
    private final String scheme;
    private final int port;
    private final Process process;

    private ProxyProgram(String scheme, int port, ProcessBuilder command) {
        this.scheme = scheme;
        this.port = port;
        try {
            process = command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop-proxy-" + port));
        await().until(this::listens);
    }

    /** An HTTP proxy, which tunnels for https. */
    public static ProxyProgram tinyproxy(Path directory) {
        int port = FreePorts.next();
        try {
            Path file = Files.writeString(
                    directory.resolve("tinyproxy.conf"),
                    """
                    Port %d
                    Listen 127.0.0.1
                    Allow 127.0.0.1
                    Timeout 60
                    MaxClients 500
                    LogLevel Critical
                    """
                            .formatted(port));
            return new ProxyProgram("http", port, new ProcessBuilder("tinyproxy", "-d", "-c", file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A SOCKS5 proxy, which tunnels everything. */
    public static ProxyProgram microsocks() {
        int port = FreePorts.next();
        return new ProxyProgram(
                "socks5", port, new ProcessBuilder("microsocks", "-i", "127.0.0.1", "-p", Integer.toString(port)));
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the proxy ended with " + process.exitValue());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** What a target has to name to go through it. */
    public String url() {
        return scheme + "://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
