package io.nudger.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CertificateInfo;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Phase;
import io.nudger.check.Target;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import io.nudger.testing.Futures;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a target asks of TLS and of the version of HTTP: the same with either engine. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class HttpProberTlsOptionsTest {
    private static final CertificateAuthority TRUSTED = CertificateAuthority.create("Trusted Root");
    private static final CertificateAuthority INTERNAL = CertificateAuthority.create("Internal Root");
    private static final Identity LOCALHOST = issue(TRUSTED, "site", "localhost");

    private static final Map<TlsEngine, Probing> PROBINGS = new EnumMap<>(TlsEngine.class);

    private final TlsEngine engine;
    private final Probing probing;

    @TempDir
    Path directory;

    HttpProberTlsOptionsTest(TlsEngine engine) {
        this.engine = engine;
        this.probing = PROBINGS.computeIfAbsent(engine, used -> Probing.trusting(used, TRUSTED));
    }

    @AfterAll
    static void stop() {
        PROBINGS.values().forEach(Probing::close);
        PROBINGS.clear();
    }

    @Test
    void handshakesLeaveTheEventLoopAlone() {
        assertThat(engine.options().getUseWorkerThread()).isTrue();
    }

    @Test
    void aCertificateIsRecordedWithItsHandshake() {
        Probe probe = probe(serve(LOCALHOST, new HttpServerOptions()), "timeout: 5s");
        assertUp(probe);
        CertificateInfo certificate = requireNonNull(probe.observation().certificate());
        assertThat(certificate.subject()).isEqualTo("CN=site");
        assertThat(certificate.tlsVersion()).isEqualTo("TLSv1.3");
        assertThat(certificate.tlsCipher()).startsWith("TLS_AES");
    }

    @Test
    void aCertificateThatIsRefusedIsRecordedToo() {
        Probe probe = probe(serve(issue(INTERNAL, "site", "localhost"), new HttpServerOptions()), "timeout: 5s");
        assertDown(probe, FailureReason.TLS, "its issuer CN=Internal Root is not trusted");
        CertificateInfo certificate = requireNonNull(probe.observation().certificate());
        assertThat(certificate.subject()).isEqualTo("CN=site");
        assertThat(certificate.tlsVersion()).isEqualTo("TLSv1.3");
    }

    @Test
    void nothingIsVerified() {
        Instant past = Instant.parse("2024-02-29T12:00:00Z");
        HttpServer server = serve(INTERNAL.issue("elsewhere", past, "elsewhere.test"), new HttpServerOptions());
        Probe probe = probe(server, "tls: {verify: false}");
        assertUp(probe);
        assertThat(requireNonNull(probe.observation().certificate()).notAfter()).isEqualTo(past);
        assertDown(probe(server, "timeout: 5s"), FailureReason.TLS, "it expired on 2024-02-29");
    }

    @Test
    void anAuthorityOfItsOwnIsTrustedInsteadOfTheOthers() {
        String file = write("ca.pem", INTERNAL.pem());
        HttpServer internal = serve(issue(INTERNAL, "site", "localhost"), new HttpServerOptions());
        assertUp(probe(internal, "tls: {ca_file: " + file + "}"));
        HttpServer trusted = serve(LOCALHOST, new HttpServerOptions());
        assertDown(probe(trusted, "tls: {ca_file: " + file + "}"), FailureReason.TLS, "CN=Trusted Root is not trusted");
        assertUp(probe(trusted, "timeout: 5s"));
    }

    @Test
    void anotherNameIsAskedForAndVerified() {
        Identity shop = issue(TRUSTED, "shop", "shop.test");
        HttpServer server = serve(shop, new HttpServerOptions());
        assertUp(probe(server, "tls: {server_name: shop.test}"));
        assertDown(
                probe(server, "tls: {server_name: other.test}"),
                FailureReason.TLS,
                "it is for shop.test, not for other.test");
        assertDown(probe(server, "timeout: 5s"), FailureReason.TLS, "it is for shop.test, not for localhost");
    }

    @Test
    void aClientShowsItsCertificate() {
        HttpServerOptions asking = new HttpServerOptions()
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(INTERNAL.pem())));
        HttpServer server = serve(LOCALHOST, asking);
        Identity client = issue(INTERNAL, "monitor", "monitor.test");
        String options = "tls: {cert_file: " + write("client.pem", client.certificatePem()) + ", key_file: "
                + write("client.key", client.keyPem()) + "}";
        Probe given = probe(server, options);
        assertUp(given);
        assertThat(given.observation().bodyBytes()).isEqualTo("CN=monitor".length());
        Probe missing = probe(server, "timeout: 5s");
        assertThat(missing.verdict().outcome()).isEqualTo(Outcome.DOWN);
        assertThat(missing.verdict().reason()).isIn(FailureReason.TLS, FailureReason.RESET);
        assertThat(missing.verdict().message()).containsPattern("(?i)certificate|closed");
    }

    @Test
    void anOlderProtocolThanWantedIsRefused() {
        HttpServerOptions older = new HttpServerOptions();
        older.setEnabledSecureTransportProtocols(Set.of("TLSv1.2"));
        HttpServer server = serve(LOCALHOST, older);
        assertUp(probe(server, "tls: {min_version: 1.2}"));
        assertDown(
                probe(server, "tls: {min_version: 1.3}"),
                FailureReason.TLS,
                "it speaks no version of TLS that the check accepts");
    }

    @Test
    void theVersionOfHttpIsChosen() {
        HttpServer both = serve(LOCALHOST, new HttpServerOptions().setUseAlpn(true));
        assertProtocol("HTTP/2", probe(both, "http_version: auto"));
        assertProtocol("HTTP/1.1", probe(both, "http_version: 1.1"));
        assertProtocol("HTTP/2", probe(both, "http_version: 2"));
        HttpServer oldest = serve(LOCALHOST, new HttpServerOptions().setUseAlpn(false));
        assertDown(
                probe(oldest, "http_version: 2"), FailureReason.TLS, "was offered HTTP/2 alone, and does not speak it");
        HttpServer old = serve(
                LOCALHOST, new HttpServerOptions().setUseAlpn(true).setAlpnVersions(List.of(HttpVersion.HTTP_1_1)));
        Probe refused = probe(old, "http_version: 2");
        assertThat(refused.verdict().reason()).isEqualTo(FailureReason.TLS);
    }

    @Test
    void http2IsSpokenInPlainTextWithPriorKnowledge() {
        HttpServer server = Futures.get(probing.vertx
                .createHttpServer()
                .requestHandler(request -> request.response().end("fine").onFailure(gone -> {}))
                .listen(0, "127.0.0.1"));
        URI url = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
        Probe probe = probing.probe(Probing.configured(url, "http_version: 2, regexp: fine"));
        assertProtocol("HTTP/2", probe);
        assertThat(probe.observation().phases().get(Phase.TLS)).isNull();
        assertThat(probe.observation().phases().get(Phase.PROCESSING)).isPositive();
        assertThat(probe.observation().phases().get(Phase.TRANSFER)).isNotNull();
        assertProtocol("HTTP/1.1", probing.probe(Probing.configured(url, "http_version: auto")));
    }

    @Test
    void aConnectionIsKeptForTheNextCheck() {
        HttpServer server = serve(LOCALHOST, new HttpServerOptions().setUseAlpn(true));
        for (String version : List.of("1.1", "2")) {
            String options = "reuse_connection: true, timeout: 10s, http_version: " + version;
            Probe first = probe(server, options);
            assertUp(first);
            assertThat(first.observation().phases().get(Phase.CONNECT)).isPositive();
            for (int i = 0; i < 3; i++) {
                Probe next = probe(server, options);
                assertUp(next);
                assertThat(next.observation().phases().get(Phase.RESOLVE)).isNull();
                assertThat(next.observation().phases().get(Phase.CONNECT)).isNull();
                assertThat(next.observation().phases().get(Phase.TLS)).isNull();
                assertThat(next.observation().phases().get(Phase.PROCESSING)).isPositive();
                assertThat(next.observation().remoteAddress())
                        .isEqualTo(first.observation().remoteAddress());
                assertThat(next.observation().certificate())
                        .isEqualTo(first.observation().certificate());
            }
            assertThat(probe(server, "http_version: " + version)
                            .observation()
                            .phases()
                            .get(Phase.CONNECT))
                    .isPositive();
        }
    }

    @Test
    void aKeptConnectionThatTheServerClosedMeanwhileIsReplaced() {
        HttpServer server =
                serve(LOCALHOST, new HttpServerOptions().setIdleTimeout(300).setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
        String options = "reuse_connection: true, timeout: 10s";
        assertUp(probe(server, options));
        Futures.get(probing.vertx.timer(800, TimeUnit.MILLISECONDS));
        Probe next = probe(server, options);
        assertUp(next);
        assertThat(next.observation().phases().get(Phase.CONNECT)).isPositive();
    }

    private static Identity issue(CertificateAuthority authority, String name, String host) {
        return authority.issue(name, Instant.now().plus(Duration.ofDays(30)), host);
    }

    private static void assertProtocol(String protocol, Probe probe) {
        assertUp(probe);
        assertThat(probe.observation().protocol()).isEqualTo(protocol);
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

    private Probe probe(HttpServer server, String options) {
        Target target = Probing.configured(URI.create("https://localhost:" + server.actualPort() + "/"), options);
        return probing.probe(target);
    }

    private String write(String name, String pem) {
        try {
            return Files.writeString(directory.resolve(name), pem).toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpServer serve(Identity identity, HttpServerOptions options) {
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setKeyValue(Buffer.buffer(identity.keyPem()))
                        .setCertValue(Buffer.buffer(identity.certificatePem())));
        return Futures.get(probing.vertx
                .createHttpServer(options)
                .requestHandler(request -> request.response()
                        .end(options.getClientAuth() == ClientAuth.REQUIRED ? "CN=monitor" : "fine")
                        .onFailure(gone -> {}))
                .listen(0, "127.0.0.1"));
    }
}
