package io.nudger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSsl;
import io.nudger.check.CertificateInfo;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Target;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateAuthority.Identity;
import io.nudger.testing.CertificateOrder;
import io.nudger.testing.Futures;
import io.nudger.testing.NameServer;
import io.nudger.testing.NameServer.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of certificates, in the manner of badssl.com: what is right and wrong with a certificate or a handshake, the
 * same with either engine, and the certificate recorded whenever there was one to be seen. Before TLS 1.3 a server that wants
 * another client ends the handshake before its own certificate is settled.
 */
class CertificatesTest {
    private static final String HOST = "site.test";
    private static final Instant PAST = Instant.parse("2024-02-29T12:00:00Z");
    private static final Instant FUTURE = Instant.parse("2100-01-01T12:00:00Z");

    private static final CertificateAuthority ROOT = CertificateAuthority.create("Trusted Root");
    private static final CertificateAuthority BETWEEN = ROOT.subordinate(CertificateOrder.of("Between"));
    private static final CertificateAuthority UNKNOWN = CertificateAuthority.create("Unknown Root");
    private static final CertificateAuthority MD5 = CertificateAuthority.create(
            CertificateOrder.of("Trusted Root of MD5").with(CertificateOrder.rsaKeys(2048)), "MD5");

    private static final Identity GOOD = ROOT.issue(HOST, HOST);
    private static final Identity CLIENT = ROOT.issue("monitor", "monitor.test");

    private static final Identity OF_NO_NAME = ROOT.issue("default", "default.test");

    private static final int ATTEMPTS = 10;

    private static final List<Verdict> VERDICTS = new ArrayList<>();

    @TempDir
    static Path directory;

    /**
     * A server, and what must be found.
     *
     * @param name what is the matter with it
     * @param identity who it says it is
     * @param options how it speaks TLS
     * @param fault a part of the message; null when it must be up
     * @param seen whether there is a certificate to be recorded
     * @param asked what is configured at the target
     */
    private record Row(
            String name,
            Identity identity,
            HttpServerOptions options,
            @Nullable String fault,
            boolean seen,
            String asked) {
        Row(String name, Identity identity, @Nullable String fault) {
            this(name, identity, new HttpServerOptions(), fault, true, "timeout: 10s");
        }

        /** The certificate that it shows. */
        Identity shown() {
            return options.isSni() && fault != null ? OF_NO_NAME : identity;
        }

        HttpServerOptions server() {
            PemKeyCertOptions keys = new PemKeyCertOptions();
            for (Identity one : options.isSni() ? List.of(OF_NO_NAME, identity) : List.of(identity)) {
                keys.addKeyValue(Buffer.buffer(one.keyPem())).addCertValue(Buffer.buffer(one.certificatePem()));
            }
            HttpServerOptions whole =
                    new HttpServerOptions(options).setSsl(true).setKeyCertOptions(keys);
            // OpenSSL, where there is, also speaks what Java will not.
            return OpenSsl.isAvailable() ? whole.setSslEngineOptions(new OpenSSLEngineOptions()) : whole;
        }
    }

    /** What a check with this engine made of a row. */
    private record Verdict(TlsEngine engine, Row row, Probe probe) {
        @Override
        public String toString() {
            return row.name + ": " + engine;
        }
    }

