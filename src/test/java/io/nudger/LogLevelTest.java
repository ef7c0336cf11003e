package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code LOG_LEVEL} in the words of Java and of Python. */
final class LogLevelTest {
    @ParameterizedTest
    @CsvSource({
        "'', INFO",
        "INFO, INFO",
        "DEBUG, DEBUG",
        "debug, DEBUG",
        "WARN, WARN",
        "WARNING, WARN",
        "CRITICAL, ERROR",
        "20, INFO",
        "verbose, INFO"
    })
    void everyNameIsUnderstood(String name, String level) throws JoranException {
        LoggerContext context = new LoggerContext();
        context.putProperty("LOG_LEVEL", name);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);

        configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());

        assertThat(context.getLogger("ROOT").getLevel()).hasToString(level);
    }
}
