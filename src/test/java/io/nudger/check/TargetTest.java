package io.nudger.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Test
    void targetsAreEqualWhenNothingDiffers() {
        assertThat(target("GET", Map.of("accept", "text/html"), "a+b"))
                .isEqualTo(target("GET", Map.of("Accept", "text/html"), "a+b"))
                .isNotEqualTo(target("GET", Map.of("accept", "text/html"), "a+c"))
                .isNotEqualTo(target("HEAD", Map.of("accept", "text/html"), "a+b"))
                .isNotEqualTo(target("GET", Map.of("accept", "text/plain"), "a+b"));
    }

    @Test
    void theConfigHashFollowsTheConfiguration() {
        String hash = target("GET", Map.of(), "a").info().config();

        assertThat(hash).matches("1-[0-9a-f]{16}");
        assertThat(target("GET", Map.of(), "a").info().config()).isEqualTo(hash);
        assertThat(target("GET", Map.of(), "b").info().config()).isNotEqualTo(hash);
        assertThat(target("GET", Map.of("x", "1"), "a").info().config()).isNotEqualTo(hash);
    }

    @Test
    void thePolicyForFailuresIsPartOfTheHash() {
        Target target = target("GET", Map.of(), "a");
        Target patient = new Target(
                target.name(),
                target.url(),
                target.interval(),
                target.timeout(),
                target.check(),
                new FailurePolicy(Retries.NONE, new Thresholds(2, 1), Evidence.DEFAULT),
                target.labels(),
                true);

        assertThat(patient).isNotEqualTo(target);
        assertThat(patient.info().config()).isNotEqualTo(target.info().config());
        assertThat(patient.info().thresholds()).isEqualTo(new Thresholds(2, 1));
    }

    @Test
    void valuesOfHeadersDoNotShow() {
        Target one = target("GET", Map.of("authorization", "Bearer hunter2"), "a");
        Target other = target("GET", Map.of("authorization", "Bearer hunter3"), "a");

        assertThat(one.toString()).doesNotContain("hunter2");
        assertThat(one).isNotEqualTo(other);
        assertThat(one.info().config()).isNotEqualTo(other.info().config());
    }

    @Test
    void aTimeoutMustFitInTheInterval() {
        assertThatThrownBy(() ->
                        new Target("a", URI.create("http://a/"), TIMEOUT, TIMEOUT, HttpCheck.DEFAULT, Map.of(), true))
                .hasMessage("timeout PT5S must be shorter than interval PT5S");
    }

    private static Target target(String method, Map<String, String> headers, String regexp) {
        return new Target(
                "a",
                URI.create("http://a/"),
                INTERVAL,
                TIMEOUT,
                new HttpCheck(
                        new RequestSpec(method, headers, 10, 1024),
                        new Expectation(StatusSet.SUCCESS, Pattern.compile(regexp))),
                Map.of(),
                true);
    }
}
