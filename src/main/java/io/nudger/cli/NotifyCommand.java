package io.nudger.cli;

import io.nudger.alert.Explainer;
import io.nudger.app.ExitStatus;
import io.nudger.check.Printable;
import io.nudger.config.AddressRules;
import io.nudger.config.Alerts;
import io.nudger.config.AlertsLoader;
import io.nudger.config.Configuration;
import io.nudger.config.SettingsLoader;
import io.nudger.consume.RecordException;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Place;
import io.nudger.document.Quoted;
import io.nudger.document.Suggestion;
import io.nudger.receivers.Delivery;
import io.nudger.receivers.Delivery.Result;
import io.nudger.receivers.Kind;
import io.nudger.receivers.Notice;
import io.nudger.receivers.Receiver;
import io.nudger.receivers.Receivers;
import io.nudger.receivers.Samples;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a receiver, or shows what it would get. */
@Command(
        name = "notify",
        customSynopsis = {
            "java -jar nudger-fat.jar notify -conf FILE --test RECEIVER [--preview KIND]",
            "  java -jar nudger-fat.jar notify -conf FILE --preview KIND [RECEIVER]",
            "  java -jar nudger-fat.jar notify -conf FILE --explain TARGET"
        },
        description = {
            "Send a sample that is marked as a test to a receiver, or show what receivers would get. Secrets are masked."
        },
        footer = {
            "",
            "Example: java -jar nudger-fat.jar notify --alerts conf/alerts.yaml --test ops",
            "",
            "Exit status: 0 accepted, or shown; 1 not accepted; 2 wrong usage, settings or alerts."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class NotifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-conf", "--conf"},
            paramLabel = "FILE",
            description = "The settings, which name the file of alerts.")
    private @Nullable String conf;

    @Option(names = "--alerts", paramLabel = "FILE", description = "The file of alerts itself, in place of -conf.")
    private @Nullable Path alerts;

    @Option(names = "--test", paramLabel = "RECEIVER", description = "Send a sample to this receiver.")
    private @Nullable String test;

    @Option(
            names = "--preview",
            paramLabel = "KIND",
            description =
                    "Show what would be sent, and send nothing: down, partial, up, stale, reminder, flapping, late,"
                            + " certificate, zone, zone_ok, test. With --test, what is sent.")
    private @Nullable String preview;

    @Option(
            names = "--explain",
            paramLabel = "TARGET",
            description = "Say who is notified of a target, which routes match it and what holds its notices.")
    private @Nullable String explain;

    @Parameters(
            arity = "0..1",
            paramLabel = "RECEIVER",
            description = "Show what this receiver would get; all without it.")
    private @Nullable String receiver;

    @Override
    public Integer call() throws InvalidConfigException, RecordException {
        if (explain != null) {
            return explain(explain);
        }
        if (test == null ? preview == null : receiver != null) {
            throw new ParameterException(spec.commandLine(), "Give --test RECEIVER, or --preview KIND [RECEIVER]");
        }
        if ((conf == null) == (alerts == null)) {
            throw new ParameterException(spec.commandLine(), "Give -conf FILE or --alerts FILE, one of them");
        }
        Kind kind = kind(preview == null ? "test" : preview);
        Vertx vertx = Vertx.vertx();
        try (Receivers receivers = receivers(vertx)) {
            Notice sample = Samples.of(kind, Instant.now());
            return test == null ? show(receivers, sample) : send(find(receivers, test), sample);
        } finally {
            vertx.close().await();
        }
    }

    private int explain(String target) throws InvalidConfigException, RecordException {
        if (conf == null || test != null || preview != null) {
            throw new ParameterException(spec.commandLine(), "Give --explain TARGET with -conf FILE, and nothing else");
        }
        Configuration configuration = new SettingsLoader(Environment.ofProcess()).load(conf);
        List<String> sentences = Explainer.explain(
                configuration.settings().postgres(),
                configuration.alerts().content().alerts(),
                target);
        PrintWriter out = spec.commandLine().getOut();
        sentences.forEach(sentence -> out.println(Printable.line(sentence)));
        out.flush();
        if (sentences.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("the record has no check of this target of the last day");
            err.flush();
        }
        return sentences.isEmpty() ? ExitStatus.FAILED : ExitStatus.OK;
    }

    private Kind kind(String word) {
        return Stream.of(Kind.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--preview: there is no kind " + Quoted.of(word) + "; try down or up"));
    }

    private Receivers receivers(Vertx vertx) throws InvalidConfigException {
        if (alerts != null) {
            Alerts read =
                    new AlertsLoader(alerts, Environment.ofProcess()).load(null).alerts();
            return Receivers.of(vertx, read, AddressRules.DEFAULT);
        }
        String file = conf == null ? "" : conf;
        Configuration configuration = new SettingsLoader(Environment.ofProcess()).load(file);
        if (configuration.settings().alerts() == null) {
            throw refused(file, "the settings name no file of alerts; add \"alerts\": \"conf/alerts.yaml\"");
        }
        return Receivers.of(
                vertx,
                configuration.alerts().content().alerts(),
                configuration.settings().checks().addresses());
    }

    private int show(Receivers receivers, Notice sample) throws InvalidConfigException {
        Collection<Receiver> shown = receiver == null ? receivers.all() : List.of(find(receivers, receiver));
        PrintWriter out = spec.commandLine().getOut();
        for (Receiver each : shown) {
            out.println("# " + Printable.line(each.name()));
            out.println(Printable.lines(each.preview(sample)));
            out.println();
        }
        out.flush();
        return ExitStatus.OK;
    }

    private int send(Receiver to, Notice sample) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Printable.lines(to.preview(sample)));
        out.println();
        out.flush();
        long start = System.nanoTime();
        Delivery delivery = to.send(sample).await();
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        out.printf("%s after %d ms: %s%n", word(delivery.result()), millis, Printable.line(delivery.detail()));
        out.flush();
        return delivery.result() == Result.ACCEPTED ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private static String word(Result result) {
        return switch (result) {
            case ACCEPTED -> "accepted";
            case RETRY -> "not accepted now (a notice would be tried again)";
            case REFUSED -> "refused (a notice would not be tried again)";
        };
    }

    private static Receiver find(Receivers receivers, String name) throws InvalidConfigException {
        Receiver found = receivers.get(name);
        if (found != null) {
            return found;
        }
        List<String> names = receivers.all().stream().map(Receiver::name).toList();
        String hint = names.isEmpty() ? "there are no receivers" : Suggestion.among(names, name);
        throw refused("RECEIVER", "wanted the name of a receiver, found " + Quoted.of(name) + "; " + hint);
    }

    private static InvalidConfigException refused(String source, String message) {
        return new InvalidConfigException(List.of(Place.of(source).problem(message)), 1);
    }
}
