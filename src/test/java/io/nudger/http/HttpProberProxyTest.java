package io.nudger.http;

import static io.nudger.check.FailureReason.BLOCKED_ADDRESS;
import static io.nudger.check.FailureReason.CONNECT;
import static io.nudger.check.FailureReason.RESOLVE;
import static io.nudger.check.FailureReason.TIMEOUT;
import static io.nudger.check.FailureReason.TLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Phase;
import io.nudger.check.Target;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import io.nudger.testing.ClosedPort;
import io.nudger.testing.ForwardProxy;
import io.nudger.testing.Futures;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.NameServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks through proxies that speak HTTP and SOCKS5, and with name servers of their own. */
class HttpProberProxyTest {
    private static final CertificateAuthority TRUSTED = CertificateAuthority.create("Trusted Root");

    private static Probing probing;
    private static ForwardProxy open;
    private static ForwardProxy guarded;
    private static HttpServer secure;
    private static HttpServer plain;

    @BeforeAll
    static void start() {
        probing = Probing.trusting(TlsEngine.best(), TRUSTED);
        Map<String, String> names = Map.of("site.test", "127.0.0.1");
        open = new ForwardProxy(names, "");
        guarded = new ForwardProxy(names, "joe:p:x");
        Identity identity = TRUSTED.issue("site", Instant.now().plus(Duration.ofDays(30)), "site.test");
        secure = serve(new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setKeyValue(Buffer.buffer(identity.keyPem()))
                        .setCertValue(Buffer.buffer(identity.certificatePem()))));
        plain = serve(new HttpServerOptions());
    }

    private static HttpServer serve(HttpServerOptions options) {
        return Futures.get(probing.vertx
                .createHttpServer(options)
                .requestHandler(request -> request.response()
                        .end(request.path() + " of " + request.authority().host())
                        .onFailure(gone -> {}))
                .listen(0, "127.0.0.1"));
    }

    @AfterAll
    static void stop() {
        probing.close();
        open.close();
        guarded.close();
    }

    @BeforeEach
    void forget() {
        open.asked().clear();
        guarded.asked().clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "socks5", "socks5h"})
    void httpsGoesThroughATunnel(String scheme) {
        Probe probe = probe(https("/a"), scheme + "://127.0.0.1:" + open.port(), "regexp: '/a of site.test'");
        assertUp(probe);
        assertThat(open.asked()).containsExactly("site.test:" + secure.actualPort());
        assertThat(probe.observation().protocol()).isEqualTo("HTTP/2");
        assertThat(probe.observation().remoteAddress()).isEqualTo("127.0.0.1:" + open.port());
        assertThat(probe.observation().certificate()).isNotNull();
        assertThat(probe.observation().phases().get(Phase.RESOLVE)).isNull();
        assertThat(probe.observation().phases().get(Phase.CONNECT)).isPositive();
        assertThat(probe.observation().phases().get(Phase.TLS)).isPositive();
        assertThat(probe.observation().phases().get(Phase.PROCESSING)).isPositive();
    }

    @Test
    void httpGoesToAProxyAsItIs() {
        Probe probe = probe(http("/b"), "http://127.0.0.1:" + open.port(), "regexp: '/b of site.test'");
        assertUp(probe);
        assertThat(open.asked()).containsExactly(http("/b").toString());
    }

    @Test
    void httpGoesThroughSocksInATunnel() {
        assertUp(probe(http("/b"), "socks5://127.0.0.1:" + open.port(), "regexp: '/b of site.test'"));
        assertThat(open.asked()).containsExactly("site.test:" + plain.actualPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "socks5"})
    void aProxyLearnsWhoAsks(String scheme) {
        String right = scheme + "://joe:p%3Ax@127.0.0.1:" + guarded.port();
        assertUp(probe(https("/"), right, "timeout: 5s"));
        assertUp(probe(http("/"), right, "timeout: 5s"));
        String wrong = scheme + "://joe:s3cret@127.0.0.1:" + guarded.port();
        String why = scheme.equals("http")
                ? "it answered 407 Proxy Authentication Required."
                : "it refused the user and the password.";
        assertDown(probe(https("/"), wrong, "timeout: 5s"), CONNECT, why);
        assertDown(probe(http("/"), wrong, "timeout: 5s"), CONNECT, why);
        Target target = target(https("/"), wrong, "timeout: 5s");
        assertThat(target.toString()).doesNotContain("s3cret").doesNotContain("joe");
    }

    @Test
    void aProxyThatWantsToKnowWhoAsksGetsNothing() {
        assertDown(
                probe(https("/"), "socks5://127.0.0.1:" + guarded.port(), "timeout: 5s"),
                CONNECT,
                "The proxy does not lead to site.test:" + secure.actualPort());
    }

    @Test
    void aNameThatTheProxyDoesNotKnowIsTheProxysWord() {
        URI nowhere = URI.create("https://nowhere.test/");
        assertDown(
                probe(nowhere, "http://127.0.0.1:" + open.port(), "timeout: 5s"),
                CONNECT,
                "the proxy 127.0.0.1:" + open.port() + " was asked, and it answered 502 No Such Host.");
        assertDown(
                probe(nowhere, "socks5://127.0.0.1:" + open.port(), "timeout: 5s"),
                CONNECT,
                "was asked, and it answered host unreachable.");
    }

    @Test
    void aProxyThatIsNotThereIsNotTakenForASiteThatIsNot() {
        try (ClosedPort nobody = ClosedPort.take()) {
            assertDown(
                    probe(https("/"), "http://127.0.0.1:" + nobody.port(), "timeout: 5s"),
                    CONNECT,
                    "The connection to the proxy 127.0.0.1:" + nobody.port() + " was refused");
        }
        try (NameServer names = NameServer.start(name -> NameServer.Reply.NXDOMAIN)) {
            String resolver = "resolver: '127.0.0.1:" + names.address().getPort() + "'";
            assertDown(
                    probe(https("/"), "http://proxy.test:3128", resolver + ", timeout: 20s"),
                    RESOLVE,
                    "The name proxy.test of the proxy does not resolve");
        }
    }

    @Test
    void aProxyThatSaysNothingRunsIntoTheDeadlineWhileConnecting() {
        try (MisbehavingServer silent = MisbehavingServer.start(visitor -> {})) {
            String proxy = "http://127.0.0.1:" + silent.port();
            Probe probe = probe(https("/"), proxy, "timeout: 300ms");
            if (probe.verdict().outcome() == Outcome.DOWN) { // Otherwise the machine was too busy to say.
                assertDown(probe, TIMEOUT, "still connecting to the proxy 127.0.0.1:" + silent.port());
            }
            assertDown(
                    probe(https("/"), proxy, "timeout: 20s, connect_timeout: 200ms"),
                    CONNECT,
                    "none stood within the connect_timeout of 200 ms");
        }
    }

    @Test
    void aProxyThatHangsUpIsNamed() {
        try (MisbehavingServer rude = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            visitor.close();
        })) {
            assertDown(
                    probe(https("/"), "http://127.0.0.1:" + rude.port(), "timeout: 5s"),
                    CONNECT,
                    "was asked, and it closed the connection.");
        }
    }

    @Test
    void whatTheSiteDoesWrongStaysTheSitesFault() {
        URI byAddress = URI.create("https://127.0.0.1:" + secure.actualPort() + "/");
        assertDown(
                probe(byAddress, "http://127.0.0.1:" + open.port(), "timeout: 5s"),
                TLS,
                "it is for site.test, not for 127.0.0.1");
    }

    @Test
    void neitherThroughAProxyNorAsAProxyIsMetadataReached() {
        URI metadata = URI.create("http://169.254.169.254/latest/");
        assertDown(
                probe(metadata, "http://127.0.0.1:" + open.port(), "timeout: 5s"),
                BLOCKED_ADDRESS,
                "No connection is made to 169.254.169.254: ");
        assertThat(open.asked()).isEmpty();
        assertDown(
                probe(http("/"), "http://169.254.169.254:80", "timeout: 5s"),
                BLOCKED_ADDRESS,
                "No connection is made to 169.254.169.254: ");
    }

    @Test
    void aTargetAsksItsOwnNameServers() {
        try (NameServer names = NameServer.start(name -> name.equals("site.test")
                ? NameServer.Reply.of(InetAddress.getLoopbackAddress())
                : NameServer.Reply.NXDOMAIN)) {
            String resolver = "resolver: 127.0.0.1:" + names.address().getPort();
            Probe probe = probing.probe(Probing.configured(http("/"), resolver + ", ip_version: 4, regexp: site.test"));
            assertUp(probe);
            assertThat(probe.observation().phases().get(Phase.RESOLVE)).isPositive();
            assertThat(names.questions()).isPositive();
            URI local = URI.create("http://localhost:" + plain.actualPort() + "/");
            assertDown(
                    probing.probe(Probing.configured(
                            local, "resolver: ['127.0.0.1:" + names.address().getPort() + "']")),
                    RESOLVE,
                    "there is no such name (NXDOMAIN)");
        }
    }

    private static URI https(String path) {
        return URI.create("https://site.test:" + secure.actualPort() + path);
    }

    private static URI http(String path) {
        return URI.create("http://site.test:" + plain.actualPort() + path);
    }

    private static Target target(URI url, String proxy, String options) {
        return Probing.configured(url, "proxy: '" + proxy + "', " + options);
    }

    private static Probe probe(URI url, String proxy, String options) {
        return probing.probe(target(url, proxy, options));
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
}
