package io.nudger.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.ClientCredentials;
import io.nudger.check.ConnectionSpec;
import io.nudger.check.FailureReason;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Target;
import io.nudger.testing.ForwardProxy;
import io.nudger.testing.MisbehavingServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that get a token first. */
class TokensTest {
    private static final String SECRET = "s3cr:t&/";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("me:s3cr%3At%26%2F".getBytes(StandardCharsets.US_ASCII));

    private static final Pattern LENGTH = Pattern.compile("(?i)\\ncontent-length: (\\d+)");

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<String> visited = new ConcurrentLinkedQueue<>();
    private volatile Function<String, String> tokenAnswer = request -> json("200 OK", given(asked.size(), 3600));
    private volatile Function<String, String> siteAnswer = request -> ok("fine");
    private Probing probing;
    private MisbehavingServer endpoint;
    private MisbehavingServer site;

    @BeforeEach
    void start() {
        probing = Probing.start();
        endpoint = MisbehavingServer.start(visitor -> {
            String head = visitor.readRequest();
            Matcher length = LENGTH.matcher(head);
            String request = head + (length.find() ? visitor.read(Integer.parseInt(length.group(1))) : "");
            asked.add(request);
            visitor.write(tokenAnswer.apply(request));
        });
        site = MisbehavingServer.start(visitor -> {
            String request = visitor.readRequest();
            visited.add(request);
            visitor.write(siteAnswer.apply(request));
        });
    }

    @AfterEach
    void stop() {
        site.close();
        endpoint.close();
        probing.close();
    }

    @Test
    void aTokenIsGotOnceAndSharedByTargetsWithTheSameSettings() {
        Probe first = probing.probe(target("scopes: [read, write], audience: 'urn:shop'"));
        Probe second = probing.probe(target("scopes: [read, write], audience: 'urn:shop'"));
        Probe other = probing.probe(target("scopes: read"));

        assertThat(List.of(first, second, other))
                .allMatch(probe -> probe.verdict().outcome() == Outcome.UP);
        assertThat(asked).hasSize(2);
        assertThat(asked.peek())
                .startsWith("POST /token ")
                .containsIgnoringCase("\r\nauthorization: " + BASIC + "\r\n")
                .containsIgnoringCase("\r\naccept: application/json\r\n")
                .endsWith("\r\n\r\ngrant_type=client_credentials&scope=read+write&audience=urn%3Ashop");
        assertThat(visited).element(1).asString().containsIgnoringCase("\r\nauthorization: Bearer token-1\r\n");
        assertThat(visited).element(2).asString().containsIgnoringCase("\r\nauthorization: Bearer token-2\r\n");
        assertThat(first.token()).isNotNull().extracting(Hop::statusCode).isEqualTo(200);
        assertThat(second.token()).isNull();
        assertThat(first.hops()).hasSize(1);
        assertThat(first.observation().phases().total())
                .isLessThanOrEqualTo(first.observation().duration());
        assertThat(report(first)).contains("token from " + endpoint.http("/token"), "\"token\"");
    }

    @Test
    void whatASiteDoesNotAcceptIsRenewedAtOnce() {
        Target target = target("");
        up(target);
        siteAnswer = request -> request.contains("token-1") ? unauthorized() : ok("fine");

        Probe renewed = probing.probe(target);
        assertThat(renewed.verdict().outcome()).isEqualTo(Outcome.UP);
        assertThat(renewed.hops()).extracting(Hop::statusCode).containsExactly(200);
        assertThat(asked).hasSize(2);

        siteAnswer = request -> unauthorized();
        assertThat(probing.probe(target).verdict().message()).contains("The status is 401");
        assertThat(asked).as("one new token, and no more").hasSize(3);
        assertThat(visited).hasSize(5);
        Target expected = Probing.configured(site.http("/"), auth("") + ", expect: {status: 401}");
        assertThat(probing.probe(expected).verdict().outcome()).isEqualTo(Outcome.UP);
    }

    @Test
    void aTokenThatHasExpiredIsNotSent() {
        tokenAnswer = request -> json("200 OK", given(asked.size(), 0));
        up(target(""));
        up(target(""));
        assertThat(visited).element(1).asString().containsIgnoringCase("\r\nauthorization: Bearer token-2\r\n");
    }

