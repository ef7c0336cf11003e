package io.nudger.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CertificateInfo;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Phase;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import io.nudger.testing.Futures;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a check makes of certificates, and of what the handshake agrees on: the same with either engine. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class HttpProberTlsTest {
    private static final CertificateAuthority TRUSTED = CertificateAuthority.create("Trusted Root");

    private final TlsEngine engine;
    private final Probing probing;

    private final Instant nextMonth = Instant.now().plus(Duration.ofDays(30));

    /** When the session of each request was made; a resumed one keeps the time of the first. */
    private final Queue<Long> sessions = new ConcurrentLinkedQueue<>();

    HttpProberTlsTest(TlsEngine engine) {
        this.engine = engine;
        this.probing = Probing.trusting(engine, TRUSTED);
    }

    @AfterEach
    void stop() {
        probing.close();
    }

    @Test
    void aGoodCertificateIsRecorded() {
        Identity identity = TRUSTED.issue("localhost", nextMonth, "localhost");
        HttpServer server = serve(identity, new HttpServerOptions());
        Probe probe = probe(server, "localhost");
        assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
        CertificateInfo certificate = requireNonNull(probe.observation().certificate());
        assertThat(certificate.issuer()).isEqualTo("CN=Trusted Root");
        assertThat(certificate.notAfter())
                .isEqualTo(identity.certificate().getNotAfter().toInstant());
        assertThat(certificate.sha256()).hasSize(64);
        TlsSession tls = requireNonNull(requireNonNull(probe.lastHop()).tls());
        assertThat(tls.protocol()).isEqualTo("TLSv1.3");
        assertThat(tls.cipher()).startsWith("TLS_AES");
        assertThat(tls.earliestExpiry()).isEqualTo(certificate.notAfter());
        assertThat(probe.observation().phases().get(Phase.TLS)).isPositive();
    }

    @Test
    void anExpiredCertificateIsRefusedAndStillSeen() {
        Instant expiry = Instant.parse("2024-02-29T12:00:00Z");
        Probe probe =
                probe(serve(TRUSTED.issue("localhost", expiry, "localhost"), new HttpServerOptions()), "localhost");
        assertRefused(probe, "it expired on 2024-02-29 12:00 UTC.");
        assertThat(requireNonNull(probe.observation().certificate()).notAfter()).isEqualTo(expiry);
        TlsSession tls = requireNonNull(requireNonNull(probe.lastHop()).tls());
        assertThat(tls.protocol()).isEqualTo("TLSv1.3");
        assertThat(tls.cipher())
                .matches(cipher ->
                        engine == TlsEngine.OPENSSL ? cipher.equals(TlsSession.UNKNOWN) : cipher.startsWith("TLS_AES"));
    }

    @Test
    void whatACertificateSaysPlaysNoTricksOnATerminal() {
        CertificateAuthority stranger = CertificateAuthority.create("Red\u001b[31m");
        Identity identity = stranger.issue("Title\u001b]0x", nextMonth, "localhost");
        Probe probe = probe(serve(identity, new HttpServerOptions()), "localhost");
        assertRefused(probe, "its issuer CN=Red [31m is not trusted");
        CertificateInfo certificate = requireNonNull(probe.observation().certificate());
        assertThat(certificate.issuer()).isEqualTo("CN=Red [31m");
        assertThat(certificate.subject()).isEqualTo("CN=Title ]0x");
    }

    @Test
    void aCertificateForAnotherAddressIsRefused() {
        Identity identity = TRUSTED.issue("localhost", nextMonth, "localhost");
        Probe probe = probe(serve(identity, new HttpServerOptions()), "127.0.0.1");
        assertRefused(probe, "it is for localhost, not for 127.0.0.1.");
    }

    @Test
    void theNewestProtocolThatBothSpeakIsUsed() {
        Identity identity = TRUSTED.issue("localhost", nextMonth, "localhost");
        Probe newest = probe(serve(identity, new HttpServerOptions().setUseAlpn(true)), "localhost");
        assertThat(newest.verdict().outcome()).isEqualTo(Outcome.UP);
        assertThat(newest.observation().protocol()).isEqualTo("HTTP/2");
        Probe old = probe(serve(identity, new HttpServerOptions().setUseAlpn(false)), "localhost");
        assertThat(old.verdict().outcome()).isEqualTo(Outcome.UP);
        assertThat(old.observation().protocol()).isEqualTo("HTTP/1.1");
    }

    @Test
    void everyCheckMakesAFullHandshake() {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            sessions.clear();
            HttpServerOptions options = new HttpServerOptions();
            options.setEnabledSecureTransportProtocols(Set.of(protocol));
            HttpServer server = serve(TRUSTED.issue("localhost", nextMonth, "localhost"), options);
            for (int i = 0; i < 3; i++) {
                assertThat(probe(server, "localhost").verdict().outcome()).isEqualTo(Outcome.UP);
                pause();
            }
            assertThat(sessions).as(protocol).hasSize(3).doesNotHaveDuplicates();
        }
    }

    @Test
    void checksAtTheSameTimeDoNotShareASession() {
        HttpServer server = serve(TRUSTED.issue("localhost", nextMonth, "localhost"), new HttpServerOptions());
        URI url = URI.create("https://localhost:" + server.actualPort() + "/slow");
        List<Future<Probe>> checks = IntStream.range(0, 5)
                .mapToObj(i -> {
                    Future<Probe> check = probing.prober.probe(Probing.target(url));
                    pause();
                    return check;
                })
                .toList();
        assertThat(checks)
                .allSatisfy(check ->
                        assertThat(Futures.get(check).verdict().outcome()).isEqualTo(Outcome.UP));
        assertThat(sessions).hasSize(5).doesNotHaveDuplicates();
    }

    /** So that no two sessions are made in one millisecond. */
    private void pause() {
        Futures.get(probing.vertx.timer(20, TimeUnit.MILLISECONDS));
    }

    private static void assertRefused(Probe probe, String why) {
        assertThat(probe.defect()).isNull();
        assertThat(probe.verdict().outcome()).isEqualTo(Outcome.DOWN);
        assertThat(probe.verdict().reason()).isEqualTo(FailureReason.TLS);
        assertThat(probe.verdict().message())
                .startsWith("The certificate of ")
                .contains(" is not accepted: ")
                .contains(why);
        assertThat(probe.observation().certificate()).isNotNull();
    }

    private Probe probe(HttpServer server, String host) {
        return probing.probe(URI.create("https://" + host + ":" + server.actualPort() + "/"));
    }

    private HttpServer serve(Identity identity, HttpServerOptions options) {
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setKeyValue(Buffer.buffer(identity.keyPem()))
                        .setCertValue(Buffer.buffer(identity.certificatePem())));
        return Futures.get(probing.vertx
                .createHttpServer(options)
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1"));
    }

    private void answer(HttpServerRequest request) {
        sessions.add(request.sslSession().getCreationTime());
        long delay = request.path().equals("/slow") ? 300 : 1;
        probing.vertx.setTimer(delay, timer -> request.response().end("fine").onFailure(cause -> assertThat(cause)
                .isNull()));
    }
}
