package io.nudger.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.nudger.check.CertificateInfo;
import io.nudger.check.Expectation;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phases;
import io.nudger.check.RequestSpec;
import io.nudger.check.StatusSet;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.nudger.evaluate.ExpectationResult;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckReportTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    private static final List<ExpectationResult> RESULTS = List.of(
            new ExpectationResult("status", "2xx", "200 OK", ExpectationResult.Result.MET),
            new ExpectationResult("degraded_after", "at most 100 ms", "200 ms", ExpectationResult.Result.DEGRADED));

    private final Target target = Probing.target(
            URI.create("https://shop.test/"),
            Duration.ofSeconds(5),
            RequestSpec.get(),
            new Expectation(StatusSet.SUCCESS, Pattern.compile("[Ww]elcome")));

    @Test
    void aGoodCheckReadsWell() {
        Phases phases = phases(10, 20, 30, 100, 40);
        Hop hop = hop("https://shop.test/", 200, phases);
        Probe probe = new Probe(
                START, Verdict.up(), observation(200, phases, "Welcome", null), List.of(hop), null, RESULTS, null);
        assertThat(new CheckReport(target, probe).text(false))
                .isEqualTo(
                        """
                UP  https://shop.test/

                  status 200, HTTP/2, TLSv1.3, 192.0.2.1:443
                  resolve      10.0 ms  ==
                  connect      20.0 ms    =====
                  tls          30.0 ms         =======
                  processing    100 ms                ========================
                  transfer     40.0 ms                                        ==========
                  total         200 ms

                  certificate valid until 2026-12-31 (40 days), issued by CN=Root
                              of CN=shop.test
                              SHA-256 00
                              TLSv1.3, TLS_AES_128_GCM_SHA256
                  expected    met  status: wanted 2xx, found 200 OK
                  expected    degraded  degraded_after: wanted at most 100 ms, found 200 ms
                  body        1234 bytes
                """);
    }

    @Test
    void aTerminalGetsColours() {
        Phases phases = phases(10, 20, 30, 100, 40);
        Hop hop = hop("https://shop.test/", 200, phases);
        Probe probe = new Probe(
                START, Verdict.up(), observation(200, phases, "Welcome", null), List.of(hop), null, RESULTS, null);

        String coloured = new CheckReport(target, probe).text(true);

        assertThat(coloured)
                .startsWith("\u001b[32mUP\u001b[0m  https://shop.test/")
                .contains("\u001b[36m==\u001b[0m", "\u001b[33mdegraded\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(new CheckReport(target, probe).text(false));
    }

    @Test
    void aFailedCheckSaysWhyAndShowsEachRequest() {
        Phases first = phases(10, 20, 30, 100, 0);
        Phases second = phases(0, 20, 20, 0, 0);
        Verdict verdict = Verdict.down(FailureReason.STATUS, "The status is 503, wanted 2xx.");
        Probe probe = new Probe(
                START,
                verdict,
                observation(503, first, null, "sorry\nnot today"),
                List.of(hop("https://shop.test/", 302, first), hop("https://www.shop.test/", 503, second)),
                null,
                List.of(new ExpectationResult("status", "2xx", "503 Sorry", ExpectationResult.Result.FAILED)),
                null);
        assertThat(new CheckReport(target, probe).text(false))
                .isEqualTo(
                        """
                DOWN  https://shop.test/
                  status: The status is 503, wanted 2xx.

                  https://shop.test/, status 302, HTTP/2, TLSv1.3, 192.0.2.1:443
                  resolve      10.0 ms  ==
                  connect      20.0 ms    =====
                  tls          30.0 ms         =======
                  processing    100 ms                ========================
                  transfer     0.00 ms                                        =

                  https://www.shop.test/, status 503, HTTP/2, TLSv1.3, 192.0.2.1:443
                  resolve      0.00 ms                                        =
                  connect      20.0 ms                                        =====
                  tls          20.0 ms                                             =====
                  processing   0.00 ms                                                 =
                  transfer     0.00 ms                                                 =
                  total         200 ms

                  certificate valid until 2026-12-31 (40 days), issued by CN=Root
                              of CN=shop.test
                              SHA-256 00
                              TLSv1.3, TLS_AES_128_GCM_SHA256
                  expected    NOT MET  status: wanted 2xx, found 503 Sorry
                  body        1234 bytes
                  | sorry
                  | not today
                """);
    }

    @Test
    void theJsonIsThatOfTheWireWithTheRequestsOneByOne() {
        Phases phases = phases(10, 20, 30, 100, 40);
        Hop hop = hop("https://shop.test/", 200, phases);
        Probe probe = new Probe(
                START, Verdict.up(), observation(200, phases, "Welcome", null), List.of(hop), null, RESULTS, null);
        JsonObject json = new JsonObject(new CheckReport(target, probe).json(new Origin("here", "me")));
        assertThat(json.getInteger("v")).isEqualTo(1);
        assertThat(json.getString("outcome")).isEqualTo("up");
        assertThat(json.getString("zone")).isEqualTo("here");
        JsonObject first = json.getJsonArray("hops").getJsonObject(0);
        assertThat(first.getString("url")).isEqualTo("https://shop.test/");
        assertThat(first.getJsonObject("phases").getDouble("processing")).isEqualTo(0.1);
        assertThat(json.getJsonArray("expectations").getJsonObject(1))
                .isEqualTo(new JsonObject()
                        .put("expectation", "degraded_after")
                        .put("wanted", "at most 100 ms")
                        .put("found", "200 ms")
                        .put("result", "degraded"));
        assertThat(first.getJsonObject("tls").getString("protocol")).isEqualTo("TLSv1.3");
    }

    private static Phases phases(long... millis) {
        return Phases.inOrder(
                Duration.ofMillis(millis[0]),
                Duration.ofMillis(millis[1]),
                Duration.ofMillis(millis[2]),
                Duration.ofMillis(millis[3]),
                Duration.ofMillis(millis[4]));
    }

    private static Hop hop(String url, int status, Phases phases) {
        TlsSession tls = new TlsSession("TLSv1.3", "TLS_AES_128_GCM_SHA256", List.of(), null);
        return new Hop(url, "192.0.2.1:443", "HTTP/2", status, phases, tls);
    }

    private static Observation observation(
            int status, Phases phases, @Nullable String match, @Nullable String excerpt) {
        return new Observation(
                1,
                status,
                Duration.ofMillis(200),
                phases,
                match != null,
                match,
                excerpt,
                1234L,
                "192.0.2.1:443",
                "HTTP/2",
                new CertificateInfo(
                        Instant.parse("2026-12-31T12:00:00Z"),
                        "00",
                        "CN=Root",
                        "CN=shop.test",
                        "TLSv1.3",
                        "TLS_AES_128_GCM_SHA256"));
    }
}
