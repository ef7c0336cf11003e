package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.config.Configuration;
import io.nudger.config.Role;
import io.nudger.config.Settings;
import io.nudger.document.InvalidConfigException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads settings and targets as a start would, and tells every problem. */
@Command(
        name = "validate",
        customSynopsis = "java -jar nudger-fat.jar validate -conf FILE",
        description = "Check settings and targets, and list every problem with its path.",
        footer = {"", "Exit status: 0 all is right, 2 there are problems (listed on standard error)."},
        mixinStandardHelpOptions = true)
public final class ValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @Override
    public Integer call() throws InvalidConfigException {
        Configuration configuration = conf.load();
        Settings settings = configuration.settings();
        int targets = configuration.targets().all().size();
        int enabled = configuration.targets().enabled().size();
        String roles = settings.roles().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" and "));
        String checks = settings.has(Role.MONITOR)
                ? String.format(
                        ", zone %s; %d target%s, %d of them enabled",
                        settings.zone().name(), targets, targets == 1 ? "" : "s", enabled)
                : "";
        spec.commandLine().getOut().printf("The settings are right: %s%s.%n", roles, checks);
        return ExitStatus.OK;
    }
}
