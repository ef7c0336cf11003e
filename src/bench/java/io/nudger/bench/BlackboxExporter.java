package io.nudger.bench;

import io.nudger.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The prober that people use today, in a process of its own; it probes when it is asked. */
final class BlackboxExporter implements AutoCloseable {
    static final String NAME = "prometheus-blackbox-exporter";

    private final Process process;
    private final int port;

    private BlackboxExporter(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it; {@code authority} is the PEM of whom it trusts, and its files are in this directory. */
    static BlackboxExporter start(Tool exporter, Path directory, String authority) {
        int port = FreePorts.next();
        try {
            Files.createDirectories(directory);
            Path trusted = Files.writeString(directory.resolve("trusted.pem"), authority);
            Path file = Files.writeString(
                    directory.resolve("blackbox.yml"),
                    """
                    modules:
                      http:
                        prober: http
                        timeout: 5s
                        http:
                          preferred_ip_protocol: ip4
                          tls_config: {ca_file: %s}
                    """
                            .formatted(trusted.toAbsolutePath()));
            return new BlackboxExporter(
                    exporter.start(
                            directory.resolve("blackbox.out"),
                            "--config.file=" + file.toAbsolutePath(),
                            "--web.listen-address=127.0.0.1:" + port),
                    port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Where it says that it runs. */
    String health() {
        return "http://127.0.0.1:" + port + "/-/healthy";
    }

    /** What has to be fetched so that it probes this URL. */
    String probe(String url) {
        return "http://127.0.0.1:" + port + "/probe?module=http&target="
                + URLEncoder.encode(url, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
