package io.nudger.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSsl;
import io.nudger.check.Outcome;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import io.nudger.testing.CertificateOrder;
import io.nudger.testing.Futures;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.NameServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A certificate is accepted as browsers accept it, by either engine, and its end is that of what was needed to accept it. */
class AcceptedCertificatesTest {
    private static final String HOST = "site.test";
    private static final String UNDERSCORED = "my_site.test";
    private static final Instant PAST = Instant.parse("2024-02-29T12:00:00Z");

    private static final CertificateOrder ROOT_ORDER = CertificateOrder.of("Trusted Root");
    private static final CertificateAuthority ROOT = CertificateAuthority.create(ROOT_ORDER, "SHA256");
    private static final CertificateAuthority UNKNOWN = CertificateAuthority.create("Unknown Root");

    private static final Map<TlsEngine, Probing> PROBING = new EnumMap<>(TlsEngine.class);
    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    /**
     * A certificate.
     *
     * @param name what is the matter with it
     * @param identity who the server says it is
     * @param host whom the check asks for
     * @param options what is configured at the target
     * @param fault a part of the message; null when it must be up
     */
    private record Row(String name, Identity identity, String host, String options, @Nullable String fault) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(names(), keys(), ends()).flatMap(rows -> rows);
    }

    private static Stream<Row> names() {
        Identity byCommonName = ROOT.issue(CertificateOrder.of(HOST));
        return Stream.of(
                row("a common name alone", byCommonName, HOST, "", "it names nobody but CN=site.test as its subject"),
                row(
                        "a wildcard within a label",
                        ROOT.issue("x", "si*.test"),
                        HOST,
                        "",
                        "it is for si*.test, not for site.test."),
                row("a wildcard", ROOT.issue("x", "*.site.test"), "www.site.test", "", null),
                row("capitals", ROOT.issue("x", "SITE.Test"), HOST, "", null),
                row("an underscore in the name", ROOT.issue("x", UNDERSCORED), UNDERSCORED, "", null),
                row("an underscore, under a wildcard", ROOT.issue("x", "*.site.test"), "a_b.site.test", "", null),
                row(
                        "an underscore, and another name",
                        ROOT.issue("x", HOST),
                        UNDERSCORED,
                        "",
                        "it is for site.test, not for my_site.test."),
                row("an address", ROOT.issue("x", "127.0.0.1"), "127.0.0.1", "", null),
                row(
                        "an address as a name",
                        ROOT.issue("x", CertificateOrder.AS_NAME + "127.0.0.1"),
                        "127.0.0.1",
                        "",
                        "it has 127.0.0.1 as a DNS name, not as an address."),
                row(
                        "another name, of an unknown issuer",
                        UNKNOWN.issue("x", "other.test"),
                        HOST,
                        "",
                        "it is for other.test, not for site.test; its issuer CN=Unknown Root is not trusted"),
                row("anything, when nothing is verified", byCommonName, HOST, "tls: {verify: false}", null));
    }

    private static Stream<Row> keys() {
        return Stream.of(
                row("a key on the curve P-384", of("secp384r1"), HOST, "", null),
                row("a key on the curve P-521", of("secp521r1"), HOST, "", ""),
                row(
                        "a key of Edwards",
                        ROOT.issue(CertificateOrder.of("x", HOST).with(CertificateOrder.edwardsKeys())),
                        HOST,
                        "",
                        ""));
    }

    private static Identity of(String curve) {
        return ROOT.issue(CertificateOrder.of("x", HOST).with(CertificateOrder.ellipticKeys(curve)));
    }

    private static Stream<Row> ends() {
        CertificateAuthority old = CertificateAuthority.create("Old Root");
        Identity crossed = ROOT.issue(HOST, HOST)
                .showing(old.subordinate(ROOT_ORDER.until(PAST)).certificate());
        Identity ending = ROOT.subordinate(
                        CertificateOrder.of("Ending").until(Instant.now().plus(Duration.ofDays(5))))
                .issue(HOST, HOST);
        return Stream.of(
                row(
                        "an expired cross-signature of a trusted root",
                        crossed,
                        HOST,
                        "expect: {certificate_days: 14}",
                        null),
                row(
                        "one that ends after 30 days",
                        ROOT.issue(HOST, HOST),
                        HOST,
                        "expect: {certificate_days: 31}",
                        "is valid until"),
                row(
                        "an issuer that ends soon",
                        ending,
                        HOST,
                        "expect: {certificate_days: 14}",
                        "The certificate of \"CN=Ending\", an issuer of that of https://site.test:"),
                row(
                        "an issuer that ends soon, and the leaf counts",
                        ending,
                        HOST,
                        "expect: {leaf_certificate_days: 14}",
                        null),
                row(
                        "a leaf that ends after 30 days, and counts",
                        ending,
                        HOST,
                        "expect: {leaf_certificate_days: 31}",
                        "The certificate of https://site.test:"));
    }

    private static Row row(String name, Identity identity, String host, String options, @Nullable String fault) {
        return new Row(name, identity, host, options, fault);
    }

    @BeforeAll
    static void start() {
        NameServer names = NameServer.start(name -> NameServer.Reply.of(InetAddress.getLoopbackAddress()));
        for (TlsEngine engine : TlsEngine.values()) {
            PROBING.put(engine, Probing.inTheWorldOf(engine, names, ROOT));
        }
        OPEN.addAll(PROBING.values());
        OPEN.add(names);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable open : OPEN) {
            open.close();
        }
    }

    @ParameterizedTest
    @MethodSource
    void rows(Row row) {
        if (row.host.contains("_")) {
            verify(row, openSslServer(row.identity));
            return;
        }
        try (MisbehavingServer server = MisbehavingServer.startTls(row.identity, List.of("http/1.1"), visitor -> {
            visitor.awaitRequest();
            visitor.write("HTTP/1.1 204 No Content\r\n\r\n");
        })) {
            verify(row, server.port());
        }
    }

    @Test
    void aNameWithAnUnderscoreIsSent() {
        PROBING.forEach((engine, probing) -> {
            AtomicBoolean sent = new AtomicBoolean();
            try (MisbehavingServer server = MisbehavingServer.start(visitor -> {
                byte[] head = visitor.readBytes(5);
                byte[] hello = visitor.readBytes((head[3] & 0xff) << 8 | (head[4] & 0xff));
                sent.set(new String(hello, StandardCharsets.ISO_8859_1).contains(UNDERSCORED));
                visitor.close();
            })) {
                Probe probe = probing.probe(Probing.configured(
                        URI.create("https://" + UNDERSCORED + ":" + server.port() + "/"), "timeout: 10s"));
                assertThat(probe.verdict().outcome()).isEqualTo(Outcome.DOWN);
                assertThat(sent).as("%s", engine).isTrue();
            }
        });
    }

    /** Java refuses whoever asks for a name with an underscore. */
    private static int openSslServer(Identity identity) {
        Assumptions.assumeTrue(OpenSsl.isAvailable(), "OpenSSL takes any name");
        PemKeyCertOptions keys = new PemKeyCertOptions()
                .addKeyValue(Buffer.buffer(identity.keyPem()))
                .addCertValue(Buffer.buffer(identity.certificatePem()));
        HttpServer server = requireNonNull(PROBING.get(TlsEngine.JDK))
                .vertx
                .createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setSslEngineOptions(new OpenSSLEngineOptions())
                        .setKeyCertOptions(keys))
                .requestHandler(request -> request.response().end("fine").onFailure(gone -> {}));
        return Futures.get(server.listen(0, "127.0.0.1")).actualPort();
    }

    private static void verify(Row row, int port) {
        URI url = URI.create("https://" + row.host + ":" + port + "/");
        PROBING.forEach((engine, probing) -> {
            Probe probe = probing.probe(
                    Probing.configured(url, "timeout: 10s" + (row.options.isEmpty() ? "" : ", " + row.options)));
            assertThat(probe.defect()).isNull();
            assertThat(probe.verdict().outcome())
                    .as("%s: %s", engine, probe.verdict())
                    .isEqualTo(row.fault == null ? Outcome.UP : Outcome.DOWN);
            if (row.fault != null) {
                assertThat(probe.verdict().message()).as("%s", engine).contains(row.fault);
            }
        });
    }
}
