package io.nudger.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.nudger.config.LogLevel;
import io.nudger.document.Environment;
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

    private final Environment environment;

    /** With the variables of this process; for Logback, which finds it as a service. */
    public Logs() {
        this(System::getenv);
    }

    Logs(Environment environment) {
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

    /**
     * The libraries log each attempt to reach a service that is away, and every odd byte that a stranger sends; nudger says
     * the one once, and makes a verdict of the other. What is left of them are defects.
     */
    void setLevels(LoggerContext context) {
        LogLevel libraries = LogLevel.of(environment, LogLevel.LIBRARIES);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level(LogLevel.of(environment, LogLevel.OWN), Level.INFO));
        context.getLogger("org.apache.kafka").setLevel(level(libraries, Level.OFF));
        context.getLogger("org.sqlite").setLevel(level(libraries, Level.OFF));
        context.getLogger("org.flywaydb").setLevel(level(libraries, Level.ERROR));
        context.getLogger("io.netty").setLevel(level(libraries, Level.OFF));
        context.getLogger("io.netty.util").setLevel(level(libraries, Level.WARN));
        context.getLogger("io.vertx").setLevel(level(libraries, Level.WARN));
        context.getLogger("io.vertx.core.http").setLevel(level(libraries, Level.OFF));
        context.getLogger("io.vertx.core.net").setLevel(level(libraries, Level.OFF));
        // It repeats what a mail server says, whatever that is.
        context.getLogger("io.vertx.ext.mail").setLevel(level(libraries, Level.OFF));
    }

    private static Level level(@Nullable LogLevel level, Level otherwise) {
        return level == null ? otherwise : Level.toLevel(level.name());
    }
}
