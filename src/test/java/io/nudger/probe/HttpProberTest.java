package io.nudger.probe;

import static io.nudger.check.FailureReason.CONNECT;
import static io.nudger.check.FailureReason.REDIRECT;
import static io.nudger.check.FailureReason.RESET;
import static io.nudger.check.FailureReason.RESOLVE;
import static io.nudger.check.FailureReason.TIMEOUT;
import static io.nudger.check.FailureReason.TLS;
import static io.nudger.check.FailureReason.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.NameServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that do all kinds of wrong, on real sockets: what becomes of the check, when, and what is left of it. */
class HttpProberTest {
    private static final Duration TIMEOUT_OF_CHECK = Duration.ofMillis(400);

    /** What a deadline may be missed by on a busy machine; measured, it is a few milliseconds. */
    private static final Duration SLACK = Duration.ofMillis(400);

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static Probing probing;

    @BeforeAll
    static void start() {
        probing = Probing.start();
        try (MisbehavingServer server = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            visitor.write(OK + "content-length: 0\r\n\r\n");
        })) {
            Probe plain = probing.probe(server.http("/")); // A cold JVM takes a second for its first check.
            Probe secure = probing.probe(server.https("/"));
            assertThat(List.of(plain, secure)).doesNotContainNull();
        }
    }

    @AfterAll
    static void stop() {
        probing.close();
    }

    /** A server and what becomes of a check of it. */
    record Case(String name, FailureReason reason, String message, MisbehavingServer.Script script) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> overHttp() {
        return Stream.of(
                new Case(
                        "says nothing",
                        TIMEOUT,
                        "within 400 ms: still waiting for the response of 127.0.0.1:",
                        visitor -> {}),
                new Case("closes at once", RESET, "closed the connection after", visitor -> visitor.close()),
                new Case("resets at once", RESET, "127.0.0.1", visitor -> {
                    pause(Duration.ofMillis(50));
                    visitor.reset();
                }),
                new Case("closes instead of an answer", RESET, "while waiting for the response", visitor -> {
                    visitor.awaitRequest();
                    visitor.close();
                }),
                new Case("resets instead of an answer", RESET, "while waiting for the response", visitor -> {
                    visitor.awaitRequest();
                    visitor.reset();
                }),
                new Case("closes its half instead of an answer", RESET, "while waiting for the response", visitor -> {
                    visitor.awaitRequest();
                    visitor.closeOutput();
                }),
                new Case("drips headers", TIMEOUT, "still receiving the response", visitor -> {
                    visitor.awaitRequest();
                    visitor.write(OK + "x: ");
                    visitor.writeForever("x", Duration.ofMillis(50));
                }),
                new Case(
                        "closes within the headers",
                        RESET,
                        "while receiving the response, its headers not complete",
                        visitor -> {
                            visitor.awaitRequest();
                            visitor.write(OK + "content-le");
                            visitor.close();
                        }),
                new Case("drips a body", TIMEOUT, "bytes of the body so far", visitor -> {
                    visitor.awaitRequest();
                    visitor.write(OK + "transfer-encoding: chunked\r\n\r\n");
                    visitor.writeForever("1\r\nx\r\n", Duration.ofMillis(50));
                }),
                new Case("closes within the body", RESET, "closed the connection", visitor -> {
                    visitor.awaitRequest();
                    visitor.write(OK + "content-length: 10\r\n\r\nabc");
                    visitor.close();
                }),
                new Case("closes within a chunk", RESET, "3 bytes of the body so far", visitor -> {
                    visitor.awaitRequest();
                    visitor.write(OK + "transfer-encoding: chunked\r\n\r\n5\r\nabc");
                    visitor.close();
                }),
                new Case("resets within the body", RESET, "127.0.0.1", visitor -> {
                    visitor.awaitRequest();
                    visitor.write(OK + "content-length: 10\r\n\r\nabc");
                    visitor.reset();
                }),
                new Case("promises more than it sends", TIMEOUT, "3 bytes of the body so far", visitor -> {
                    visitor.awaitRequest();
                    visitor.write(OK + "content-length: 10\r\n\r\nabc");
                }),
                new Case("breaks the chunking", RESET, "is not HTTP", visitor -> {
                    visitor.awaitRequest();
                    visitor.write(OK + "transfer-encoding: chunked\r\n\r\nnonsense\r\nabc\r\n");
                }),
                new Case("speaks nonsense", RESET, "is not HTTP", visitor -> {
                    visitor.awaitRequest();
                    visitor.write("SSH-2.0-OpenSSH_9.2p1\r\n\r\n");
                }),
                new Case("speaks first", RESET, "127.0.0.1", visitor -> visitor.write("220 mail.example ESMTP\r\n")),
                new Case("has endless headers", TOO_LARGE, "headers beyond all measure", visitor -> {
                    visitor.awaitRequest();
                    visitor.write(OK);
                    visitor.writeForever("x-header: " + "x".repeat(1000) + "\r\n", Duration.ZERO);
                }),
                new Case("has an endless status line", TOO_LARGE, "headers beyond all measure", visitor -> {
                    visitor.awaitRequest();
                    visitor.write("HTTP/1.1 200 ");
                    visitor.writeForever("very ".repeat(1000), Duration.ZERO);
                }),
                new Case("has an endless body", TOO_LARGE, "larger than the 1048576 bytes", visitor -> {
                    visitor.awaitRequest();
                    visitor.write(OK + "\r\n");
                    visitor.writeForever("x".repeat(10_000), Duration.ZERO);
                }),
                new Case("redirects to nowhere", REDIRECT, "302 Found, but does not say where to go", visitor -> {
                    visitor.awaitRequest();
                    visitor.write("HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n");
                }),
                new Case(
                        "redirects to a strange place",
                        REDIRECT,
                        "\"ftp://a/b\", which is neither http nor https",
                        visitor -> {
                            visitor.awaitRequest();
                            visitor.write("HTTP/1.1 302 Found\r\nlocation: ftp://a/b\r\n\r\n");
                        }),
                new Case("redirects in a circle", REDIRECT, "10 were followed", visitor -> {
                    visitor.awaitRequest();
                    visitor.write("HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n");
                }),
                new Case("redirects slowly in a circle", TIMEOUT, "still waiting for the response", visitor -> {
                    visitor.awaitRequest();
                    pause(Duration.ofMillis(150));
                    visitor.write("HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n");
                }));
    }

    static Stream<Case> overHttps() {
        return Stream.of(
                new Case("says nothing", TIMEOUT, "still in the TLS handshake with 127.0.0.1", visitor -> {}),
                new Case("closes at once", TLS, "it closed the connection", visitor -> visitor.close()),
                new Case("closes in the handshake", TLS, "it closed the connection", visitor -> {
                    visitor.readSomething();
                    visitor.closeOutput();
                }),
                new Case("resets in the handshake", TLS, "127.0.0.1", visitor -> {
                    visitor.readSomething();
                    visitor.reset();
                }),
                new Case("drips the handshake", TIMEOUT, "still in the TLS handshake", visitor -> {
                    visitor.readSomething();
                    visitor.write(new byte[] {0x16, 0x03, 0x03, 0x40, 0x00});
                    visitor.writeForever("\0", Duration.ofMillis(50));
                }),
                new Case("speaks plain HTTP", TLS, "what it sent is not TLS", visitor -> {
                    visitor.readSomething();
                    visitor.write("HTTP/1.1 400 Bad Request\r\n\r\n");
                }),
                new Case("refuses with an alert", TLS, "handshake_failure", visitor -> {
                    visitor.readSomething();
                    visitor.write(new byte[] {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28});
                }));
    }

    @ParameterizedTest
    @MethodSource
    void overHttp(Case wrong) {
        try (MisbehavingServer server = MisbehavingServer.start(wrong.script)) {
            verify(server, server.http("/"), wrong);
        }
    }

    @ParameterizedTest
    @MethodSource
    void overHttps(Case wrong) {
        try (MisbehavingServer server = MisbehavingServer.start(wrong.script)) {
            verify(server, server.https("/"), wrong);
        }
    }

    private static void verify(MisbehavingServer server, URI url, Case wrong) {
        Probe probe = probing.probe(Probing.target(url, TIMEOUT_OF_CHECK));
        assertDown(probe, wrong.reason, wrong.message);
        await().untilAsserted(() -> assertThat(server.visitors()).isZero());
    }

    private static void assertDown(Probe probe, FailureReason reason, String message) {
        assertThat(probe.defect()).isNull();
        assertThat(probe.verdict().message()).contains(message);
        assertThat(probe.verdict().reason()).isEqualTo(reason);
        assertThat(probe.verdict().outcome()).isEqualTo(Outcome.DOWN);
        Duration expected = reason == TIMEOUT ? TIMEOUT_OF_CHECK : Duration.ZERO;
        assertThat(probe.observation().duration()).isBetween(expected, TIMEOUT_OF_CHECK.plus(SLACK));
    }

    @Test
    void aPortThatNobodyListensOnRefuses() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Probe probe = probing.probe(Probing.target(URI.create("http://127.0.0.1:" + port), TIMEOUT_OF_CHECK));
        assertDown(probe, CONNECT, "The connection to 127.0.0.1:" + port + " was refused");
    }

    @Test
    void aConnectionThatNobodyAcceptsEndsWithTheDeadline() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }
            URI url = URI.create("http://127.0.0.1:" + full.getLocalPort());
            Probe probe = probing.probe(Probing.target(url, TIMEOUT_OF_CHECK));
            assertDown(probe, TIMEOUT, "still connecting to 127.0.0.1");
            assertThat(probe.observation().phases().connect()).isGreaterThan(Duration.ofMillis(350));
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    static Stream<String> unresolvable() {
        return Stream.of("nxdomain.test", "servfail.test", "empty.test");
    }

    @ParameterizedTest
    @MethodSource("unresolvable")
    void aNameWithoutAddressDoesNotResolve(String name) {
        try (NameServer names = NameServer.start(HttpProberTest::reply);
                Probing asking = Probing.asking(new SingletonDnsServerAddressStreamProvider(names.address()))) {
            Probe probe = asking.probe(Probing.target(URI.create("http://" + name), TIMEOUT_OF_CHECK));
            assertDown(probe, RESOLVE, "The name " + name + " does not resolve: ");
        }
    }

    @Test
    void aNameServerThatSaysNothingRunsIntoTheDeadline() {
        try (NameServer names = NameServer.start(name -> NameServer.Reply.SILENCE);
                Probing asking = Probing.asking(new SingletonDnsServerAddressStreamProvider(names.address()))) {
            Probe probe = asking.probe(Probing.target(URI.create("http://silent.test"), TIMEOUT_OF_CHECK));
            assertDown(probe, TIMEOUT, "still resolving the host name");
        }
    }

    @Test
    void nothingIsLeftOfAThousandFailedChecks() {
        List<MisbehavingServer.Script> scripts = List.of(
                visitor -> {},
                MisbehavingServer.Visitor::close,
                visitor -> {
                    visitor.readSomething();
                    visitor.reset();
                },
                visitor -> {
                    visitor.readSomething();
                    visitor.write("nonsense\r\n\r\n");
                },
                visitor -> {
                    visitor.readSomething();
                    visitor.writeForever("x", Duration.ofMillis(20));
                });
        List<MisbehavingServer> servers =
                scripts.stream().map(MisbehavingServer::start).toList();
        failEach(servers, 10); // Whatever is opened once and kept is open now.
        await().until(() -> servers.stream().allMatch(server -> server.visitors() == 0));
        long before = openFiles();
        for (int round = 0; round < 5; round++) {
            failEach(servers, 200);
        }
        await().untilAsserted(() -> assertThat(servers).allMatch(server -> server.visitors() == 0));
        await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(before + 5));
        assertThat(probing.meters.get("nudger.checks.in.flight").gauge().value())
                .isZero();
        servers.forEach(MisbehavingServer::close);
    }

    private static void failEach(List<MisbehavingServer> servers, int times) {
        List<Future<Probe>> checks = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            MisbehavingServer server = servers.get(i % servers.size());
            URI url = i % 2 == 0 ? server.http("/") : server.https("/");
            checks.add(probing.prober.probe(Probing.target(url, Duration.ofMillis(200))));
        }
        assertThat(checks)
                .allSatisfy(check ->
                        assertThat(Probing.await(check).verdict().reason()).isNotNull());
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static NameServer.Reply reply(String name) {
        return switch (name) {
            case "nxdomain.test" -> NameServer.Reply.NXDOMAIN;
            case "servfail.test" -> NameServer.Reply.SERVFAIL;
            default -> NameServer.Reply.NO_ADDRESS;
        };
    }

    private static void pause(Duration duration) {
        java.util.concurrent.locks.LockSupport.parkNanos(duration.toNanos());
    }
}
