package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.config.Configuration;
import io.nudger.config.Role;
import io.nudger.config.Settings;
import io.nudger.document.InvalidConfigException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads settings, targets and alerts as a start would, and reports every problem. */
@Command(
        name = "validate",
        customSynopsis = "java -jar nudger-fat.jar validate -conf FILE [--ask]",
        description = "Check settings, targets and alerts, and list every problem with its path.",
        footer = {"", "Exit status: 0 all is right, 2 there are problems (listed on standard error, as are warnings)."},
        mixinStandardHelpOptions = true)
public final class ValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @Option(
            names = "--ask",
            description =
                    "Also ask each enabled target whose URL begins with http, once, and warn where it is redirected to"
                            + " https. Without it nothing is sent.")
    private boolean ask;

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
        Stream.of(
                        configuration.alerts().content().warnings(),
                        Oddities.of(configuration.targets()),
                        ask
                                ? Oddities.askedOf(
                                        configuration.targets(),
                                        settings.checks().addresses())
                                : List.<String>of())
                .flatMap(List::stream)
                .forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
        spec.commandLine().getOut().printf("The settings are right: %s%s%s.%n", roles, checks, alerts(configuration));
        return ExitStatus.OK;
    }

    private static String alerts(Configuration configuration) {
        if (configuration.settings().alerts() == null) {
            return "";
        }
        int receivers = configuration.alerts().content().alerts().receivers().size();
        int routes = configuration.alerts().content().alerts().routes().size();
        return String.format(
                "; %d receiver%s, %d route%s", receivers, receivers == 1 ? "" : "s", routes, routes == 1 ? "" : "s");
    }
}
