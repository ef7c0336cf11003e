package io.nudger.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nudger.check.Expectation;
import io.nudger.check.HttpCheck;
import io.nudger.check.HttpPreference;
import io.nudger.check.RequestSpec;
import io.nudger.check.Target;
import io.nudger.document.InvalidConfigException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandLineTargetTest {
    @Test
    void aUrlIsEnough() throws InvalidConfigException {
        Target target = new CommandLineTarget("https://a.example/${x}".replace("${x}", "b")).read();

        assertThat(target.url()).hasToString("https://a.example/b");
        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(HttpCheck.of(target).request()).isEqualTo(RequestSpec.get());
        assertThat(HttpCheck.of(target).expectation()).isEqualTo(Expectation.DEFAULT);
        assertThat(target.failures().evidence().matches()).isTrue();
    }

    @Test
    void optionsAreReadAsInTheFile() throws InvalidConfigException {
        Target target = new CommandLineTarget("http://a.example/")
                .with("--regexp", "a$${b}", "regexp")
                .with("--timeout", "1h", "timeout")
                .with("--expect-status", "2xx,404", "expect", "status")
                .with("--insecure", "false", "tls", "verify")
                .with("--http-version", "2", "http_version")
                .with("--proxy", null, "proxy")
                .withHeaders("--header", List.of("Accept: text/html; a=b:c"))
                .read();

        assertThat(target.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(HttpCheck.of(target).expectation().regexpText()).isEqualTo("a$${b}");
        assertThat(HttpCheck.of(target).expectation().status()).hasToString("2xx,404");
        assertThat(HttpCheck.of(target).request().connection().tls().verify()).isFalse();
        assertThat(HttpCheck.of(target).request().connection().http()).isEqualTo(HttpPreference.HTTP_2);
        assertThat(HttpCheck.of(target).request().connection().proxy()).isNull();
        assertThat(HttpCheck.of(target).request().headers()).containsEntry("Accept", "text/html; a=b:c");
    }

    @Test
    void everyProblemNamesItsOption() {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new CommandLineTarget("a.example")
                        .with("--regexp", "(", "regexp")
                        .with("--timeout", "5 sec", "timeout")
                        .with("--expect-status", "ok", "expect", "status")
                        .with("--ca-file", "missing.pem", "tls", "ca_file")
                        .with("--proxy", "http://me:secret@", "proxy")
                        .withHeaders("--header", List.of("secret", "x: sec\u0000ret"))
                        .read())
                .satisfies(e -> assertThat(e.getMessage())
                        .doesNotContain("sec\u0000ret", "secret")
                        .contains(
                                "URL: wanted an absolute http or https URL, found \"a.example\"; it has no scheme",
                                "--regexp: wanted a regular expression, found \"(\"; missing closing ) \"(\"",
                                "--timeout: wanted a duration from 1ms to 1d, found \"5 sec\"; did you mean 5s?",
                                "--expect-status: wanted status codes such as 200, 200-204, 2xx or a list of them, found \"ok\"",
                                "--ca-file: ",
                                "missing.pem",
                                "--proxy: ",
                                "--header: wanted NAME: VALUE"));
    }
}
