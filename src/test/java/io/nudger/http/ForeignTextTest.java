package io.nudger.http;

import static io.nudger.testing.ForeignTexts.ALL;
import static io.nudger.testing.ForeignTexts.KINDS;
import static io.nudger.testing.ForeignTexts.assertHarmless;
import static io.nudger.testing.ForeignTexts.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Origin;
import io.nudger.check.Target;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.CertificateOrder;
import io.nudger.testing.MisbehavingServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a site says of itself, in whichever place, is shown to people without doing anything to their terminal. */
class ForeignTextTest {
    private static final Origin ORIGIN = new Origin("home", "m");

    /** What HTTP carries in a line: no more than one byte a character, and no line break. */
    private static final String IN_A_LINE = KINDS.stream()
            .map(kind -> kind.replaceAll("[^\\x01-\u00ff]|[\r\n]", ""))
            .collect(Collectors.joining("|"));

    private static Probing probing;

    @BeforeAll
    static void start() {
        probing = Probing.start();
    }

    @AfterAll
    static void stop() {
        probing.close();
    }

    @Test
    void inTheStatusAndTheHeaders() {
        String answer = "HTTP/1.1 503 " + IN_A_LINE + "\r\nserver: " + IN_A_LINE + "\r\ncontent-length: 0\r\n\r\n";
        assertShownHarmlessly(latin1(answer), "expect: {headers: {server: nginx}}");
    }

    @Test
    void inTheTarget() {
        String answer = "HTTP/1.1 302 Found\r\nlocation: /" + IN_A_LINE + "\r\ncontent-length: 0\r\n\r\n";
        assertShownHarmlessly(latin1(answer), "follow_redirects: true");
        String nowhere = "HTTP/1.1 302 Found\r\nlocation: ht\u009btp://[" + IN_A_LINE + "\r\ncontent-length: 0\r\n\r\n";
        assertShownHarmlessly(latin1(nowhere), "follow_redirects: true");
    }

    @Test
    void inTheBody() {
        byte[] body = ALL.getBytes(StandardCharsets.UTF_8);
        assertShownHarmlessly(answer("text/plain; charset=utf-8", body), "expect: {regexp: absent}");
        assertShownHarmlessly(answer("text/plain; charset=utf-8", body), "expect: {not_regexp: '(?s).*forged.*'}");
        assertShownHarmlessly(
                answer("text/plain; charset=utf-8", body), "keep_match: true, expect: {regexp: '(?s)next.*forged'}");
        assertShownHarmlessly(answer("text/plain; charset=utf-16be", ALL.getBytes(StandardCharsets.UTF_16BE)), "");
    }

    @Test
    void inTheEncodingOfTheBody() {
        String answer = "HTTP/1.1 200 OK\r\ncontent-encoding: " + IN_A_LINE + "\r\ncontent-length: 1\r\n\r\nx";
        assertShownHarmlessly(latin1(answer), "expect: {regexp: absent}");
    }

    @Test
    void inAValueOfAJsonDocument() {
        StringBuilder escaped = new StringBuilder();
        ALL.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
        byte[] body = ("{\"a\": \"" + escaped + "\"}").getBytes(StandardCharsets.US_ASCII);
        assertShownHarmlessly(answer("application/json", body), "expect: {json: {'$.a': 'no'}}");
        byte[] broken = ("{\"a\": " + ALL).getBytes(StandardCharsets.UTF_8);
        assertShownHarmlessly(answer("application/json", broken), "expect: {json: {'$.a': 'no'}}");
    }

    @Test
    void inTheNamesOfACertificate() {
        for (String kind : KINDS) {
            String name = '"' + kind.replace("\"", "") + '"';
            CertificateAuthority stranger = CertificateAuthority.create(name);
            CertificateOrder order = CertificateOrder.of(name, "other.test");
            try (MisbehavingServer server =
                    MisbehavingServer.startTls(stranger.issue(order), List.of("http/1.1"), visitor -> {
                        visitor.awaitRequest();
                        visitor.write("HTTP/1.1 204 No\r\n\r\n");
                    })) {
                assertThat(assertShownHarmlessly(server.https("/"), "").defect())
                        .isNull();
                Probe probe = assertShownHarmlessly(server.https("/"), "tls: {verify: false}");
                assertThat(probe.hops().get(0).tls()).isNotNull();
            }
        }
    }

    private static byte[] answer(String type, byte[] body) {
        byte[] head =
                latin1("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ncontent-length: " + body.length + "\r\n\r\n");
        byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private static void assertShownHarmlessly(byte[] answer, String options) {
        try (MisbehavingServer server = MisbehavingServer.start(visitor -> {
            visitor.awaitRequest();
            visitor.write(answer);
        })) {
            assertThat(assertShownHarmlessly(server.http("/"), options).defect())
                    .isNull();
        }
    }

    private static Probe assertShownHarmlessly(URI url, String options) {
        Target target = Probing.configured(url, options.isEmpty() ? "timeout: 5s" : "timeout: 5s, " + options);
        Probe probe = probing.probe(target);
        CheckReport report = new CheckReport(target, probe);
        assertHarmless(report.text(false));
        assertHarmless(report.text(true).replaceAll("\u001b\\[[0-9;]*m", ""));
        assertHarmless(report.json(ORIGIN));
        assertThat(new JsonObject(report.json(ORIGIN)).getString("target")).isEqualTo("t");
        if (probe.verdict().message() != null) {
            assertHarmless(probe.verdict().message());
            assertThat(probe.verdict().message()).doesNotContain("\n");
        }
        return probe;
    }
}
