package io.nudger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Target;
import io.nudger.config.AddressRules;
import io.nudger.config.CommandLineTarget;
import io.nudger.config.InvalidConfigException;
import io.nudger.http.CheckReport;
import io.nudger.http.HttpProber;
import io.nudger.http.Probe;
import io.nudger.http.ProbeTransport;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks one URL once, with the code that the monitor uses, and explains the result. */
@Command(
        name = "check",
        customSynopsis = "java -jar nudger-fat.jar check URL [OPTION...]",
        description = "Check one URL now, and show where the time went.",
        footer = {"", "Exit status: 0 up, 1 down, 2 wrong usage."},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CheckCommand implements Callable<Integer> {
    /** What stands in the fields {@code zone} and {@code monitor} of the JSON. */
    private static final Origin ORIGIN = new Origin("local", "check");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "An absolute http or https URL.")
    private String url = "";

    @Option(names = "--regexp", paramLabel = "R", description = "What the body must contain a match of (RE2 syntax).")
    private @Nullable String regexp;

    @Option(names = "--timeout", paramLabel = "T", description = "The deadline of the whole check, 5s by default.")
    private @Nullable String timeout;

    @Option(
            names = "--expect-status",
            paramLabel = "S",
            description = "Status codes that are up: 2xx (the default), 200-204, 301,302.")
    private @Nullable String status;

    @Option(names = "--json", description = "Print the result as JSON, as it would go to Kafka.")
    private boolean json;

    @Override
    public Integer call() throws InvalidConfigException {
        Target target = CommandLineTarget.of(url, regexp, timeout, status);
        Probe probe = probe(target);
        CheckReport report = new CheckReport(target, probe);
        spec.commandLine().getOut().print(json ? report.json(ORIGIN) + System.lineSeparator() : text(report));
        spec.commandLine().getOut().flush();
        return probe.verdict().outcome() == Outcome.UP ? ExitStatus.OK : ExitStatus.FAILED;
    }

    /** In colours on a terminal, unless NO_COLOR is set. */
    private static String text(CheckReport report) {
        return report.text(Ansi.AUTO.enabled());
    }

    private static Probe probe(Target target) {
        ProbeTransport transport = ProbeTransport.create();
        Vertx vertx = Vertx.builder().withTransport(transport).build();
        try {
            HttpProber prober = HttpProber.create(
                    vertx, transport, Clock.systemUTC(), new SimpleMeterRegistry(), AddressRules.DEFAULT);
            return prober.warmUp().compose(warm -> prober.probe(target)).await();
        } finally {
            vertx.close().await();
        }
    }
}
