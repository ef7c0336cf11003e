package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.config.Settings;
import io.nudger.consume.RecordException;
import io.nudger.consume.RecordStore;
import io.nudger.consume.Replay;
import io.nudger.document.InvalidConfigException;
import io.nudger.record.PostgresStore;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nudger replay}: stores a span of the topic once more. */
@Command(
        name = "replay",
        customSynopsis = "java -jar nudger-fat.jar replay -conf FILE --from T [--to T]",
        description = {
            "Read a span of the topic once more, and store what the record lacks of it.",
            "",
            "What is stored already stays as it is, so it may run at any time, beside persisters, and again. No"
                    + " offsets of the persisters change. T is the time at which records were sent: 2026-11-21T12:00:00Z,"
                    + " 2026-11-21 (its beginning in UTC), or 90m, 2h, 7d (so long ago)."
        },
        footer = {
            "",
            "Example: java -jar nudger-fat.jar replay -conf conf/persister.json --from 2026-11-21 --to 2026-11-22",
            "",
            "Exit status: 0 all was read, 1 Kafka or PostgreSQL did not answer (run it again), 2 wrong usage or settings."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "T",
            converter = Moment.class,
            description = "From this time on.")
    private Instant from = Instant.EPOCH;

    @Mixin
    private SpanOptions span = new SpanOptions();

    @Override
    public Integer call() throws InvalidConfigException, RecordException {
        Settings settings = conf.load().settings();
        Clock clock = Clock.systemUTC();
        RecordStore.Opener stores = PostgresStore.opener(settings.postgres(), clock);
        Replay replay = new Replay(settings.kafka(), settings.persister(), stores, clock);
        PrintWriter err = spec.commandLine().getErr();
        err.println("Reading " + String.join(", ", settings.kafka().topics()) + " ...");
        err.flush();
        Replay.Summary sum = replay.run(span.from(from, spec), so -> {});
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%d records read: %d stored, %d in the place of a lesser one, %d known already, %d that cannot be"
                        + " stored%s%n",
                sum.read(), sum.stored(), sum.replaced(), sum.known(), sum.cannotBeStored(), reasons(sum));
        out.flush();
        return ExitStatus.OK;
    }

    private static String reasons(Replay.Summary sum) {
        return sum.dead().isEmpty()
                ? ""
                : sum.dead().entrySet().stream()
                        .map(each -> each.getKey().wireName() + " " + each.getValue())
                        .sorted()
                        .collect(Collectors.joining(", ", " (", ")"));
    }
}
