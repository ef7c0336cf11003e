package io.nudger.http;

import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Phase;
import io.nudger.check.Target;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.MisbehavingServer.Script;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of misbehaving servers: what a server does, and what a check of it must find.
 *
 * @param name what it does, in words
 * @param site opens the server
 * @param overTls whether there is a handshake before the server does wrong
 * @param expected what must be found
 * @param timeout the timeout of the check
 * @param options what else is configured at the target
 */
record Row(String name, Supplier<Site> site, boolean overTls, Expected expected, Duration timeout, String options) {
    /** Whom the checks of the table trust. */
    static final CertificateAuthority TRUSTED = CertificateAuthority.create("Root of the Table");

    static final Identity SERVER = TRUSTED.issue("server", "127.0.0.1", "localhost", "both.test", "six.test");

    static final String OK = "HTTP/1.1 200 OK\r\n";

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Expected UP = new Expected(Outcome.UP, null, Phase.TRANSFER, "");

    /**
     * A place to check.
     *
     * @param url where it is
     * @param server who serves it; null when nobody does
     * @param others what else has to be closed in the end
     */
    record Site(URI url, @Nullable MisbehavingServer server, List<AutoCloseable> others) implements AutoCloseable {
        Site(URI url, MisbehavingServer server) {
            this(url, server, List.of());
        }

        /** How many connections it still has. */
        int visitors() {
            return server == null ? 0 : server.visitors();
        }

        @Override
        public void close() {
            try {
                if (server != null) {
                    server.close();
                }
                for (AutoCloseable other : others) {
                    other.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * What a check must find.
     *
     * @param outcome the outcome
     * @param reason why it is not up; null when it is
     * @param phase the last phase that was reached: the one in which the exchange died, or ended well
     * @param message a part of the message
     */
    record Expected(Outcome outcome, @Nullable FailureReason reason, Phase phase, String message) {}

    /** A server of plain HTTP that must be up, unless the row says otherwise. */
    static Row http(String name, Script script) {
        return at(name, () -> {
            MisbehavingServer server = MisbehavingServer.start(script);
            return new Site(server.http("/"), server);
        });
    }

    /** One that reads the request first. */
    static Row answer(String name, Script script) {
        return http(name, visitor -> {
            visitor.awaitRequest();
            script.play(visitor);
        });
    }

    /** One that reads the request and says this. */
    static Row answer(String name, String response) {
        return answer(name, visitor -> visitor.write(response));
    }

    /** A server that is visited by https, and does with the handshake what the script says. */
    static Row handshake(String name, Script script) {
        return at(name, () -> {
            MisbehavingServer server = MisbehavingServer.start(script);
            return new Site(server.https("/"), server);
        });
    }

    /** A server that is trusted and speaks TLS well; what it says there is in the script. */
    static Row https(String name, Script script) {
        return tls(name, List.of("http/1.1"), script);
    }

    /** A server that is trusted and has agreed on HTTP/2; nothing of it is said by itself. */
    static Row http2(String name, Script script) {
        return tls(name + " (HTTP/2)", List.of("h2"), script);
    }

    private static Row tls(String name, List<String> protocols, Script script) {
        return new Row(
                name,
                () -> {
                    MisbehavingServer server = MisbehavingServer.startTls(SERVER, protocols, script);
                    return new Site(server.https("/"), server);
                },
                true,
                UP,
                TIMEOUT,
                "");
    }

    static Row at(String name, Supplier<Site> site) {
        return new Row(name, site, false, UP, TIMEOUT, "");
    }

    Row isDown(FailureReason reason, Phase phase, String message) {
        return new Row(name, site, overTls, new Expected(Outcome.DOWN, reason, phase, message), timeout, options);
    }

    Row within(Duration limit) {
        return new Row(name, site, overTls, expected, limit, options);
    }

    /** With these options of a target, as within braces. */
    Row with(String more) {
        return new Row(name, site, overTls, expected, timeout, more);
    }

    /** The same through a proxy; what people read may name the proxy, and is not compared. */
    Row through(String proxy) {
        return new Row(
                name,
                site,
                overTls,
                new Expected(expected.outcome, expected.reason, expected.phase, ""),
                timeout,
                (options.isEmpty() ? "" : options + ", ") + "proxy: '" + proxy + "'");
    }

    /** Whether it lasts until the deadline. */
    boolean waits() {
        return FailureReason.TIMEOUT.equals(expected.reason);
    }

    Target target(Site open, Duration limit) {
        return Probing.configured(
                open.url, "timeout: " + limit.toMillis() + "ms" + (options.isEmpty() ? "" : ", " + options));
    }

    @Override
    public String toString() {
        return name;
    }
}
