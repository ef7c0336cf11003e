package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Target;
import io.nudger.config.AddressRules;
import io.nudger.config.Configuration;
import io.nudger.config.Role;
import io.nudger.config.Settings;
import io.nudger.config.SettingsLoader;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.http.CheckReport;
import io.nudger.http.HttpProber;
import io.nudger.http.Probe;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks one URL or target once, with the code that the monitor uses, and explains the result. */
@Command(
        name = "check",
        customSynopsis = {
            "java -jar nudger-fat.jar check URL [OPTION...]",
            "  java -jar nudger-fat.jar check - [OPTION...] < URLS",
            "  java -jar nudger-fat.jar check -conf FILE NAME [--json]"
        },
        description = {
            "Check one URL now, or one target of a monitor as the monitor would, and show where the time went."
        },
        footer = {
            "",
            "Examples: java -jar nudger-fat.jar check https://example.com/ --proxy http://proxy.example:3128",
            "          java -jar nudger-fat.jar check -conf conf/monitor.json xkcd",
            "          grep -v test urls.txt | java -jar nudger-fat.jar check - --timeout 10s",
            "",
            "Exit status: 0 up (all of them), 1 not up, 2 wrong usage, settings or targets."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class CheckCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    /** What stands in the fields {@code zone} and {@code monitor} of the JSON. */
    private static final Origin ORIGIN = new Origin("local", "check");

    /** The options that go with {@code -conf}. */
    private static final Set<String> CONFIGURED = Set.of("--conf", "--json");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            description =
                    "An absolute http or https URL; with -conf, the name of a target, enabled or not; - reads URLs from"
                            + " the standard input, one a line, and prints a table.")
    private String subject = "";

    @Option(
            names = {"-conf", "--conf"},
            paramLabel = "FILE",
            description = "The settings of a monitor: a JSON or YAML file, or a JSON object in place. They and its"
                    + " targets say all that the options below would say.")
    private @Nullable String conf;

    @Option(names = "--json", description = "Print the result as JSON, as it would go to Kafka.")
    private boolean json;

    @Mixin
    private CheckOptions options = new CheckOptions();

    @Override
    public Integer call() throws InvalidConfigException {
        if (conf == null && subject.equals(STANDARD_INPUT)) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            return ListedChecks.of(lines, options).run(spec.commandLine().getOut(), json);
        }
        if (conf == null) {
            return check(options.target(subject), ORIGIN, AddressRules.DEFAULT);
        }
        refuseOtherOptions();
        Configuration configuration = new SettingsLoader(Environment.ofProcess()).load(conf);
        Settings settings = configuration.settings();
        if (!settings.has(Role.MONITOR)) {
            throw new ParameterException(
                    spec.commandLine(), "-conf: these are not the settings of a monitor, so they name no targets");
        }
        return check(
                configuration.target(subject),
                settings.origin(),
                settings.checks().addresses());
    }

    /** A target is checked as its file says, or it would not show how the monitor sees it. */
    private void refuseOtherOptions() {
        List<String> others = spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !CONFIGURED.contains(name))
                .toList();
        if (!others.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "With -conf the targets file says how it is checked; leave out " + others.get(0));
        }
    }

    private int check(Target target, Origin origin, AddressRules addresses) {
        Probe probe = probe(target, addresses);
        CheckReport report = new CheckReport(target, probe);
        spec.commandLine().getOut().print(json ? report.json(origin) + System.lineSeparator() : text(report));
        spec.commandLine().getOut().flush();
        return probe.verdict().outcome() == Outcome.UP ? ExitStatus.OK : ExitStatus.FAILED;
    }

    /** In colours on a terminal, unless NO_COLOR is set. */
    private static String text(CheckReport report) {
        return report.text(Ansi.AUTO.enabled());
    }

    private static Probe probe(Target target, AddressRules addresses) {
        if ("https".equalsIgnoreCase(target.url().getScheme())) {
            // Beside the start of Vert.x.
            Thread tls = new Thread(HttpProber::load, "tls-classes");
            tls.setDaemon(true);
            tls.start();
        }
        return ProbeEach.withProber(
                addresses, prober -> prober.warmUpFor(target).compose(warm -> prober.probe(target)));
    }
}
