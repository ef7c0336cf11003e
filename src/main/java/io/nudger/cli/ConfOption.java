package io.nudger.cli;

import io.nudger.config.Configuration;
import io.nudger.config.SettingsLoader;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import picocli.CommandLine.Option;

/** The option that names the settings, for commands that cannot do without. */
final class ConfOption {
    @Option(
            names = {"-conf", "--conf"},
            required = true,
            paramLabel = "FILE",
            description = "The settings: a JSON or YAML file, or a JSON object in place.")
    private String conf = "";

    /** Reads what it names, with the variables of this process. */
    Configuration load() throws InvalidConfigException {
        return new SettingsLoader(Environment.ofProcess()).load(conf);
    }
}
