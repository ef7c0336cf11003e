package io.nudger.http;

import static io.nudger.check.FailureReason.BLOCKED_ADDRESS;
import static io.nudger.check.FailureReason.CONNECT;
import static io.nudger.check.FailureReason.RESOLVE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Phase;
import io.nudger.check.Target;
import io.nudger.config.AddressRange;
import io.nudger.config.AddressRules;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.NameServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of a target change about a check, from the words in a file to the bytes on a socket. */
class HttpProberOptionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

    private static Probing probing;
    private static NameServer names;
    private static MisbehavingServer server;
    private static final BlockingQueue<String> REQUESTS = new LinkedBlockingQueue<>();
    private static final AtomicInteger QUESTIONS = new AtomicInteger();

    @BeforeAll
    static void start() {
        names = NameServer.start(HttpProberOptionsTest::reply);
        probing = Probing.asking(new SingletonDnsServerAddressStreamProvider(names.address()));
        server = MisbehavingServer.start(visitor -> {
            String request = visitor.readRequest();
            REQUESTS.add(request + visitor.read(length(request)));
            visitor.write(OK);
        });
    }

    @BeforeEach
    void forget() {
        REQUESTS.clear();
    }

    @AfterAll
    static void stop() {
        probing.close();
        names.close();
        server.close();
    }

    private static int length(String request) {
        return request.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: "))
                .mapToInt(line -> Integer.parseInt(line.substring("content-length: ".length())))
                .findFirst()
                .orElse(0);
    }

    private static NameServer.Reply reply(String name) {
        return switch (name) {
            case "dead-first.test" -> NameServer.Reply.of(address("127.0.0.9"), address("127.0.0.1"));
            case "all-dead.test" -> NameServer.Reply.of(address("127.0.0.8"), address("127.0.0.9"));
            case "four.test" -> NameServer.Reply.of(address("127.0.0.1"));
            case "six.test" -> NameServer.Reply.of(address("::1"));
            case "both.test" -> NameServer.Reply.of(address("127.0.0.1"), address("::1"));
            case "metadata.test" -> NameServer.Reply.of(address("169.254.169.254"));
            case "mixed.test" -> NameServer.Reply.of(address("169.254.169.254"), address("127.0.0.1"));
            // Asked for A and AAAA each time: harmless at first, then what it is really about.
            case "rebinding.test" ->
                NameServer.Reply.of(address(QUESTIONS.getAndIncrement() < 2 ? "127.0.0.1" : "169.254.169.254"));
            default -> NameServer.Reply.NXDOMAIN;
        };
    }

    private static InetAddress address(String literal) {
        return requireNonNull(HostResolver.literal(literal));
    }

    private static URI at(String host) {
        return URI.create("http://" + host + ":" + server.port() + "/");
    }

    private static Probe probe(URI url, String options) {
        return probing.probe(Probing.configured(url, options));
    }

    private static String request() throws InterruptedException {
        return requireNonNull(REQUESTS.poll(5, TimeUnit.SECONDS));
    }

    private static void assertUp(Probe probe) {
        assertThat(probe.verdict().message()).isNull();
        assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
    }

    private static void assertDown(Probe probe, FailureReason reason, String message) {
        assertThat(probe.defect()).isNull();
        assertThat(probe.verdict().message()).contains(message);
        assertThat(probe.verdict().reason()).isEqualTo(reason);
        assertThat(probe.verdict().outcome()).isEqualTo(Outcome.DOWN);
    }

    @Test
    void userAgentAndBasicAuthenticationAreSent() throws InterruptedException {
        assertUp(probe(server.http("/"), "user_agent: me/1, auth: {basic: {user: joe, password: 'p:ä'}}"));
        assertThat(request())
                .containsIgnoringCase("\r\nuser-agent: me/1\r\n")
                .containsIgnoringCase("\r\nauthorization: Basic am9lOnA6w6Q=\r\n");
    }

    @Test
    void aTokenComesFromAFile(@TempDir Path directory) throws Exception {
        Path token = directory.resolve("token");
        Files.writeString(token, "abc.def\n");
        Target target = Probing.configured(server.http("/"), "auth: {bearer: '${file:" + token + "}'}");
        assertUp(probing.probe(target));
        assertThat(request()).containsIgnoringCase("\r\nauthorization: Bearer abc.def\r\n");
        assertThat(target.toString()).doesNotContain("abc.def");
    }

    @Test
    void aBodyIsSent() throws InterruptedException {
        assertUp(probe(server.http("/"), "method: POST, headers: {content-type: text/plain}, body: 'a=ä'"));
        assertThat(request())
                .startsWith("POST / ")
                .containsIgnoringCase("\r\ncontent-length: 4\r\n")
                .endsWith("a=ä");
    }

    @Test
    void aBodyComesFromAFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("body.json");
        Files.writeString(file, "{\"a\": 1}\n");
        assertUp(probe(server.http("/"), "method: PUT, body_file: '" + file + "'"));
        assertThat(request()).startsWith("PUT / ").endsWith("\r\n\r\n{\"a\": 1}\n");
    }

    @Test
    void eachCheckAsksForAUrlThatNoCacheHasSeen() throws InterruptedException {
        assertUp(probe(server.http("/a?b=c"), "cache_busting: true"));
        assertUp(probe(server.http("/a"), "cache_busting: true"));
        assertThat(request()).containsPattern("^GET /a\\?b=c&nudger=[0-9a-f]{16} HTTP");
        assertThat(request()).containsPattern("^GET /a\\?nudger=[0-9a-f]{16} HTTP");
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (MisbehavingServer redirecting = redirecting(server.http("/"))) {
            Probe probe = probe(redirecting.http("/"), "follow_redirects: false, expect: {status: 302}");
            assertUp(probe);
            assertThat(probe.hops()).hasSize(1);
        }
    }

    @Test
    void theNextAddressIsTriedAtOnceWhenTheFirstRefuses() {
        Probe probe = probe(at("dead-first.test"), "ip_version: 4");
        assertUp(probe);
        assertThat(probe.observation().remoteAddress()).isEqualTo("127.0.0.1:" + server.port());
    }

    @Test
    void theNextAddressIsTriedBesideOneThatDoesNotAnswer() throws IOException {
        try (FullServer dead = new FullServer("127.0.0.9", server.port())) {
            Probe probe = probe(at("dead-first.test"), "timeout: 5s");
            assertUp(probe);
            assertThat(dead.waiting).hasSize(2);
            assertThat(probe.observation().remoteAddress()).isEqualTo("127.0.0.1:" + server.port());
            assertThat(probe.observation().phases().get(Phase.CONNECT)).isGreaterThanOrEqualTo(Duration.ofMillis(240));
        }
    }

    @Test
    void aKeptConnectionThatEndsInsteadOfAnAnswerIsReplacedOnce() {
        AtomicInteger requests = new AtomicInteger();
        try (MisbehavingServer fickle = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            requests.incrementAndGet();
            visitor.write(OK);
            visitor.awaitRequest();
            requests.incrementAndGet();
            visitor.close();
        })) {
            String options = "reuse_connection: true, timeout: 5s";
            assertUp(probe(fickle.http("/"), options));
            Probe next = probe(fickle.http("/"), options);
            assertUp(next);
            assertThat(next.observation().phases().get(Phase.CONNECT)).isPositive();
            assertThat(requests).hasValue(3);
            String posting = options + ", method: POST";
            assertThat(probe(fickle.http("/post"), posting).verdict().reason()).isEqualTo(FailureReason.RESET);
        }
    }

    @Test
    void theLastAddressIsNamedWhenAllRefuse() {
        Probe probe = probe(at("all-dead.test"), "timeout: 5s");
        assertDown(probe, CONNECT, "The connection to all-dead.test (127.0.0.9:" + server.port() + ") was refused");
    }

    @Test
    void connectingHasALimitOfItsOwn() throws IOException {
        try (FullServer dead = new FullServer("127.0.0.9", 0)) {
            URI url = URI.create("http://127.0.0.9:" + dead.socket.getLocalPort());
            Probe probe = probe(url, "timeout: 30s, connect_timeout: 200ms");
            assertDown(probe, CONNECT, "none stood within the connect_timeout of 200 ms");
            assertThat(probe.observation().duration()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void aSlowAnswerIsNoMatterOfConnecting() {
        try (MisbehavingServer slow = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            visitor.write(OK);
        })) {
            assertUp(probe(slow.http("/"), "connect_timeout: 200ms"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"four.test", "both.test"})
    void version4IsAskedFor(String host) {
        assertUp(probe(at(host), "ip_version: 4"));
    }

    @Test
    void version6IsAskedFor() {
        try (MisbehavingServer six = MisbehavingServer.start(address("::1"), visitor -> {
            visitor.awaitRequest();
            visitor.write(OK);
        })) {
            Probe probe = probe(URI.create("http://both.test:" + six.port()), "ip_version: 6");
            assertUp(probe);
            assertThat(probe.observation().remoteAddress()).startsWith("[");
        }
    }

    @Test
    void anAddressOfTheOtherFamilyIsNone() {
        assertDown(probe(at("six.test"), "ip_version: 4"), RESOLVE, "The name six.test does not resolve");
        assertDown(probe(at("four.test"), "ip_version: 6"), RESOLVE, "The name four.test does not resolve");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://metadata.test/",
                "http://[fe80::1]/",
                "http://[::ffff:169.254.169.254]/"
            })
    void addressesOfMetadataAreNotConnectedTo(String url) {
        Probe probe = probe(URI.create(url), "timeout: 5s");
        assertDown(probe, BLOCKED_ADDRESS, "No connection is made to ");
        assertThat(probe.observation().remoteAddress()).isNull();
    }

    @Test
    void aRedirectLeadsNoFurther() {
        try (MisbehavingServer redirecting = redirecting(URI.create("http://169.254.169.254/"))) {
            Probe probe = probe(redirecting.http("/"), "timeout: 5s");
            assertDown(probe, BLOCKED_ADDRESS, "169.254.169.254: checks are denied the addresses 169.254.0.0/16");
            assertThat(probe.hops()).hasSize(2);
        }
    }

    @Test
    void aNameThatChangesItsMindIsJudgedByWhatItSaysNow() {
        assertUp(probe(at("rebinding.test"), "timeout: 5s"));
        assertDown(probe(at("rebinding.test"), "timeout: 5s"), BLOCKED_ADDRESS, "rebinding.test (169.254.169.254)");
    }

    @Test
    void whatIsAllowedAmongTheAddressesIsConnectedTo() {
        assertUp(probe(at("mixed.test"), "timeout: 5s"));
    }

    @Test
    void settingsDenyAndAllowAddresses() {
        AddressRules rules =
                new AddressRules(List.of(AddressRange.parse("127.0.0.0/8")), List.of(AddressRange.parse("127.0.0.1")));
        try (Probing guarded = Probing.guarded(new SingletonDnsServerAddressStreamProvider(names.address()), rules)) {
            assertUp(guarded.probe(at("four.test")));
            assertDown(guarded.probe(at("all-dead.test")), BLOCKED_ADDRESS, "all-dead.test (127.0.0.8)");
        }
    }

    private static MisbehavingServer redirecting(URI to) {
        return MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            visitor.write("HTTP/1.1 302 Found\r\nlocation: " + to + "\r\ncontent-length: 0\r\n\r\n");
        });
    }

    /** Its queue is full: whoever comes waits in vain. */
    private static final class FullServer implements AutoCloseable {
        final ServerSocket socket;
        final List<Socket> waiting = new ArrayList<>();

        FullServer(String host, int port) throws IOException {
            socket = new ServerSocket(port, 1, address(host));
            for (int i = 0; i < 2; i++) {
                waiting.add(new Socket(socket.getInetAddress(), socket.getLocalPort()));
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket open : waiting) {
                open.close();
            }
            socket.close();
        }
    }
}