    private static Stream<Row> rows() {
        return Stream.of(chains(), names(), weaknesses(), protocols(), clients())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> names() {
        HttpServerOptions byName = new HttpServerOptions().setSni(true);
        return Stream.of(
                new Row("chosen by name", GOOD, byName, null, true, "timeout: 10s"),
                new Row(
                        "chosen by name, and the name is not known",
                        ROOT.issue("shop", "shop.test"),
                        byName,
                        "it is for default.test, not for site.test.",
                        true,
                        "timeout: 10s"),
                new Row(
                        "chosen by the name that is configured",
                        ROOT.issue("shop", "shop.test"),
                        byName,
                        null,
                        true,
                        "tls: {server_name: shop.test}"));
    }

    private static Stream<Row> chains() {
        CertificateAuthority old = ROOT.subordinate(CertificateOrder.of("Old").until(PAST));
        CertificateAuthority impostor = ROOT.impostor(CertificateOrder.of("No Authority", "elsewhere.test"));
        Identity signedByNone =
                UNKNOWN.subordinate(CertificateOrder.of("Between")).issue(HOST, HOST);
        return Stream.of(
                new Row("good", GOOD, null),
                new Row("good, with an authority between", BETWEEN.issue(HOST, HOST), null),
                new Row("good, with a wildcard", ROOT.issue("any", "*.test"), null),
                new Row("expired", ROOT.issue(HOST, PAST, HOST), "it expired on 2024-02-29 12:00 UTC."),
                new Row(
                        "not yet valid",
                        ROOT.issue(CertificateOrder.of(HOST, HOST).from(FUTURE)),
                        "it is not valid before 2100-01-01 12:00 UTC."),
                new Row(
                        "issued by an authority that has expired",
                        old.issue(HOST, HOST),
                        "its issuer CN=Old expired on 2024-02-29 12:00 UTC."),
                new Row(
                        "for another host",
                        ROOT.issue("other", "other.test", "www.other.test"),
                        "it is for other.test, www.other.test, not for site.test."),
                new Row(
                        "for hosts one level deeper",
                        ROOT.issue("deeper", "*.site.test"),
                        "it is for *.site.test, not for site.test."),
                new Row(
                        "for an address",
                        ROOT.issue("address", "127.0.0.1"),
                        "it is for 127.0.0.1, not for site.test."),
                new Row(
                        "expired, and for another host",
                        ROOT.issue("other", PAST, "other.test"),
                        "it expired on 2024-02-29 12:00 UTC"),
                new Row("self-signed", CertificateAuthority.selfSigned(HOST, HOST), "it is self-signed."),
                new Row(
                        "of a root that nobody trusts, and which is shown",
                        UNKNOWN.issue(HOST, HOST).showing(UNKNOWN.certificate()),
                        "its root CN=Unknown Root is not trusted."),
                new Row(
                        "of a root that nobody trusts",
                        UNKNOWN.issue(HOST, HOST),
                        "its issuer CN=Unknown Root is not trusted, or the server left out a certificate between."),
                new Row(
                        "of an authority of a root that nobody trusts",
                        signedByNone,
                        "its issuer CN=Unknown Root is not trusted, or the server left out a certificate between."),
                new Row(
                        "of an authority whose certificate is left out",
                        BETWEEN.issue(HOST, HOST).alone(),
                        "its issuer CN=Between is not trusted, or the server left out a certificate between."),
                new Row(
                        "signed by one who is no authority",
                        impostor.issue(HOST, HOST),
                        "this is not a CA certificate"),
                new Row(
                        "for clients only",
                        ROOT.issue(CertificateOrder.of(HOST, HOST).forClientsOnly()),
                        "Extended key usage does not permit use for TLS server authentication"));
    }

    private static Stream<Row> weaknesses() {
        return Stream.of(512, 768, 1024)
                .map(bits -> new Row(
                        "of a key of " + bits + " bits",
                        ROOT.issue(CertificateOrder.of(HOST, HOST).with(CertificateOrder.rsaKeys(bits))),
                        speaking(bits == 512 ? "TLSv1.2" : "TLSv1.3"),
                        bits < 1024 ? "RSA " + bits + " bit key" : null,
                        true,
                        "timeout: 10s"));
    }

    private static Stream<Row> protocols() {
        return Stream.of(
                new Row("signed with MD5", MD5.issue(HOST, HOST), "MD5withRSA"),
                handshake("speaks TLS 1.0 only", "TLSv1", "timeout: 10s", "it speaks no version of TLS"),
                handshake("speaks TLS 1.1 only", "TLSv1.1", "timeout: 10s", "it speaks no version of TLS"),
                handshake("speaks TLS 1.2 only", "TLSv1.2", "timeout: 10s", null),
                handshake(
                        "speaks TLS 1.2 only, and more is wanted", "TLSv1.2", "tls: {min_version: 1.3}", "no version"),
                handshake("speaks TLS 1.3 only", "TLSv1.3", "timeout: 10s", null));
    }

    private static Row handshake(String name, String protocol, String asked, @Nullable String fault) {
        return new Row(name, GOOD, speaking(protocol), fault, fault == null, asked);
    }

    private static HttpServerOptions speaking(String protocol) {
        HttpServerOptions options = new HttpServerOptions();
        options.setEnabledSecureTransportProtocols(Set.of(protocol));
        return options;
    }

    private static Stream<Row> clients() {
        String given = "tls: {cert_file: " + write("client.pem", CLIENT.certificatePem()) + ", key_file: "
                + write("client.key", CLIENT.keyPem()) + "}";
        Identity stranger = UNKNOWN.issue("stranger", "stranger.test");
        String strange = "tls: {cert_file: " + write("stranger.pem", stranger.certificatePem()) + ", key_file: "
                + write("stranger.key", stranger.keyPem()) + "}";
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(protocol -> Stream.of(
                        new Row(protocol + ", asks for a certificate", GOOD, asking(protocol), null, true, given),
                        new Row(
                                protocol + ", asks for a certificate in vain",
                                GOOD,
                                asking(protocol),
                                "wants a client certificate",
                                protocol.equals("TLSv1.3"),
                                "timeout: 10s"),
                        new Row(
                                protocol + ", asks for a certificate that it trusts",
                                GOOD,
                                asking(protocol),
                                "Received fatal alert: ",
                                protocol.equals("TLSv1.3"),
                                strange)));
    }

    private static HttpServerOptions asking(String protocol) {
        HttpServerOptions options = speaking(protocol);
        options.setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(ROOT.pem())));
        return options;
    }

    @BeforeAll
    static void checkAll() {
        List<Row> rows = rows().toList();
        assertThat(rows).extracting(Row::name).doesNotHaveDuplicates();
        Vertx servers = Vertx.vertx();
        try (NameServer names = NameServer.start(name -> Reply.of(InetAddress.getLoopbackAddress()))) {
            Map<Row, URI> urls = new LinkedHashMap<>();
            rows.forEach(row -> urls.put(row, serve(servers, row)));
            for (TlsEngine engine : TlsEngine.values()) {
                try (Probing probing = Probing.inTheWorldOf(engine, names, ROOT, MD5)) {
                    Futures.get(probing.prober.warmUp());
                    urls.forEach((row, url) -> VERDICTS.add(new Verdict(engine, row, check(probing, url, row))));
                }
            }
        } finally {
            Futures.get(servers.close());
        }
    }

    @AfterAll
    static void forget() {
        VERDICTS.clear();
    }

    private static URI serve(Vertx servers, Row row) {
        HttpServer server = Futures.get(servers.createHttpServer(row.server())
                .requestHandler(request -> request.response().end("fine").onFailure(gone -> {}))
                .listen(0, "127.0.0.1"));
        return URI.create("https://" + HOST + ":" + server.actualPort() + "/");
    }

    /** Until the machine was not stalled. */
    private static Probe check(Probing probing, URI url, Row row) {
        Target target = Probing.configured(url, row.asked);
        for (int i = 0; ; i++) {
            Probe probe = probing.probe(target);
            if (!FailureReason.OVERLOADED.equals(probe.verdict().reason()) || i == ATTEMPTS) {
                return probe;
            }
        }
    }

    static List<Verdict> verdicts() {
        return VERDICTS;
    }

    @ParameterizedTest
    @MethodSource
    void verdicts(Verdict verdict) {
        Row row = verdict.row;
        Probe probe = verdict.probe;
        assertThat(probe.defect()).isNull();
        assertThat(probe.verdict().message() == null ? "" : probe.verdict().message())
                .contains(row.fault == null ? "" : row.fault);
        assertThat(probe.verdict().outcome()).isEqualTo(row.fault == null ? Outcome.UP : Outcome.DOWN);
        assertThat(probe.verdict().reason()).isEqualTo(row.fault == null ? null : FailureReason.TLS);
        CertificateInfo seen = probe.observation().certificate();
        assertThat(seen == null ? null : seen.sha256())
                .isEqualTo(row.seen ? fingerprint(row.shown().certificate()) : null);
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String write(String name, String pem) {
        try {
            return Files.writeString(directory.resolve(name), pem).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
