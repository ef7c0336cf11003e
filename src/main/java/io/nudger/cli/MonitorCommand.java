package io.nudger.cli;

import io.nudger.config.OptionSettings;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.imports.Imports;
import java.math.BigDecimal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nudger monitor URL}: one site, checked until the process is stopped, with the options of http-nudger. */
@Command(
        name = "monitor",
        customSynopsis = "java -jar nudger-fat.jar monitor URL [OPTION...]",
        description = {
            "Check one URL until stopped, with the options of http-nudger.",
            "For several sites, and for all settings, there is -conf FILE."
        },
        footer = {
            "",
            "Example: java -jar nudger-fat.jar monitor https://example.com/ --period 30 --regexp '[Ee]xample'",
            "",
            "NUDGER_ZONE names the zone, local if it is not set.",
            "Exit status: 0 stopped as asked, 1 could not go on, 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class MonitorCommand implements Callable<Integer> {
    private static final String PERIOD = "30";
    private static final BigDecimal TIMEOUT = BigDecimal.valueOf(5);
    /** What a check has of a period that is not longer than the default timeout. */
    private static final BigDecimal SHARE = new BigDecimal("0.8");

    @Parameters(paramLabel = "URL", description = "An absolute http or https URL.")
    private String url = "";

    @Option(
            names = "--period",
            paramLabel = "SECONDS",
            description = "The distance of two checks (default: " + PERIOD + ").")
    private String period = PERIOD;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "The deadline of a check, less than the period (default: 5, or 0.8 of a period up to 5).")
    private @Nullable String timeout;

    @Option(names = "--regexp", paramLabel = "R", description = "What the body must contain a match of (RE2 syntax).")
    private @Nullable String regexp;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Override
    public Integer call() throws InvalidConfigException, InterruptedException {
        return service.run(this::settings);
    }

    /** What the command line and these variables say. */
    OptionSettings settings(Environment environment) {
        OptionSettings settings = new OptionSettings(environment);
        String name = Imports.nameOf(url);
        settings.set(OptionSettings.literal(name), "targets", "[0]", "name");
        settings.target("URL", url, "url");
        settings.target("--period", period, "interval");
        settings.target("--timeout", timeout == null ? defaultTimeout() : timeout, "timeout");
        settings.target("--regexp", regexp, "regexp");
        service.addTo(settings);
        settings.set("monitor", "roles", "[0]");
        // Several of these may run in one directory, as many as there are sites.
        settings.set("var/spool/" + name.replaceAll("[^A-Za-z0-9.-]+", "_"), "spool", "directory");
        return settings;
    }

    private @Nullable String defaultTimeout() {
        try {
            BigDecimal seconds = new BigDecimal(period);
            return seconds.compareTo(TIMEOUT) > 0
                    ? null
                    : seconds.multiply(SHARE).toPlainString();
        } catch (NumberFormatException notABareNumber) {
            return null;
        }
    }
}
