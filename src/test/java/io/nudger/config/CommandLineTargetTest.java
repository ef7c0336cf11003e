package io.nudger.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nudger.check.Expectation;
import io.nudger.check.RequestSpec;
import io.nudger.check.Target;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CommandLineTargetTest {
    @Test
    void aUrlIsEnough() throws InvalidConfigException {
        Target target = CommandLineTarget.of("https://a.example/${x}".replace("${x}", "b"), null, null, null);

        assertThat(target.url()).hasToString("https://a.example/b");
        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(target.request()).isEqualTo(RequestSpec.get());
        assertThat(target.expectation()).isEqualTo(Expectation.DEFAULT);
    }

    @Test
    void optionsAreReadAsInTheFile() throws InvalidConfigException {
        Target target = CommandLineTarget.of("http://a.example/", "a$${b}", "1h", "2xx,404");

        assertThat(target.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(target.expectation().regexpText()).isEqualTo("a$${b}");
        assertThat(target.expectation().status()).hasToString("2xx,404");
    }

    @Test
    void everyProblemNamesItsOption() {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> CommandLineTarget.of("a.example", "(", "5 sec", "ok"))
                .withMessage(
                        """
                        URL: wanted an absolute http or https URL, found "a.example"; it has no scheme
                        --regexp: wanted a regular expression, found "("; missing closing ) "("
                        --timeout: wanted a duration from 1ms to 1h, found "5 sec"; did you mean 5s?
                        --expect-status: wanted status codes such as 200, 200-204, 2xx or a list of them, found "ok\"""");
    }
}
