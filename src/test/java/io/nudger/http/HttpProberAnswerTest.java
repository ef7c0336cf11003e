package io.nudger.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.re2j.Pattern;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.nudger.check.BodyExpectation;
import io.nudger.check.Expectation;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Outcome;
import io.nudger.check.Phase;
import io.nudger.check.RequestSpec;
import io.nudger.check.StatusSet;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.nudger.evaluate.ExpectationResult;
import io.nudger.testing.Futures;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.NameServer;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, and what is made of a complete answer. */
class HttpProberAnswerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static Probing probing;

    @BeforeAll
    static void start() {
        probing = Probing.start();
        Futures.get(probing.prober.warmUp());
    }

    @AfterAll
    static void stop() {
        probing.close();
    }

    @Test
    void aGoodAnswerIsUpWithEverythingThatWasMeasured() {
        try (MisbehavingServer server = answering("200 OK", "", "fine")) {
            Probe probe = probing.probe(server.http("/"));
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
            Observation seen = probe.observation();
            assertThat(seen.statusCode()).isEqualTo(200);
            assertThat(seen.protocol()).isEqualTo("HTTP/1.1");
            assertThat(seen.remoteAddress()).isEqualTo("127.0.0.1:" + server.port());
            assertThat(seen.bodyBytes()).isEqualTo(4);
            assertThat(seen.bodyExcerpt()).isNull();
            assertThat(seen.regexpMatched()).isNull();
            assertThat(seen.attempts()).isEqualTo(1);
            assertThat(seen.phases().get(Phase.RESOLVE)).isNull();
            assertThat(seen.phases().get(Phase.TLS)).isNull();
            assertThat(requireNonNull(seen.phases().get(Phase.CONNECT))
                            .plus(requireNonNull(seen.phases().get(Phase.PROCESSING)))
                            .plus(requireNonNull(seen.phases().get(Phase.TRANSFER))))
                    .isPositive()
                    .isLessThanOrEqualTo(seen.duration());
        }
    }

    @Test
    void thePhasesSayWhereTheTimeWent() {
        try (MisbehavingServer server = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            pause(200);
            visitor.write("HTTP/1.1 200 OK\r\n");
            pause(100);
            visitor.write("content-length: 2\r\n\r\n.");
            pause(100);
            visitor.write(".");
        })) {
            Observation seen = probing.probe(server.http("/")).observation();
            Duration processing = requireNonNull(seen.phases().get(Phase.PROCESSING));
            Duration transfer = requireNonNull(seen.phases().get(Phase.TRANSFER));
            // Of the 200 ms of each: where one ends and the other begins, a busy machine notices late.
            assertThat(processing).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            assertThat(transfer).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            assertThat(processing.plus(transfer)).as("no time is in both").isLessThanOrEqualTo(seen.duration());
        }
    }

    @Test
    void theRequestSaysWhoAsks() {
        try (Recorder recorder = new Recorder("")) {
            Probe probe = probing.probe(recorder.server.http("/a?b=c"));
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
            String request = requireNonNull(recorder.requests.poll());
            assertThat(request)
                    .startsWith("GET /a?b=c HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nhost: 127.0.0.1:" + recorder.server.port() + "\r\n")
                    .containsIgnoringCase("\r\nuser-agent: nudger/dev (+availability check)\r\n")
                    .containsIgnoringCase("\r\naccept: */*\r\n")
                    .doesNotContainIgnoringCase("accept-encoding");
        }
    }

    @Test
    void configuredHeadersComeFirst() {
        try (Recorder recorder = new Recorder("")) {
            RequestSpec request = new RequestSpec(
                    "POST",
                    Map.of("User-Agent", "me", "Accept", "text/html", "Host", "other.test", "X-Key", "k"),
                    10,
                    RequestSpec.DEFAULT_MAX_BODY_BYTES);
            Target target = Probing.target(recorder.server.http("/"), TIMEOUT, request, Expectation.DEFAULT);
            assertThat(probing.probe(target).verdict().outcome()).isEqualTo(Outcome.UP);
            assertThat(requireNonNull(recorder.requests.poll()))
                    .startsWith("POST / ")
                    .containsIgnoringCase("\r\nhost: other.test\r\n")
                    .containsIgnoringCase("\r\nuser-agent: me\r\n")
                    .containsIgnoringCase("\r\naccept: text/html\r\n")
                    .containsIgnoringCase("\r\nx-key: k\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH"})
    void whereContentIsExpectedItIsSaidThatThereIsNone(String method) {
        try (Recorder recorder = new Recorder("")) {
            RequestSpec request = new RequestSpec(method, Map.of(), 0, RequestSpec.DEFAULT_MAX_BODY_BYTES);
            Target target = Probing.target(recorder.server.http("/"), TIMEOUT, request, Expectation.DEFAULT);
            assertThat(probing.probe(target).verdict().outcome()).isEqualTo(Outcome.UP);
            assertThat(requireNonNull(recorder.requests.poll())).containsIgnoringCase("\r\ncontent-length: 0\r\n");
        }
    }

    @Test
    void aLocationMayBeInUtf8() {
        Queue<String> requests = new ConcurrentLinkedQueue<>();
        try (MisbehavingServer server = MisbehavingServer.start(visitor -> {
            String request = visitor.readRequest();
            requests.add(request.lines().findFirst().orElse(""));
            byte[] location = "location: /café\r\n".getBytes(UTF_8);
            visitor.write("HTTP/1.1 " + (request.startsWith("GET / ") ? "302 Found" : "200 OK") + "\r\n");
            visitor.write(location);
            visitor.write("content-length: 0\r\n\r\n");
        })) {
            Probe probe = probing.probe(server.http("/"));
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
            assertThat(requests).containsExactly("GET / HTTP/1.1", "GET /caf%C3%A9 HTTP/1.1");
        }
    }

    @Test
    void redirectsAreFollowedHopByHop() {
        try (MisbehavingServer end = answering("200 OK", "", "here");
                Recorder start = new Recorder("HTTP/1.1 302 Found\r\nlocation: " + end.http("/end") + "\r\n\r\n")) {
            RequestSpec request = new RequestSpec("GET", Map.of("authorization", "secret"), 10, 1000);
            Probe probe =
                    probing.probe(Probing.target(start.server.http("/start"), TIMEOUT, request, Expectation.DEFAULT));
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
            assertThat(probe.hops()).extracting(Hop::statusCode).containsExactly(302, 200);
            assertThat(probe.hops())
                    .extracting(Hop::url)
                    .containsExactly(
                            start.server.http("/start").toString(),
                            end.http("/end").toString());
            assertThat(probe.observation().remoteAddress()).endsWith(":" + end.port());
            assertThat(probe.observation().phases().get(Phase.CONNECT))
                    .isEqualTo(probe.hops().stream()
                            .map(hop -> requireNonNull(hop.phases().get(Phase.CONNECT)))
                            .reduce(Duration.ZERO, Duration::plus));
        }
    }

    @Test
    void aRedirectIsJudgedWhenNoneIsToBeFollowed() {
        try (MisbehavingServer server = answering("301 Moved", "location: /elsewhere\r\n", "")) {
            RequestSpec request = new RequestSpec("GET", Map.of(), 0, 1000);
            Expectation moved = new Expectation(StatusSet.parse("301"), null);
            assertThat(probing.probe(Probing.target(server.http("/"), TIMEOUT, request, moved))
                            .verdict()
                            .outcome())
                    .isEqualTo(Outcome.UP);
        }
    }

    @Test
    void aRedirectFromPlainToTlsIsFollowed() {
        try (MisbehavingServer tls = MisbehavingServer.start(MisbehavingServer.Visitor::close);
                MisbehavingServer server = answering("301 Moved", "location: " + tls.https("/") + "\r\n", "")) {
            Probe probe = probing.probe(server.http("/"));
            assertThat(probe.verdict().reason()).isEqualTo(FailureReason.TLS);
            assertThat(probe.hops()).hasSize(2);
        }
    }

    @Test
    void anUnexpectedStatusIsDownWithEvidence() {
        try (MisbehavingServer server = answering("503 Service Unavailable", "", "line\r\n\u0000\u001b[31m end")) {
            Probe probe = probing.probe(server.http("/"));
            assertThat(probe.verdict().reason()).isEqualTo(FailureReason.STATUS);
            assertThat(probe.verdict().message()).isEqualTo("The status is 503 Service Unavailable, wanted 2xx.");
            assertThat(probe.observation().bodyExcerpt()).isEqualTo("line \n  [31m end");
        }
    }

    @Test
    void theExcerptIsFiveHundredCharacters() {
        try (MisbehavingServer server = answering("500 Oops", "", "é".repeat(3000))) {
            assertThat(probing.probe(server.http("/")).observation().bodyExcerpt())
                    .isEqualTo("é".repeat(500));
        }
    }

    @Test
    void theBodyMustMatchTheRegularExpression() {
        try (MisbehavingServer server = answering("200 OK", "", "all systems operational")) {
            Probe up = probing.probe(matching(server.http("/"), "oper[a-z]+"));
            assertThat(up.verdict().outcome()).isEqualTo(Outcome.UP);
            assertThat(up.observation().regexpMatched()).isTrue();
            assertThat(up.results()).extracting(ExpectationResult::found).contains("\"operational\"");
            Probe down = probing.probe(matching(server.http("/"), "degraded"));
            assertThat(down.verdict().reason()).isEqualTo(FailureReason.BODY);
            assertThat(down.verdict().message())
                    .isEqualTo(
                            "Nothing in the body of 23 bytes, which begins \"all systems operational\", matches the regular expression degraded.");
            assertThat(down.observation().regexpMatched()).isFalse();
            assertThat(down.observation().bodyExcerpt()).isEqualTo("all systems operational");
        }
    }

    @Test
    void everyExpectationThatFailedIsNamedAndTheFirstGivesTheReason() {
        Expectation expectation = Expectation.of(
                StatusSet.SUCCESS,
                BodyExpectation.of(
                        "all fine", Pattern.compile("operational"), Pattern.compile("[Ff]atal [a-z]+"), Map.of()));
        try (MisbehavingServer bad = answering("500 Oops", "", "a fatal error");
                MisbehavingServer wrong = answering("200 OK", "", "operational, all fine, Fatal flaw");
                MisbehavingServer good = answering("200 OK", "", "operational, all fine")) {
            Verdict verdict = expecting(bad, expectation);
            assertThat(verdict.reason()).isEqualTo(FailureReason.STATUS);
            assertThat(verdict.message())
                    .isEqualTo(
                            """
                    The status is 500 Oops, wanted 2xx. \
                    Nothing in the body of 13 bytes, which begins "a fatal error", is the text "all fine". \
                    Nothing in it matches the regular expression operational. \
                    In the body of 13 bytes, "fatal error" matches the unwanted regular expression [Ff]atal [a-z]+.""");
            Verdict unwanted = expecting(wrong, expectation);
            assertThat(unwanted.reason()).isEqualTo(FailureReason.BODY);
            assertThat(unwanted.message())
                    .isEqualTo("In the body of 33 bytes, \"Fatal flaw\" matches the unwanted regular expression "
                            + "[Ff]atal [a-z]+.");
            assertThat(expecting(good, expectation).outcome()).isEqualTo(Outcome.UP);
        }
    }

    private static Verdict expecting(MisbehavingServer server, Expectation expectation) {
        return probing.probe(Probing.target(server.http("/"), TIMEOUT, RequestSpec.get(), expectation))
                .verdict();
    }

    @Test
    void theBodyIsReadInItsOwnCharset() {
        try (MisbehavingServer server = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            visitor.write(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=ISO-8859-1\r\ncontent-length: 3\r\n\r\n");
            visitor.write("fée".getBytes(ISO_8859_1));
        })) {
            assertThat(probing.probe(matching(server.http("/"), "^fée$"))
                            .verdict()
                            .outcome())
                    .isEqualTo(Outcome.UP);
        }
    }

    @Test
    void aSlowPatternIsGivenUpAndDoesNotHoldUpOtherChecks() {
        String body = "ab".repeat(500_000);
        String slow = "(a?b?){500}(a?b?){500}c";
        try (MisbehavingServer large = answering("200 OK", "", body);
                MisbehavingServer small = answering("200 OK", "", "fine")) {
            Future<Probe> searched = probing.prober.probe(matching(large.http("/"), slow));
            await().until(() -> large.visits() == 1 && large.visitors() == 0);
            for (int i = 0; i < 5 && !searched.isComplete(); i++) {
                assertThat(probing.probe(small.http("/")).verdict().outcome()).isEqualTo(Outcome.UP);
            }
            Verdict verdict = Futures.get(searched).verdict();
            // A machine with no time for the search says so; EvaluatorTest sees to what it says otherwise.
            assertThat(verdict.reason()).isIn(FailureReason.TOO_LARGE, FailureReason.OVERLOADED);
            assertThat(verdict.message()).contains(" in a body of 1000000 bytes ");
        }
    }

    @Test
    void anIpv6AddressIsReached() {
        try (MisbehavingServer server =
                MisbehavingServer.start(requireNonNull(HostResolver.literal("::1")), visitor -> {
                    visitor.awaitRequest();
                    visitor.write("HTTP/1.1 204 No Content\r\n\r\n");
                })) {
            Probe probe = probing.probe(server.http("/"));
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
            assertThat(probe.observation().remoteAddress()).isEqualTo("[::1]:" + server.port());
        }
    }

    @Test
    void aNameWithAnIpv6AddressOnlyIsReached() {
        InetAddress address = requireNonNull(HostResolver.literal("::1"));
        try (NameServer names = NameServer.start(name -> NameServer.Reply.of(address));
                Probing asking = Probing.asking(new SingletonDnsServerAddressStreamProvider(names.address()));
                MisbehavingServer server = MisbehavingServer.start(address, visitor -> {
                    visitor.awaitRequest();
                    visitor.write("HTTP/1.1 204 No Content\r\n\r\n");
                })) {
            Probe probe = asking.probe(URI.create("http://six.test:" + server.port()));
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
            assertThat(probe.observation().phases().get(Phase.RESOLVE)).isPositive();
        }
    }

    @Test
    void theNextAddressIsTriedWhenOneIsDead() {
        InetAddress dead = requireNonNull(HostResolver.literal("127.0.0.2"));
        InetAddress alive = requireNonNull(HostResolver.literal("127.0.0.1"));
        try (NameServer names = NameServer.start(name -> NameServer.Reply.of(dead, alive));
                Probing asking = Probing.asking(new SingletonDnsServerAddressStreamProvider(names.address()));
                MisbehavingServer server = answering("200 OK", "", "fine")) {
            Probe probe = asking.probe(URI.create("http://two.test:" + server.port()));
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
            assertThat(probe.observation().remoteAddress()).isEqualTo("127.0.0.1:" + server.port());
        }
    }

    @Test
    void aLostAnswerOfTheNameServerIsAskedForAgain() {
        InetAddress alive = InetAddress.getLoopbackAddress();
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        try (NameServer names = NameServer.start(name -> {
                    asked.add(name);
                    return asked.size() <= 2 ? NameServer.Reply.SILENCE : NameServer.Reply.of(alive);
                });
                Probing asking = Probing.asking(new SingletonDnsServerAddressStreamProvider(names.address()));
                MisbehavingServer server = answering("200 OK", "", "fine")) {
            Probe probe = asking.probe(URI.create("http://lossy.test:" + server.port()));
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UP);
        }
    }

    @Test
    void namesAreAskedForEachTime() {
        InetAddress alive = InetAddress.getLoopbackAddress();
        try (NameServer names = NameServer.start(name -> NameServer.Reply.of(alive));
                Probing asking = Probing.asking(new SingletonDnsServerAddressStreamProvider(names.address()));
                MisbehavingServer server = answering("200 OK", "", "fine")) {
            URI url = URI.create("http://fresh.test:" + server.port());
            assertThat(asking.probe(url).verdict().outcome()).isEqualTo(Outcome.UP);
            int questions = names.questions();
            assertThat(asking.probe(url).verdict().outcome()).isEqualTo(Outcome.UP);
            await().untilAsserted(() -> assertThat(names.questions()).isEqualTo(2 * questions));
        }
    }

    @Test
    void aTimeoutWhileTheMonitorWasStalledIsNotTheSitesFault() {
        try (MisbehavingServer silent = MisbehavingServer.start(visitor -> {})) {
            Probe probe = stalled(silent.http("/"), Duration.ofMillis(400), 300);
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(probe.verdict().reason()).isEqualTo(FailureReason.OVERLOADED);
            assertThat(probe.verdict().message())
                    .containsPattern("stalled for \\d[\\d.]* m?s during the check")
                    .contains("still waiting for the response");
            assertThat(probing.meters.counter("nudger.event.loop.stalls").count())
                    .isPositive();
            assertThat(probing.meters.counter("nudger.event.loop.stalled").count())
                    .isGreaterThan(0.25);
        }
    }

    @Test
    void aDeadlineThatFiresTooLateIsNotTheSitesFault() {
        try (MisbehavingServer silent = MisbehavingServer.start(visitor -> {})) {
            Probe probe = stalled(silent.http("/"), Duration.ofMillis(300), 600);
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void aShortStallDoesNotExcuseTheSite() {
        try (MisbehavingServer silent = MisbehavingServer.start(visitor -> {})) {
            // A busy machine may add a stall of its own that does.
            await().until(
                            () -> stalled(silent.http("/"), Duration.ofSeconds(2), 50)
                                    .verdict(),
                            verdict -> verdict.outcome() == Outcome.DOWN
                                    && FailureReason.TIMEOUT.equals(verdict.reason()));
        }
    }

    @Test
    void aCompleteAnswerStaysWhatItIsInSpiteOfAStall() {
        try (MisbehavingServer server = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            pause(100);
            visitor.write("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
        })) {
            Probe probe = stalled(server.http("/"), Duration.ofSeconds(2), 300);
            assertThat(probe.observation().duration()).isGreaterThan(Duration.ofMillis(300));
            assertThat(probe.verdict().outcome()).isEqualTo(Outcome.DOWN);
            assertThat(probe.verdict().reason()).isEqualTo(FailureReason.STATUS);
        }
    }

    /** Checks while the only event loop is blocked, shortly after the check began. */
    private static Probe stalled(URI url, Duration timeout, long blockMillis) {
        Future<Probe> probe = probing.prober.probe(Probing.target(url, timeout));
        Futures.get(probing.vertx.timer(30, TimeUnit.MILLISECONDS));
        probing.vertx.runOnContext(v -> pause(blockMillis));
        return Futures.get(probe);
    }

    private static Target matching(URI url, String regexp) {
        return Probing.target(
                url, TIMEOUT, RequestSpec.get(), new Expectation(StatusSet.SUCCESS, Pattern.compile(regexp)));
    }

    private static MisbehavingServer answering(String status, String headers, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            visitor.write("HTTP/1.1 " + status + "\r\n" + headers + "content-length: " + bytes.length + "\r\n\r\n");
            visitor.write(bytes);
        });
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Answers the same to everybody and remembers what was asked. */
    private static final class Recorder implements AutoCloseable {
        final Queue<String> requests = new ConcurrentLinkedQueue<>();
        final MisbehavingServer server;

        Recorder(String response) {
            server = MisbehavingServer.start(visitor -> {
                requests.add(visitor.readRequest());
                visitor.write(response.isEmpty() ? "HTTP/1.1 204 No Content\r\n\r\n" : response);
            });
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
