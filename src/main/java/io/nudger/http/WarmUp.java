package io.nudger.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.re2j.Pattern;
import io.nudger.check.Expectation;
import io.nudger.check.HttpCheck;
import io.nudger.check.RequestSpec;
import io.nudger.check.StatusSet;
import io.nudger.check.Target;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few checks of a server on the loopback interface that lives no longer than they do. */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.probe");

    private static final int ROUNDS = 3;
    private static final String HOST = "localhost";
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final byte[] RESPONSE = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nwarm".getBytes(US_ASCII);

    private final HttpProber prober;
    private final List<String> schemes;

    /** @param schemes what is checked in each round */
    WarmUp(HttpProber prober, List<String> schemes) {
        this.prober = prober;
        this.schemes = schemes;
    }

    Future<Void> run() {
        try {
            ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> serve(server), "warm-up");
            thread.setDaemon(true);
            thread.start();
            return checks(server.getLocalPort(), ROUNDS).onComplete(done -> close(server));
        } catch (IOException e) {
            LOG.debug("no warm-up reason=\"{}\"", e.getMessage());
            return Future.succeededFuture();
        }
    }

    /** Answers whoever connects until the socket is closed: less has to be loaded for it than for a server of Vert.x. */
    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                connection.setSoTimeout((int) TIMEOUT.toMillis());
                int read = connection.getInputStream().read(new byte[1_024]);
                if (read > 0) {
                    connection.getOutputStream().write(RESPONSE);
                }
            } catch (IOException e) {
                LOG.debug("warm-up connection ended reason=\"{}\"", e.getMessage());
            }
        }
    }

    private static void close(ServerSocket server) {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("warm-up server not closed reason=\"{}\"", e.getMessage());
        }
    }

    private Future<Void> checks(int port, int rounds) {
        if (rounds == 0) {
            return Future.succeededFuture();
        }
        Future<?> round = Future.succeededFuture();
        // The server speaks no TLS: the handshake fails, but only after most of it has been loaded.
        for (String scheme : schemes) {
            round = round.compose(done -> prober.probe(target(scheme, port)));
        }
        return round.compose(done -> checks(port, rounds - 1));
    }

    private static Target target(String scheme, int port) {
        return new Target(
                "warm-up",
                URI.create(scheme + "://" + HOST + ":" + port),
                TIMEOUT.multipliedBy(2),
                TIMEOUT,
                new HttpCheck(RequestSpec.get(), new Expectation(StatusSet.SUCCESS, Pattern.compile("warm"))),
                Map.of(),
                true);
    }
}
