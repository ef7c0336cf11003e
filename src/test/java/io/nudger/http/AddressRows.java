package io.nudger.http;

import static io.nudger.check.FailureReason.BLOCKED_ADDRESS;
import static io.nudger.check.FailureReason.CONNECT;
import static io.nudger.check.FailureReason.RESOLVE;
import static io.nudger.check.FailureReason.TIMEOUT;
import static io.nudger.http.Row.OK;
import static io.nudger.http.Row.at;
import static java.util.Objects.requireNonNull;

import io.nudger.check.Phase;
import io.nudger.http.Row.Site;
import io.nudger.testing.ClosedPort;
import io.nudger.testing.FullBacklog;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.MisbehavingServer.Script;
import io.nudger.testing.NameServer;
import io.nudger.testing.NameServer.Reply;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** Names and addresses behind which nobody is, or not at once. */
final class AddressRows {
    private static final InetAddress HERE = address("127.0.0.1");
    private static final InetAddress SIX = address("::1");

    /** Nobody listens here, but in some rows, on their own port, a full backlog. */
    private static final InetAddress DEAD = address("127.0.0.2");

    private static final Script FINE = visitor -> {
        visitor.awaitRequest();
        visitor.write(OK + "content-length: 2\r\n\r\nok");
    };

    private AddressRows() {}

    /** What the name server of the table says. */
    static NameServer start() {
        return NameServer.start(name -> switch (name) {
            case "nxdomain.test" -> Reply.NXDOMAIN;
            case "servfail.test" -> Reply.SERVFAIL;
            case "refused.test" -> Reply.REFUSED;
            case "formerr.test" -> Reply.FORMERR;
            case "silent.test" -> Reply.SILENCE;
            case "metadata.test" -> Reply.of(address("169.254.169.254"));
            case "old.test" -> Reply.old(HERE);
            case "six.test" -> Reply.of(SIX);
            case "both.test" -> Reply.of(SIX, HERE);
            case "dead-first.test" -> Reply.of(DEAD, HERE);
            case "dead.test" -> Reply.of(DEAD, address("127.0.0.3"));
            default -> Reply.NO_ADDRESS;
        });
    }

    static Stream<Row> all() {
        return Stream.of(
                at("has a name that does not exist", () -> nobody("nxdomain.test"))
                        .isDown(RESOLVE, Phase.RESOLVE, "The name nxdomain.test does not resolve: "),
                at("has a name whose server fails", () -> nobody("servfail.test"))
                        .isDown(RESOLVE, Phase.RESOLVE, "The name servfail.test does not resolve: "),
                at("has a name whose server refuses to answer", () -> nobody("refused.test"))
                        .isDown(
                                RESOLVE,
                                Phase.RESOLVE,
                                "does not resolve: the name server answered Refused(5), it does"),
                at("has a name whose server does not understand", () -> nobody("formerr.test"))
                        .isDown(
                                RESOLVE,
                                Phase.RESOLVE,
                                "does not resolve: the name server answered FormErr(1), it does"),
                at("has a name without address", () -> nobody("empty.test"))
                        .isDown(RESOLVE, Phase.RESOLVE, "The name empty.test does not resolve: "),
                at("has a name whose server says nothing", () -> nobody("silent.test"))
                        .isDown(TIMEOUT, Phase.RESOLVE, "still resolving the host name"),
                at("has a name of a denied address", () -> nobody("metadata.test"))
                        .isDown(BLOCKED_ADDRESS, Phase.RESOLVE, "metadata.test (169.254.169.254)"),
                at("has an IPv4 address, and IPv6 is asked for", () -> fine(HERE, "both.test"))
                        .with("ip_version: 6")
                        .isDown(CONNECT, Phase.CONNECT, "refused"),
                at("has a name with an IPv6 address only, and IPv4 is asked for", () -> fine(SIX, "six.test"))
                        .with("ip_version: 4")
                        .isDown(RESOLVE, Phase.RESOLVE, "six.test"),
                at("never accepts, and connecting has a limit", () -> deadEnd(FullBacklog.at(HERE, 0)))
                        .with("connect_timeout: 200ms")
                        .isDown(CONNECT, Phase.CONNECT, "200 ms"),
                at("refuses", () -> nobody("127.0.0.1")).isDown(CONNECT, Phase.CONNECT, "The connection to 127.0.0.1:"),
                at("never accepts", () -> deadEnd(FullBacklog.at(HERE, 0)))
                        .isDown(TIMEOUT, Phase.CONNECT, "still connecting to 127.0.0.1"),
                at("has a name whose server knows no extensions", () -> fine(HERE, "old.test")),
                at("is at an IPv6 address", () -> fine(SIX, "[::1]")),
                at("has a name with an IPv6 address only", () -> fine(SIX, "six.test")),
                at("has a name with two addresses, of which the IPv4 one answers", () -> fine(HERE, "both.test")),
                at("has a name with two addresses, of which the IPv6 one answers", () -> fine(SIX, "both.test")),
                at("has a name with two addresses, of which the first refuses", () -> fine(HERE, "dead-first.test")),
                at("has a name with two addresses, of which the first never accepts", AddressRows::halfDead),
                at("has a name with two addresses that both refuse", () -> nobody("dead.test"))
                        .isDown(CONNECT, Phase.CONNECT, "was refused"));
    }

    private static Site nobody(String host) {
        ClosedPort closed = ClosedPort.take();
        return new Site(URI.create("http://" + host + ":" + closed.port()), null, List.of(closed));
    }

    private static Site deadEnd(FullBacklog backlog) {
        return new Site(URI.create("http://127.0.0.1:" + backlog.port()), null, List.of(backlog));
    }

    private static Site fine(InetAddress address, String host) {
        MisbehavingServer server = MisbehavingServer.start(address, FINE);
        return new Site(URI.create("http://" + host + ":" + server.port()), server);
    }

    private static Site halfDead() {
        MisbehavingServer server = MisbehavingServer.start(HERE, FINE);
        FullBacklog dead = FullBacklog.at(DEAD, server.port());
        return new Site(URI.create("http://dead-first.test:" + server.port()), server, List.of(dead));
    }

    private static InetAddress address(String literal) {
        return requireNonNull(HostResolver.literal(literal));
    }
}
