package io.nudger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Payload;
import io.nudger.check.RequestSpec;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTest {
    private static final Destination HOME = Destination.of(URI.create("https://a.test/"));
    private static final Destination ABROAD = Destination.of(URI.create("https://b.test/"));

    @ParameterizedTest
    @CsvSource({
        "POST, 301, GET",
        "POST, 302, GET",
        "POST, 303, GET",
        "PUT, 302, GET",
        "POST, 307, POST",
        "POST, 308, POST",
        "HEAD, 301, HEAD",
        "HEAD, 303, HEAD",
        "GET, 302, GET",
        "GET, 307, GET",
    })
    void redirectsKeepOrChangeTheMethod(String method, int status, String after) {
        assertThat(new Message(method, Map.of(), null, "")
                        .redirected(status, HOME, HOME)
                        .method())
                .isEqualTo(after);
    }

    @Test
    void secretsStayWithTheOriginTheyAreMeantFor() {
        Message message = Message.of(new RequestSpec(
                "GET",
                Map.of("Authorization", "Bearer x", "X-Api-Key", "y", "Cookie", "z", "Accept", "text/html"),
                10,
                1));
        assertThat(message.redirected(302, HOME, HOME).headers())
                .containsOnlyKeys("accept", "authorization", "cookie", "x-api-key");
        Message abroad = message.redirected(302, HOME, ABROAD);
        assertThat(abroad.headers()).containsOnlyKeys("Accept");
        assertThat(abroad.redirected(302, ABROAD, HOME).headers()).containsOnlyKeys("Accept");
    }

    @Test
    void theBodyGoesWithTheMethodAndStaysWithTheOrigin() {
        Message message = new Message("POST", Map.of(), Payload.of("x"), "");
        assertThat(message.redirected(307, HOME, HOME).body()).isEqualTo(Payload.of("x"));
        assertThat(message.redirected(302, HOME, HOME).body()).isNull();
        assertThat(message.redirected(307, HOME, ABROAD).body()).isNull();
    }

    @Test
    void theHostHeaderStaysWithItsOrigin() {
        Message message = new Message("GET", Map.of("Host", "c.test"), null, "");
        assertThat(message.redirected(302, HOME, HOME).headers()).containsOnlyKeys("Host");
        assertThat(message.redirected(302, HOME, ABROAD).headers()).isEmpty();
        assertThat(message.redirected(302, HOME, ABROAD)
                        .redirected(302, ABROAD, HOME)
                        .headers())
                .isEmpty();
    }
}
