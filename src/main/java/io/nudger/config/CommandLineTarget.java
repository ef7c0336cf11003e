package io.nudger.config;

import io.nudger.check.Target;
import io.nudger.document.InvalidConfigException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The target of one check that is asked for on the command line, under the rules of the targets file. The texts are
 * taken as they are: the shell has put in what it had to. Not safe for several threads.
 */
public final class CommandLineTarget {
    private static final String NAME = "check";

    private final OptionSettings settings = new OptionSettings(variable -> null);

    /** A target with this URL, and the defaults of a targets file for all else. */
    public CommandLineTarget(String url) {
        settings.set("monitor", "roles", "[0]");
        settings.target("NAME", NAME, "name");
        settings.target("URL", url, "url");
        // There is no next slot; the interval only has to be longer than any timeout.
        settings.target("interval", "1d", "interval");
        // Everything that was seen is shown.
        settings.target("keep_match", "true", "keep_match");
    }

    /**
     * Sets a key of the target.
     *
     * @param option what a problem with it is reported under
     * @param text what the option says; null when it is not given
     * @param key the keys that lead to it in a targets file
     */
    public CommandLineTarget with(String option, @Nullable String text, String... key) {
        settings.target(option, text, key);
        return this;
    }

    /**
     * Adds headers of the request.
     *
     * @param option what a problem with one is reported under
     * @param lines {@code NAME: VALUE}
     */
    public CommandLineTarget withHeaders(String option, List<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                settings.problem(option, "wanted NAME: VALUE, found a value that is not shown");
                continue;
            }
            String name = line.substring(0, colon).strip();
            settings.target(option, line.substring(colon + 1).strip(), "headers", name);
        }
        return this;
    }

    /**
     * Makes the target.
     *
     * @throws InvalidConfigException when anything is wrong; the problems name the options
     */
    public Target read() throws InvalidConfigException {
        return new SettingsLoader(variable -> null).load(settings).target(NAME);
    }
}
