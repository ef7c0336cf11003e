package io.nudger.config;

import io.nudger.document.Environment;
import io.nudger.document.Place;
import io.nudger.document.Problem;
import io.nudger.document.Quoted;
import io.nudger.document.Refusal;
import io.nudger.document.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much is logged. It stands in the environment alone, because the log begins before anything is read; what is wrong
 * there is reported with what is wrong in the settings.
 */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF;

    /** The variable for the log of nudger. */
    public static final String OWN = "LOG_LEVEL";
    /** The variable for the logs of the libraries. */
    public static final String LIBRARIES = "NUDGER_LIBRARY_LOG_LEVEL";

    /** The names of Java and of Python. */
    private static final Map<String, LogLevel> NAMES = Map.of(
            "ALL", TRACE,
            "TRACE", TRACE,
            "DEBUG", DEBUG,
            "INFO", INFO,
            "WARN", WARN,
            "WARNING", WARN,
            "ERROR", ERROR,
            "CRITICAL", ERROR,
            "OFF", OFF);

    /**
     * What a variable says, in capitals or not.
     *
     * @return null when it is not set or empty, and when {@link #problems} reports it
     */
    public static @Nullable LogLevel of(Environment environment, String variable) {
        String name = environment.get(variable);
        return name == null ? null : NAMES.get(name.toUpperCase(Locale.ROOT));
    }

    /** What is wrong with the variables; each problem names its variable in the place of a file. */
    static List<Problem> problems(Environment environment) {
        Type<LogLevel> level = Type.oneOf(NAMES);
        List<Problem> problems = new ArrayList<>();
        for (String variable : List.of(OWN, LIBRARIES)) {
            String name = environment.get(variable);
            if (name == null || name.isEmpty()) {
                continue;
            }
            try {
                LogLevel ignored = level.parser().parse(name.toUpperCase(Locale.ROOT));
            } catch (Refusal e) {
                problems.add(Place.of(variable).problem(level.fault(Quoted.of(name), e.reason())));
            }
        }
        return problems;
    }
}
