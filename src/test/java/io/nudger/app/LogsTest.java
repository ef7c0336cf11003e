package io.nudger.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.nudger.testing.ForeignTexts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LogsTest {
    private final LoggerContext context = new LoggerContext();

    @ParameterizedTest
    @CsvSource({
        "'', INFO",
        "INFO, INFO",
        "DEBUG, DEBUG",
        "debug, DEBUG",
        "WARN, WARN",
        "WARNING, WARN",
        "CRITICAL, ERROR",
        "off, OFF",
        "all, TRACE"
    })
    void everyNameOfALevelIsUnderstood(String name, String level) {
        new Logs(Map.of("LOG_LEVEL", name)::get).setLevels(context);

        assertThat(context.getLogger("ROOT").getLevel()).hasToString(level);
        assertThat(context.getLogger("org.apache.kafka").getLevel()).isEqualTo(Level.OFF);
        assertThat(context.getLogger("io.netty.util").getLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void theLibrariesHaveALevelOfTheirOwn() {
        new Logs(Map.of("NUDGER_LIBRARY_LOG_LEVEL", "debug")::get).setLevels(context);

        assertThat(context.getLogger("ROOT").getLevel()).isEqualTo(Level.INFO);
        assertThat(context.getLogger("org.apache.kafka").getLevel()).isEqualTo(Level.DEBUG);
        assertThat(context.getLogger("org.flywaydb").getLevel()).isEqualTo(Level.DEBUG);
    }

    /** As this one of the tests. */
    @Test
    void aFileOnTheClassPathHasTheLastWord() {
        assertThat(new Logs().configure(context)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
        assertThat(context.getLogger("ROOT").iteratorForAppenders().hasNext()).isFalse();
    }

    @Test
    void aLineSaysTimeLevelComponentAndMessage() {
        assertThat(line("{} of {}", null, 1, 2))
                .isEqualTo("2026-11-26T16:11:14.070Z WARN  nudger.probe     1 of 2" + System.lineSeparator());
    }

    @Test
    void anExceptionSaysWhereItAndItsCausesWereThrown() {
        Exception cause = new IllegalArgumentException("the cause");

        String[] lines = line("it failed", new IllegalStateException(cause)).split(System.lineSeparator());

        assertThat(lines).hasSize(5);
        assertThat(lines[0]).endsWith(" it failed");
        assertThat(lines[1])
                .isEqualTo("java.lang.IllegalStateException: java.lang.IllegalArgumentException: the cause");
        assertThat(lines[2]).startsWith("\tat io.nudger.app.LogsTest.anExceptionSays");
        assertThat(lines[3]).isEqualTo("Caused by: java.lang.IllegalArgumentException: the cause");
        assertThat(lines[4]).startsWith("\tat io.nudger.app.LogsTest.anExceptionSays");
    }

    @Test
    void whatAStrangerSaysForgesNoLineAndCommandsNoTerminal() {
        Exception cause = new IllegalStateException(ForeignTexts.ALL);

        String line = line("it said {}", cause, ForeignTexts.ALL);

        ForeignTexts.assertHarmless(line);
        assertThat(line.lines().filter(each -> !each.startsWith("\t"))).hasSize(2);
    }

    private String line(String message, @Nullable Throwable thrown, Object... arguments) {
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("nudger.probe"), Level.WARN, message, thrown, arguments);
        event.setInstant(Instant.parse("2026-11-26T16:11:14.070Z"));
        return new String(new LogLine().encode(event), StandardCharsets.UTF_8);
    }
}
