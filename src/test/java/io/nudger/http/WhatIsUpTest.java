package io.nudger.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Outcome;
import io.nudger.testing.Chromium;
import io.nudger.testing.ForwardProxy;
import io.nudger.testing.Futures;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.Tool;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The form of an answer that browsers show is no reason for a site to be down. The same table over plain HTTP, through both
 * TLS engines and through a proxy, and beside curl; beside Chromium with {@code -Dnudger.chromium=true}.
 */
class WhatIsUpTest {
    private static final int HTTP_1_1_REQUIRED = 0xd;
    private static final Path PAGE = Path.of("docs", "what-is-up.md");

    private static final Map<TlsEngine, Probing> PROBING = new EnumMap<>(TlsEngine.class);

    static Stream<UpCase> cases() {
        return UpCases.all();
    }

    @BeforeAll
    static void start() {
        for (TlsEngine engine : TlsEngine.values()) {
            PROBING.put(engine, Probing.trusting(engine, Row.TRUSTED));
        }
    }

    @AfterAll
    static void stop() {
        PROBING.values().forEach(Probing::close);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void plain(UpCase each) {
        try (MisbehavingServer server = each.start()) {
            verify(each, "http://127.0.0.1:" + server.port(), TlsEngine.best(), "");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void encryptedWithEitherEngine(UpCase each) {
        try (MisbehavingServer server = each.startTls(Row.SERVER)) {
            for (TlsEngine engine : TlsEngine.values()) {
                verify(each, "https://127.0.0.1:" + server.port(), engine, "");
            }
        }
    }

    /** What decrypts does not see the proxy: each engine goes through one kind of them. */
    @ParameterizedTest
    @MethodSource("cases")
    void throughAProxy(UpCase each) {
        Map<String, TlsEngine> kinds = Map.of("socks5", TlsEngine.JDK, "http", TlsEngine.best());
        try (ForwardProxy proxy = new ForwardProxy(Map.of(), "");
                MisbehavingServer server = each.start();
                MisbehavingServer secure = each.startTls(Row.SERVER)) {
            kinds.forEach((kind, engine) -> {
                String through = "proxy: '" + kind + "://127.0.0.1:" + proxy.port() + "'";
                verify(each, "http://127.0.0.1:" + server.port(), engine, through);
                verify(each, "https://127.0.0.1:" + secure.port(), engine, through);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("strictCases")
    void strictlyAsItAlwaysWas(UpCase each) {
        try (MisbehavingServer server = each.start()) {
            Probe probe = probe(each, "http://127.0.0.1:" + server.port(), TlsEngine.best(), "strict_http: true");
            assertThat(word(probe)).isEqualTo(each.verdicts().before());
        }
    }

    static Stream<UpCase> strictCases() {
        return cases().filter(each ->
                Stream.of("Lines", "Lengths", "Chunks", "Headers", "Bodies").anyMatch(each.kind()::startsWith));
    }

    private static void verify(UpCase each, String site, TlsEngine engine, String more) {
        Probe probe = probe(each, site, engine, more);
        assertThat(probe.defect()).isNull();
        assertThat(word(probe))
                .as("%s", probe.verdict())
                .isEqualTo(each.verdicts().now());
    }

    /** What must be down through the deadline alone has a short one. */
    private static Probe probe(UpCase each, String site, TlsEngine engine, String more) {
        String options = Stream.of("timeout: 10s", each.options(), more)
                .filter(Predicate.not(String::isEmpty))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        boolean waits = more.startsWith("strict") && each.verdicts().curl().equals(UpCase.NONE);
        Probing probing = requireNonNull(PROBING.get(engine));
        Probe probe =
                probing.probe(Probing.written(site + each.path(), waits ? options.replace("10s", "300ms") : options));
        for (int i = 0; i < 5 && probe.verdict().outcome() == Outcome.UNKNOWN; i++) {
            probe = probing.probe(Probing.written(site + each.path(), options));
        }
        return probe;
    }

    private static String word(Probe probe) {
        return probe.verdict().outcome().wireName();
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void aServerThatWantsHttp1ForARequestIsAskedInHttp1(TlsEngine engine) {
        Probing probing = requireNonNull(PROBING.get(engine));
        HttpServer server = Futures.get(probing.vertx
                .createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addKeyValue(Buffer.buffer(Row.SERVER.keyPem()))
                                .addCertValue(Buffer.buffer(Row.SERVER.certificatePem()))))
                .requestHandler(WhatIsUpTest::answerInHttp1)
                .listen(0, "127.0.0.1"));
        String url = "https://127.0.0.1:" + server.actualPort() + "/";
        Probe probe = probing.probe(Probing.written(url, "timeout: 10s, regexp: fine"));
        assertThat(word(probe)).as("%s", probe.verdict()).isEqualTo("up");
        assertThat(probe.observation().protocol()).isEqualTo("HTTP/1.1");
        for (String options : List.of("strict_http: true", "http_version: 2")) {
            Probe strict = probing.probe(Probing.written(url, "timeout: 10s, " + options));
            assertThat(strict.verdict().message()).contains("(HTTP/2 error HTTP_1_1_REQUIRED)");
        }
        Futures.get(server.close());
    }

    private static void answerInHttp1(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(HTTP_1_1_REQUIRED).onFailure(gone -> {});
        } else {
            request.response().end("fine").onFailure(gone -> {});
        }
    }

    @Test
    void theHostHeaderIsKeptAtTheSameOrigin() {
        try (MisbehavingServer server = MisbehavingServer.start(visitor -> {
            String request = visitor.readRequest();
            boolean named = request.contains("host: shop.test\r\n");
            String there = "HTTP/1.1 302 Found\r\nset-cookie: a=b; Domain=shop.test\r\nlocation: /there\r\n\r\n";
            String fine = "HTTP/1.1 " + (named && request.contains("a=b") ? "204 No" : "404 No") + "\r\n\r\n";
            UpCase.sayAndClose(visitor, request.startsWith("GET / ") ? there : fine);
        })) {
            Probing probing = requireNonNull(PROBING.get(TlsEngine.best()));
            Probe probe =
                    probing.probe(Probing.configured(server.http("/"), "timeout: 10s, headers: {host: shop.test}"));
            assertThat(word(probe)).as("%s", probe.verdict()).isEqualTo("up");
        }
    }

    @Test
    void curlSaysSo() throws Exception {
        Assumptions.assumeTrue(Tool.isOnPath("curl"), "curl is not installed");
        Map<String, String> otherwise = new TreeMap<>();
        for (UpCase each : cases().filter(one -> !one.verdicts().curl().equals(UpCase.NONE))
                .toList()) {
            try (MisbehavingServer server = each.start()) {
                String found = curl("http://127.0.0.1:" + server.port() + each.path());
                if (!found.equals(each.verdicts().curl())) {
                    otherwise.put(each.toString(), found);
                }
            }
        }
        assertThat(otherwise).isEmpty();
    }

    private static String curl(String url) throws IOException, InterruptedException {
        Process curl = new ProcessBuilder(
                        "curl",
                        "-sgL",
                        "-m",
                        "10",
                        "--max-redirs",
                        "10",
                        "-b",
                        "",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        url)
                .redirectErrorStream(true)
                .start();
        String status = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return curl.waitFor() == 0 && status.endsWith("200") ? "up" : "down";
    }

    @Test
    void chromiumSaysSo() {
        Assumptions.assumeTrue(Boolean.getBoolean("nudger.chromium"), "-Dnudger.chromium=true asks it");
        try (Chromium browser = Chromium.start()) {
            for (UpCase each : cases().filter(one -> !one.verdicts().chromium().equals(UpCase.NONE))
                    .toList()) {
                try (MisbehavingServer server = each.start();
                        Chromium.Tab tab = browser.open()) {
                    String found = tab.fails("http://127.0.0.1:" + server.port() + each.path());
                    assertThat(found.isEmpty() || found.equals("net::ERR_ABORTED") ? "up" : "down")
                            .as("%s: %s", each, found)
                            .isEqualTo(each.verdicts().chromium().replace("in part", "up"));
                }
            }
        }
    }

    @Test
    void thePageSaysTheSame() throws IOException {
        String page = Files.readString(PAGE);
        StringBuilder missing = new StringBuilder();
        String kind = "";
        for (UpCase each : cases().toList()) {
            if (!each.kind().equals(kind)) {
                kind = each.kind();
                missing.append("\n### ")
                        .append(kind)
                        .append("\n| what the server does | curl | Chromium | before | now |\n|---|---|---|---|---|\n");
            }
            missing.append(each.line()).append('\n');
        }
        assertThat(Arrays.stream(missing.toString().split("\n")).filter(line -> !page.contains(line)))
                .as("the table of the page is:\n%s", missing)
                .isEmpty();
    }
}
