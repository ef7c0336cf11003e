package io.nudger.bench;

import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The site that is checked: nginx with a short answer for every path, in plain and with TLS. Its key is ECDSA P-256, and
 * it resumes no sessions: each handshake is a full one.
 */
final class Nginx implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String BODY = "nudger benchmark ".repeat(30);

    private final Process process;
    private final int port;
    private final int securePort;

    private Nginx(Process process, int port, int securePort) {
        this.process = process;
        this.port = port;
        this.securePort = securePort;
    }

    /** Starts it with its files in this directory. */
    static Nginx start(Tool nginx, Path directory, CertificateAuthority authority) {
        int port = FreePorts.next();
        int securePort = FreePorts.next();
        try {
            Files.createDirectories(directory.resolve("logs"));
            CertificateAuthority.Identity identity =
                    authority.issue("localhost", Instant.now().plus(Duration.ofDays(30)), "localhost", "127.0.0.1");
            Files.writeString(directory.resolve("site.key"), identity.keyPem());
            Files.writeString(directory.resolve("site.crt"), identity.certificatePem());
            Path file = Files.writeString(directory.resolve("nginx.conf"), configuration(directory, port, securePort));
            Process process = nginx.start(
                    directory.resolve("nginx.out"),
                    "-p",
                    directory.toAbsolutePath().toString(),
                    "-c",
                    file.toAbsolutePath().toString());
            Nginx started = new Nginx(process, port, securePort);
            started.awaitListening(directory.resolve("nginx.out"));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of this path, in plain. */
    String http(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** The address of this path, with TLS. */
    String https(String path) {
        return "https://127.0.0.1:" + securePort + path;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitListening(Path output) throws IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), securePort)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("nginx does not listen: " + Files.readString(output), notYet);
                }
                Thread.onSpinWait();
            }
        }
    }

    private static String configuration(Path directory, int port, int securePort) {
        Path home = directory.toAbsolutePath();
        return """
                daemon off;
                worker_processes auto;
                pid %1$s/nginx.pid;
                error_log %1$s/logs/error.log crit;
                %2$s
                events { worker_connections 8192; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  server {
                    listen 127.0.0.1:%3$d backlog=4096;
                    listen 127.0.0.1:%4$d ssl backlog=4096;
                    ssl_certificate %1$s/site.crt;
                    ssl_certificate_key %1$s/site.key;
                    ssl_session_cache off;
                    ssl_session_tickets off;
                    location / { default_type text/plain; return 200 '%5$s'; }
                  }
                }
                """
                .formatted(
                        home,
                        "root".equals(System.getProperty("user.name")) ? "user root;" : "",
                        port,
                        securePort,
                        BODY);
    }
}
