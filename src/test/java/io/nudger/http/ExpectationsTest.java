package io.nudger.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Outcome;
import io.nudger.check.Target;
import io.nudger.check.Wording;
import io.nudger.config.TargetSource;
import io.nudger.config.TargetsLoader;
import io.nudger.document.InvalidConfigException;
import io.nudger.evaluate.ExpectationResult;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.Futures;
import io.nudger.testing.MisbehavingServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each key of {@code expect}, from the targets file to the verdict. */
final class ExpectationsTest {
    private static final CertificateAuthority TRUSTED = CertificateAuthority.create("Trusted Root");
    private static final String HEADERS = "x-cache: HIT\r\nset-cookie: session=s3cret\r\nvary: a\r\nvary: b\r\n";
    private static final String BODY =
            """
            {"status": "up", "count": 3, "ratio": 0.50, "big": 12345678901234567890, "ok": true, "error": null,
             "text": "5", "tags": ["a", "b"], "nested": {"x": {"y": "z"}},
             "items": [{"n": "one", "up": true, "p": 5}, {"n": "two", "up": true, "p": 7}]}""";

    private static Probing probing;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        probing = Probing.trusting(TlsEngine.JDK, TRUSTED);
        Futures.get(probing.prober.warmUp());
    }

    @AfterAll
    static void stop() {
        probing.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "headers: {x-cache: HIT}",
                "headers: {X-Cache: ^H, vary: ^b$, x-powered-by: absent, set-cookie: session=}",
                "json: {$.status: up}",
                "json: {$.count: 3, $.ratio: 0.5, $.ok: true, $.error: 'null', $.text: 5}",
                "json: {$.count: '> 2', $.ratio: '<= 0.5', $.big: '>= 12345678901234567890', $.text: '< 5.5'}",
                "json: {$.status: '!= down', $.missing: absent, $.nested: present, $.error: absent}",
                "json: {$.status: '=~ ^u', $.nested.x.y: '!~ a', \"$['status']\": '== up'}",
                "json: {'$.items.length()': 2, '$.items[*].up': true, '$..p': '> 4', $.tags: present}",
                "json: {'$.items[?(@.p > 5)].n': two, '$.items[?(@.up == false)]': absent, '$.items[1].n': two}",
                "json: {$.sum($..p): 12}",
                "json: {$.count: ['> 2', '< 4', present], $.status: [up, '=~ ^u', '!= down']}",
                "json: {$.status.length(): 2, $.tags.length(): 2, $.nested.length(): 1, $.count.length(): absent}",
                "json: {$.tags: ['=~ \"b\"', '!= a'], $.nested: '{\"x\":{\"y\":\"z\"}}'}",
                "json: {$.missing: absent or != up, $.error: absent or > 5, $.count: absent or 3, $.nested.x.z: 'absent or =~ a'}",
                "{regexp: [up, count], not_regexp: [xyz, zyx]}",
                "protocol: HTTP/1.1",
                "final_url: ^http://127",
                "{max_duration: 900ms, degraded_after: 899ms}",
            })
    void whatIsAsItShouldBeIsUp(String expect) throws Exception {
        Probe probe = probe(expect);

        assertThat(probe.verdict().message()).isNull();
        assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
        assertThat(probe.results())
                .allSatisfy(
                        each -> assertThat(each.result()).as(each.toString()).isEqualTo(ExpectationResult.Result.MET));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "headers: {x-cache: MISS} | header | The header x-cache is \"HIT\", wanted a match of MISS.",
                "headers: {x-other: .} | header | The header x-other is absent, wanted a match of ..",
                "headers: {x-cache: absent} | header | The header x-cache is \"HIT\", wanted none.",
                "headers: {vary: c} | header | The header vary is \"a\", \"b\", wanted a match of c.",
                "headers: {set-cookie: x} | header | The header set-cookie is a value that is not shown, wanted a match of x.",
                "json: {$.status: down} | body | The value of $.status is \"up\", wanted == down.",
                "json: {$.count: '> 3'} | body | The value of $.count is 3, wanted > 3.",
                "json: {$.status: '> 3'} | body | The value of $.status is \"up\", wanted > 3.",
                "json: {$.big: '!= 12345678901234567890'} | body | The value of $.big is 12345678901234567890, wanted != 12345678901234567890.",
                "json: {$.status: '!~ u'} | body | The value of $.status is \"up\", wanted !~ u.",
                "json: {$.missing.x: 1} | body | Nothing is at $.missing.x, wanted == 1.",
                "json: {$.tags: a} | body | The value of $.tags is a list of 2, wanted == a.",
                "json: {$.nested: a} | body | The value of $.nested is an object, wanted == a.",
                "json: {$.error: present} | body | The value of $.error is null, wanted present.",
                "json: {$.count: ['> 2', '> 3', '< 3']} | body | The value of $.count is 3, wanted > 3. The value of $.count is 3, wanted < 3.",
                "json: {$.status: absent or != up} | body | The value of $.status is \"up\", wanted absent or != up.",
                "json: {$.status.length(): 3} | body | The value of $.status.length() is 2, wanted == 3.",
                "{regexp: [up, xyz, zyx]} | body | Nothing in the body of BYTES bytes matches the regular expression xyz. Nothing in it matches the regular expression zyx.",
                "{not_regexp: [xyz, ratio]} | body | In the body of BYTES bytes, \"ratio\" matches the unwanted regular expression ratio.",
                "json: {'$.items[*].n': one} | body | One of 2 values of $.items[*].n is \"two\", wanted == one.",
                "json: {'$.items[?(@.up == false)]': present} | body | Nothing is at $.items[?(@.up == false)], wanted present.",
                "json: {$.items.length(): 3} | body | The value of $.items.length() is 2, wanted == 3.",
                "json: {$.sum($.status): 1} | body | The value of $.sum($.status) is not computable: Aggregation function attempted to calculate value using empty array, wanted == 1.",
                "protocol: HTTP/2 | header | The answer came over HTTP/1.1, wanted HTTP/2.",
                "final_url: http://other.test | redirect | The answer came from URL, wanted http://other.test.",
                "final_url: ^https | redirect | The answer came from URL, wanted a match of ^https.",
                "certificate_days: 3 | certificate | There is no certificate, because nothing is encrypted; wanted one that is valid for 3 days.",
                "{status: 201, headers: {x-cache: M}, json: {$.count: 4}, protocol: HTTP/2} | status | The status is 200 OK, wanted 201. The header x-cache is \"HIT\", wanted a match of M. The value of $.count is 3, wanted == 4. The answer came over HTTP/1.1, wanted HTTP/2.",
            })
    void whatIsNotIsNamed(String expect, FailureReason reason, String message) throws Exception {
        Probe probe = probe(expect);

        assertThat(String.valueOf(probe.verdict().message())
                        .replaceAll("http://127\\S*(?=,)", "URL")
                        .replaceAll("body of \\d+ bytes(, which begins \"\\{.*?: t\",)?", "body of BYTES bytes"))
                .isEqualTo(message);
        assertThat(probe.verdict().reason()).isEqualTo(reason);
        assertThat(probe.results()).extracting(ExpectationResult::result).contains(ExpectationResult.Result.FAILED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "regexp: xyz | true",
                "not_regexp: up | true",
                "headers: {x-cache: MISS} | true",
                "{regexp: up, not_regexp: xyz, body_contains: xyz} | false",
                "{regexp: up, status: 404} | false",
            })
    void aSearchThatFailedIsNotTakenForAnotherFailure(String expect, boolean search) throws Exception {
        assertThat(probe(expect).isFailedSearch()).isEqualTo(search);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | it is empty",
                "<html> | Unexpected character ('<' (code 60))",
                "{\"a\": | end-of-input",
                "[1] 2 | something follows after its end",
                "[1e99999999999999] | number",
            })
    void whatIsNotJsonIsSaidSo(String body, String found) throws Exception {
        Probe probe = probe("json: {$.a: 1}", "", body, Duration.ZERO);

        assertThat(probe.verdict().reason()).isEqualTo(FailureReason.BODY);
        assertThat(probe.verdict().message())
                .startsWith("The body of " + body.length() + " bytes is no JSON: ")
                .endsWith("; wanted a document to look up $.a in.")
                .containsIgnoringCase(found);
    }

    @Test
    void aDocumentThatIsTooDeepIsRefusedBeforeItHurts() throws Exception {
        Probe probe = probe("json: {$..a: 1}", "", "[".repeat(100_000), Duration.ZERO);

        assertThat(probe.verdict().reason()).isEqualTo(FailureReason.BODY);
        assertThat(probe.verdict().message()).contains("nesting depth");
    }

    @Test
    void aPathThatTakesTooLongIsGivenUpAndWhatIsCertainCounts() throws Exception {
        String deep = "[".repeat(150) + "1" + "]".repeat(150);
        String wide = "[" + (deep + ",").repeat(500) + "1]";

        Probe down = probe("{status: 404, json: {$..*..*..*..*..x: present}}", "", wide, Duration.ZERO);

        assertThat(down.verdict().reason()).isEqualTo(FailureReason.STATUS);
        assertThat(down.verdict().message())
                .startsWith("The status is 200 OK, wanted 404. The search for json $..*")
                .contains(" in a body of " + wide.length() + " bytes ");
    }

    @Test
    void whatTookTooLongIsSlow() throws Exception {
        Probe probe = probe("{max_duration: 100ms, degraded_after: 1ms}", HEADERS, BODY, Duration.ofMillis(150));

        assertThat(probe.verdict().reason()).isEqualTo(FailureReason.SLOW);
        assertThat(probe.verdict().message()).matches("The answer took \\d+ ms, wanted at most 100 ms\\.");
        assertThat(probe.observation().degraded()).isNull();
    }

    @Test
    void whatTookLongerThanItShouldIsUpAndDegraded() throws Exception {
        Probe slow = probe("degraded_after: 100ms", HEADERS, BODY, Duration.ofMillis(150));
        Probe fast = probe("degraded_after: 900ms", HEADERS, BODY, Duration.ZERO);

        assertThat(slow.verdict().outcome()).isEqualTo(Outcome.UP);
        assertThat(slow.observation().degraded()).isTrue();
        assertThat(slow.results()).extracting(ExpectationResult::result).contains(ExpectationResult.Result.DEGRADED);
        assertThat(fast.observation().degraded()).isFalse();
    }

    @Test
    void slownessOfTheMonitorItselfIsNotTheSites() throws Exception {
        try (MisbehavingServer server = answering(HEADERS, BODY, Duration.ofMillis(100))) {
            Probe slow = stalled(target(server.http("/"), "max_duration: 200ms"));
            assertThat(slow.verdict().outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(slow.verdict().message()).contains("stalled for").contains("What it saw: The answer took ");
            Probe wrong = stalled(target(server.http("/"), "{max_duration: 200ms, status: 404}"));
            assertThat(wrong.verdict().message()).isEqualTo("The status is 200 OK, wanted 404.");
            Probe degraded = stalled(target(server.http("/"), "degraded_after: 200ms"));
            assertThat(degraded.verdict().outcome()).isEqualTo(Outcome.UP);
            assertThat(degraded.observation().degraded()).isNull();
        }
    }

    @Test
    void theUrlAtTheEndOfTheRedirectsIsTheFinalOne() throws Exception {
        try (MisbehavingServer end = answering("", "{}", Duration.ZERO);
                MisbehavingServer server = MisbehavingServer.start(visitor -> {
                    visitor.awaitRequest();
                    visitor.write("HTTP/1.1 302 Found\r\nlocation: " + end.http("/end?a=b") + "\r\n\r\n");
                })) {
            Target right = target(server.http("/"), "final_url: '" + end.http("/end?a=b") + "'");
            assertThat(probing.probe(right).verdict().outcome()).isEqualTo(Outcome.UP);
            Target wrong = target(server.http("/"), "final_url: " + server.http("/"));
            assertThat(probing.probe(wrong).verdict().reason()).isEqualTo(FailureReason.REDIRECT);
        }
    }

    @Test
    void aCertificateThatEndsSoonIsDown() throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(10)).plusSeconds(3_600);
        CertificateAuthority.Identity identity = TRUSTED.issue("localhost", end, "localhost");
        HttpServer server = Futures.get(probing.vertx
                .createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addKeyValue(Buffer.buffer(identity.keyPem()))
                                .addCertValue(Buffer.buffer(identity.certificatePem()))))
                .requestHandler(request -> {
                    Future<Void> ignored = request.response().end("fine");
                })
                .listen(0, "localhost"));
        URI url = URI.create("https://localhost:" + server.actualPort() + "/");

        assertThat(probing.probe(target(url, "certificate_days: 10")).verdict().outcome())
                .isEqualTo(Outcome.UP);
        Probe soon = probing.probe(target(url, "certificate_days: 11"));
        assertThat(soon.verdict().reason()).isEqualTo(FailureReason.CERTIFICATE);
        assertThat(soon.verdict().message())
                .isEqualTo("The certificate of " + url + " is valid until "
                        + Wording.date(identity.certificate().getNotAfter().toInstant())
                        + " (10 days), wanted one that is valid for 11 days.");
    }

    @Test
    void evidenceIsWhatTheTargetAsksFor() throws Exception {
        String headers =
                """
                server: nginx\r
                set-cookie: a=s3cret\r
                location: https://me:s3cret@a.test/?b=c\r
                content-type: text/plain\r
                retry-after: 120\r
                x-other: y\r
                """;
        Observation down = probe("{status: 404, regexp: f.}", headers, "far", Duration.ZERO)
                .observation();
        assertThat(down.headers())
                .isEqualTo(Map.of(
                        "server", "nginx",
                        "location", "https://a.test/?b=c",
                        "content-type", "text/plain",
                        "retry-after", "120"));
        assertThat(down.bodyExcerpt()).isEqualTo("far");
        assertThat(down.match()).isEqualTo("fa");
        Observation off = probe("{status: 404, regexp: f.}, evidence: false", headers, "far", Duration.ZERO)
                .observation();
        assertThat(off.headers()).isEmpty();
        assertThat(off.bodyExcerpt()).isNull();
        assertThat(off.match()).isNull();
        Observation up = probe("{regexp: f.}", headers, "far", Duration.ZERO).observation();
        assertThat(up.headers()).isEmpty();
        assertThat(up.match()).isNull();
        Observation kept = probe("{regexp: f.}, keep_match: true", headers, "far", Duration.ZERO)
                .observation();
        assertThat(kept.match()).isEqualTo("fa");
    }

    private Probe probe(String expect) throws Exception {
        return probe(expect, HEADERS, BODY, Duration.ZERO);
    }

    private Probe probe(String expect, String headers, String body, Duration pause) throws Exception {
        try (MisbehavingServer server = answering(headers, body, pause)) {
            return probing.probe(target(server.http("/"), expect));
        }
    }

    private Target target(URI url, String expect) throws IOException, InvalidConfigException {
        String braced = expect.startsWith("{") ? expect : "{" + expect + "}";
        Path file = Files.writeString(
                directory.resolve("targets.yaml"),
                "targets: [{name: a, url: '" + url + "', interval: 1m, timeout: 3s, expect: " + braced + "}]");
        return new TargetsLoader(new TargetSource.AtPath(file), name -> null)
                .load()
                .all()
                .iterator()
                .next();
    }

    /** Checks while the only event loop is blocked, shortly after the check began. */
    private static Probe stalled(Target target) {
        Future<Probe> probe = probing.prober.probe(target);
        Futures.get(probing.vertx.timer(30, TimeUnit.MILLISECONDS));
        probing.vertx.runOnContext(v -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400)));
        return Futures.get(probe);
    }

    private static MisbehavingServer answering(String headers, String body, Duration pause) {
        byte[] bytes = body.getBytes(UTF_8);
        return MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            LockSupport.parkNanos(pause.toNanos());
            visitor.write("HTTP/1.1 200 OK\r\n" + headers + "content-length: " + bytes.length + "\r\n\r\n");
            visitor.write(bytes);
        });
    }
}
