package io.nudger.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShownUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://a/b?token=x&page=2 | https://a/b?token=***&page=2",
                "https://a/b?page=2&API_KEY=x%20y#end | https://a/b?page=2&API_KEY=***#end",
                "https://a/?accesstoken=x;apiKey=y | https://a/?accesstoken=***;apiKey=***",
                "https://a/?X-Amz-Signature=x&X-Amz-Credential=y&X-Amz-Date=z | https://a/?X-Amz-Signature=***&X-Amz-Credential=***&X-Amz-Date=z",
                "https://a/?sv=1&sig=x%3D&se=2 | https://a/?sv=1&sig=***&se=2",
                "https://a/?t%6Fken=x | https://a/?t%6Fken=***",
                "https://a/?code=x&state=y | https://a/?code=***&state=y",
                "https://a/#access_token=x&expires=1 | https://a/#access_token=***&expires=1",
                "https://joe:pw@a/b?c=d | https://a/b?c=d",
                "//joe:pw@a/b | //a/b",
                "/login?password= | /login?password=***",
                "https://a/?key | https://a/?key",
                "https://a/?keyword=x&monkeys=2&passage=3&author=4 | https://a/?keyword=x&monkeys=2&passage=3&author=4",
                "https://a/token=x/b | https://a/token=x/b",
                "\"https://a/?token=x\" answered 404 | \"https://a/?token=***\" answered 404",
            })
    void credentialsAreHidden(String url, String shown) {
        assertThat(ShownUrl.of(url)).isEqualTo(shown);
    }

    @Test
    void allOrNothingOnDemand() {
        String url = "https://a/b?token=abcdef&page=2222";

        assertThat(target(url, HiddenQuery.ALL).shownUrl()).isEqualTo("https://a/b?token=***&page=***");
        assertThat(target(url, HiddenQuery.NONE).shownUrl()).isEqualTo(url);
        assertThat(target(url, HiddenQuery.ALL).toString()).doesNotContain("abcdef", "2222");
        assertThat(target(url, HiddenQuery.ALL).info().url()).isEqualTo("https://a/b?token=***&page=***");
        assertThat(target("https://a/b", HiddenQuery.ALL).shownUrl()).isEqualTo("https://a/b");
    }

    @Test
    void valuesAreHiddenWhereverTheyAreRepeated() {
        ShownUrl shown = ShownUrl.of(target("https://a/b?token=abc%2Fdef&page=2222", HiddenQuery.CREDENTIALS));

        assertThat(shown.text("Cannot GET /b?t=abc/def, abc%2Fdef, 2222")).isEqualTo("Cannot GET /b?t=***, ***, 2222");
        assertThat(shown.text("cut within: abc/d")).isEqualTo("cut within: ***");
        assertThat(shown.text("cut within: abc/d…")).isEqualTo("cut within: ***");
        assertThat(shown.text("abc is too short to be cut")).isEqualTo("abc is too short to be cut");
        assertThat(shown.textOrNull(null)).isNull();
    }

    private static Target target(String url, HiddenQuery hidden) {
        return new Target(
                "a",
                URI.create(url),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                HttpCheck.DEFAULT,
                new FailurePolicy(Retries.NONE, Thresholds.ONE, new Evidence(Set.of(Evidence.Kept.FAILURES), hidden)),
                Map.of(),
                true);
    }
}
