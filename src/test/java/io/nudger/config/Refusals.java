package io.nudger.config;

import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Problem;
import java.util.Map;

/** What holds of everything that is refused, whatever it was. */
final class Refusals {
    static final Environment ENVIRONMENT = Map.of("WORD", "eighty", "EMPTY", "", "NESTED", "${WORD}")::get;

    private static final int MAX_LINE = 4_000;

    private Refusals() {}

    /** Whether a configuration may be made to read what has no end. */
    static boolean namesDevices(String text) {
        return text.contains("/dev") || text.contains("/proc") || text.contains("/sys");
    }

    static void verify(InvalidConfigException refusal) {
        if (refusal.problems().isEmpty()) {
            throw new IllegalStateException("refused without a reason");
        }
        for (Problem problem : refusal.problems()) {
            String line = problem.toString();
            if (problem.message().isBlank()
                    || line.length() > MAX_LINE
                    || line.lines().count() != 1) {
                throw new IllegalStateException("not a line for people: " + line);
            }
        }
    }
}
