package io.nudger;

import io.nudger.config.Configuration;
import io.nudger.config.InvalidConfigException;
import io.nudger.config.SettingsLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads settings and targets as a start would, and tells every problem. */
@Command(
        name = "validate",
        customSynopsis = "java -jar nudger-fat.jar validate -conf FILE",
        description = "Check settings and targets, and list every problem with its path.",
        footer = {"", "Exit status: 0 all is right, 2 there are problems (listed on standard error)."},
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-conf", "--conf"},
            required = true,
            paramLabel = "FILE",
            description = "The settings: a JSON or YAML file, or a JSON object in place.")
    private String conf = "";

    @Override
    public Integer call() throws InvalidConfigException {
        Configuration configuration = new SettingsLoader(System::getenv).load(conf);
        int targets = configuration.targets().all().size();
        int enabled = configuration.targets().enabled().size();
        spec.commandLine()
                .getOut()
                .printf(
                        "The settings are right: roles %s, zone %s; %d targets, %d of them enabled.%n",
                        configuration.settings().roles(),
                        configuration.settings().zone().name(),
                        targets,
                        enabled);
        return ExitStatus.OK;
    }
}
