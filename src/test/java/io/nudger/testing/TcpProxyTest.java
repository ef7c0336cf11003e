package io.nudger.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TcpProxyTest {
    private final Playground site = Playground.start();
    private final TcpProxy proxy = TcpProxy.before(site.port());
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        proxy.close();
        site.close();
    }

    @Test
    void passesEverythingOn() throws Exception {
        assertThat(status("/up")).isEqualTo(200);
        assertThat(client.send(request("/large?bytes=3000000"), BodyHandlers.ofString())
                        .body())
                .hasSize(3_000_000);
    }

    @Test
    void cutEndsWhatIsOpenAndTakesWhatIsNew() throws Exception {
        InputStream dripping = client.send(request("/drip?bytes=1000&ms=20"), BodyHandlers.ofInputStream())
                .body();
        proxy.cut();
        assertThatThrownBy(dripping::readAllBytes).isInstanceOf(IOException.class);
        assertThat(status("/up")).isEqualTo(200);
    }

    @Test
    void refuseAndAccept() throws Exception {
        proxy.refuse();
        assertThatThrownBy(() -> status("/up")).isInstanceOf(IOException.class);
        proxy.accept();
        assertThat(status("/up")).isEqualTo(200);
    }

    @Test
    void frozenDataArriveAfterTheThaw() throws Exception {
        proxy.freeze();
        assertThatThrownBy(() -> client.send(
                        HttpRequest.newBuilder(uri("/up"))
                                .timeout(Duration.ofMillis(200))
                                .build(),
                        BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        CompletableFuture<Integer> waiting =
                client.sendAsync(request("/up"), BodyHandlers.ofString()).thenApply(response -> response.statusCode());
        proxy.thaw();
        assertThat(waiting.join()).isEqualTo(200);
    }

    @Test
    void delayTakesItsTimeInBothDirections() throws Exception {
        proxy.delay(Duration.ofMillis(100));
        Instant start = Instant.now();
        assertThat(status("/up")).isEqualTo(200);
        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    private int status(String path) throws IOException, InterruptedException {
        return client.send(request(path), BodyHandlers.ofString()).statusCode();
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10)).build();
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + proxy.port() + path);
    }
}
