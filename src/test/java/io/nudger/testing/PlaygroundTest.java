package io.nudger.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaygroundTest {
    private static Playground site;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void open() {
        site = Playground.start();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/up, 200, Everything is fine",
        "/site/17, 200, Everything is fine",
        "/slow?ms=50, 200, Everything is fine",
        "/drip?bytes=3&ms=10, 200, ...",
        "/wrong, 200, Out of order",
        "/status/503, 503, Everything is fine",
        "/redirect?times=3, 302, ''",
        "/redirect-loop, 302, ''",
        "/nowhere, 404, no such path"
    })
    void answers(String path, int status, String content) throws Exception {
        HttpResponse<String> response = get(site.http(path));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(content);
        await().untilAsserted(() -> assertThat(lastVisit(path).ending())
                .satisfies(ending -> assertThat(requireNonNull(ending).kind()).isEqualTo(Integer.toString(status))));
    }

    @Test
    void largeIsAsLargeAsAsked() throws Exception {
        assertThat(get(site.http("/large?bytes=5000000")).body()).hasSize(5_000_000);
        assertThat(get(site.http("/large?bytes=10")).body()).hasSize(10);
    }

    @Test
    void hangNeverAnswers() {
        HttpRequest request = HttpRequest.newBuilder(site.http("/hang"))
                .timeout(Duration.ofMillis(200))
                .build();
        assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        await().untilAsserted(() ->
                assertThat(requireNonNull(lastVisit("/hang").ending()).kind()).isEqualTo("left"));
    }

    @ParameterizedTest
    @CsvSource({"/reset", "/broken"})
    void cutsTheConnection(String path) {
        assertThatThrownBy(() -> get(site.http(path))).isInstanceOf(IOException.class);
        assertThat(requireNonNull(lastVisit(path).ending()).kind()).isEqualTo("cut");
    }

    @Test
    void flakyChangesItsStateByTheClock() {
        Duration period = Duration.ofSeconds(30);
        Duration down = Duration.ofSeconds(10);
        Instant start = Instant.ofEpochSecond(30L * 1_000_000);
        assertThat(Misbehaviour.flakyIsUp(period, down, Duration.ZERO, start)).isFalse();
        assertThat(Misbehaviour.flakyIsUp(period, down, Duration.ZERO, start.plusSeconds(9)))
                .isFalse();
        assertThat(Misbehaviour.flakyIsUp(period, down, Duration.ZERO, start.plusSeconds(10)))
                .isTrue();
        assertThat(Misbehaviour.flakyIsUp(period, down, Duration.ofSeconds(5), start.plusSeconds(4)))
                .isTrue();
    }

    @Test
    void tlsNeedsTrustInItsAuthority() throws Exception {
        assertThatThrownBy(() -> get(site.https("/up"))).isInstanceOf(SSLHandshakeException.class);

        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("playground", site.authority().certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpResponse<String> response = HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(HttpRequest.newBuilder(site.https("/up")).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }

    @Test
    void visitsKeepTheirTimes() throws Exception {
        Instant before = Instant.now();
        assertThat(get(site.http("/slow?ms=100&who=times")).statusCode()).isEqualTo(200);
        Instant after = Instant.now();
        Visit visit = lastVisit("/slow?ms=100&who=times");
        await().until(() -> visit.ending() != null);
        assertThat(visit.receivedAt()).isBetween(before, after);
        assertThat(Duration.between(
                        visit.receivedAt(), requireNonNull(visit.ending()).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(95));
    }

    private static Visit lastVisit(String uri) {
        var visits = site.log().visits(uri);
        return visits.get(visits.size() - 1);
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
