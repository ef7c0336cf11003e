package io.nudger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Where the log goes, and how much of it. Said in Java, because Logback would load six hundred classes at every start to
 * read the same from XML. A {@code logback.xml} on the class path, or one that {@code -Dlogback.configurationFile} names,
 * has the last word.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class Logs extends ContextAwareBase implements Configurator {
    private static final String[] FILES = {"logback-test.xml", "logback.xml"};

    private final UnaryOperator<@Nullable String> environment;

    /** With the variables of this process; for Logback, which finds it as a service. */
    public Logs() {
        this(System::getenv);
    }

    Logs(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (isSaidElsewhere()) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        setLevels(context);
        LogLine line = new LogLine();
        line.setContext(context);
        line.start();
        // Everything goes to standard error, so that standard output belongs to the commands.
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("TEXT");
        console.setTarget("System.err");
        console.setEncoder(line);
        console.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static boolean isSaidElsewhere() {
        if (System.getProperty("logback.configurationFile") != null) {
            return true;
        }
        for (String file : FILES) {
            if (Logs.class.getClassLoader().getResource(file) != null) {
                return true;
            }
        }
        return false;
    }

    /** The libraries log each attempt to reach a service that is away; nudger says it once. */
    void setLevels(LoggerContext context) {
        String libraries = environment.apply("NUDGER_LIBRARY_LOG_LEVEL");
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level(environment.apply("LOG_LEVEL"), Level.INFO));
        context.getLogger("org.apache.kafka").setLevel(level(libraries, Level.OFF));
        context.getLogger("org.flywaydb").setLevel(level(libraries, Level.ERROR));
        context.getLogger("io.netty").setLevel(level(libraries, Level.WARN));
        context.getLogger("io.vertx").setLevel(level(libraries, Level.WARN));
    }

    /** The names of Java and of Python. */
    private static Level level(@Nullable String name, Level otherwise) {
        return switch (name == null ? "" : name.toUpperCase(Locale.ROOT)) {
            case "TRACE" -> Level.TRACE;
            case "DEBUG" -> Level.DEBUG;
            case "INFO" -> Level.INFO;
            case "WARN", "WARNING" -> Level.WARN;
            case "ERROR", "CRITICAL" -> Level.ERROR;
            case "OFF" -> Level.OFF;
            default -> otherwise;
        };
    }
}