    @Test
    void theSecretIsSentInTheBodyWhereThatIsWanted() {
        tokenAnswer = request -> request.contains("client_secret")
                ? json("200 OK", given(asked.size(), 0))
                : json("401 Unauthorized", "{\"error\": \"invalid_client\"}");
        assertThat(probing.probe(target("")).verdict().outcome()).isEqualTo(Outcome.UP);
        assertThat(asked)
                .element(1)
                .asString()
                .doesNotContainIgnoringCase("\r\nauthorization:")
                .endsWith("grant_type=client_credentials&client_id=me&client_secret=s3cr%3At%26%2F");
        assertThat(probing.probe(target("")).verdict().outcome()).isEqualTo(Outcome.UP);
        assertThat(asked).as("what worked is done again").hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            503 Down          | `{}`                               | it answered 503 Down.
            400 Bad Request   | `{"error": "invalid_scope"}`       | it answered 400 Bad Request, invalid_scope.
            401 Unauthorized  | `{"error": "it is s3cr:t&/"}`      | it answered 401 Unauthorized.
            401 Unauthorized  | `{"error": "invalid_client", "error_description": "s3cr:t&/"}` | it answered 401 Unauthorized, invalid_client.
            302 Found         | ``                                 | it answered 302 Found; no redirect is followed with a secret.
            200 OK            | `<html>s3cr:t&/</html>`            | there is no usable access_token in the JSON that it answered.
            200 OK            | `{"access_token": 5}`              | there is no usable access_token in the JSON that it answered.
            200 OK            | `{"access_token": "a\\r\\nb: c"}`  | there is no usable access_token in the JSON that it answered.
            200 OK            | `{"access_token": "a", "token_type": "mac"}` | its token is of another type than Bearer.
            """)
    void whoGivesNoTokenIsNamed(String status, String body, String message) {
        tokenAnswer = request -> json(status, body);
        Probe probe = probing.probe(target(""));
        assertThat(probe.verdict().outcome()).isEqualTo(Outcome.DOWN);
        assertThat(probe.verdict().reason()).isEqualTo(FailureReason.TOKEN);
        assertThat(probe.verdict().message())
                .isEqualTo("No token was given by " + endpoint.http("/token") + ": " + message);
        assertThat(probe.observation().duration()).isPositive();
        assertThat(probe.observation().statusCode()).as("of the site").isNull();
        assertThat(visited).isEmpty();
        assertThat(report(probe) + probe + target("")).doesNotContain("s3cr");
    }

    @Test
    void theNetworkMayBeInTheWayOfAToken() {
        endpoint.close();
        assertThat(probing.probe(target("")).verdict().message())
                .startsWith("No token was given by ")
                .contains(" The connection to 127.0.0.1:" + endpoint.port() + " was refused");
        try (MisbehavingServer silent = MisbehavingServer.start(MisbehavingServer.Visitor::awaitRequest)) {
            Target target = Probing.configured(
                    site.http("/"),
                    auth("").replace(
                                    endpoint.http("/").toString(),
                                    silent.http("/").toString())
                            .replace("timeout: 10s", "timeout: 200ms"));
            Probe late = probing.probe(target);
            assertThat(late.verdict().reason()).isEqualTo(FailureReason.TOKEN);
            assertThat(late.verdict().message())
                    .contains(" within 200 ms: still waiting for the response of 127.0.0.1");
        }
    }

    @Test
    void aTokenStaysWithItsSite() {
        try (MisbehavingServer elsewhere = MisbehavingServer.start(visitor -> {
            visited.add(visitor.readRequest());
            visitor.write(ok("fine"));
        })) {
            siteAnswer = request -> "HTTP/1.1 302 Found\r\nlocation: "
                    + (request.startsWith("GET /here") ? elsewhere.http("/there") : "/here")
                    + "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            assertThat(probing.probe(target("")).verdict().outcome()).isEqualTo(Outcome.UP);
        }
        assertThat(visited).element(1).asString().contains("GET /here").containsIgnoringCase("Bearer token-1");
        assertThat(visited).element(2).asString().contains("GET /there").doesNotContainIgnoringCase("authorization");
    }

    @Test
    void tokensAreGotThroughTheProxyAndOnlyWhereChecksMayGo() {
        try (ForwardProxy proxy = new ForwardProxy(Map.of(), "")) {
            Target target =
                    Probing.configured(site.http("/"), auth("") + ", proxy: 'http://127.0.0.1:" + proxy.port() + "'");
            assertThat(probing.probe(target).verdict().outcome()).isEqualTo(Outcome.UP);
            assertThat(proxy.asked())
                    .containsExactly(
                            endpoint.http("/token").toString(), site.http("/").toString());
        }
        Target denied = Probing.configured(
                site.http("/"), auth("").replace(endpoint.http("/").toString(), "http://169.254.169.254/"));
        assertThat(probing.probe(denied).verdict().message())
                .startsWith("No token was given by http://169.254.169.254/token.")
                .contains("checks are denied the addresses");
    }

    /** A failure in the last minute of a token keeps nobody from using it. */
    @Test
    void oneCheckRenewsATokenBeforeItExpires() {
        Tokens tokens = new Tokens();
        Tokens.Key key = new Tokens.Key(
                new ClientCredentials("http://a/", "me", SECRET, List.of(), null), ConnectionSpec.DEFAULT);
        long minute = Duration.ofMinutes(1).toNanos();
        Tokens.Token token = new Tokens.Token("a", false, minute, 2 * minute);
        tokens.put(key, token, 0);
        assertThat(tokens.take(key, minute - 1)).isEqualTo(token);
        assertThat(tokens.take(key, minute)).as("this one renews it").isNull();
        assertThat(tokens.take(key, minute)).extracting(Tokens.Token::value).isEqualTo("a");
        assertThat(tokens.take(key, minute + minute / 2)).as("nobody has").isNull();
        assertThat(tokens.take(key, 2 * minute)).isNull();
        assertThat(requireNonNull(tokens.last(key)).isGood(2 * minute - 1)).isTrue();
    }

    private void up(Target target) {
        assertThat(probing.probe(target).verdict().outcome()).isEqualTo(Outcome.UP);
    }

    private Target target(String more) {
        return Probing.configured(site.http("/"), auth(more));
    }

    private String auth(String more) {
        return "timeout: 10s, auth: {oauth2: {token_url: '" + endpoint.http("/token")
                + "', client_id: me, client_secret: '" + SECRET + "'" + (more.isEmpty() ? "" : ", " + more) + "}}";
    }

    private String report(Probe probe) {
        CheckReport report = new CheckReport(target(""), probe);
        return report.text(false) + report.json(new Origin("eu", "m"));
    }

    private static String given(int number, int seconds) {
        return "{\"access_token\": \"token-" + number + "\", \"token_type\": \"bearer\", \"expires_in\": " + seconds
                + "}";
    }

    private static String json(String status, String body) {
        return "HTTP/1.1 " + status + "\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String unauthorized() {
        return "HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    }
}
