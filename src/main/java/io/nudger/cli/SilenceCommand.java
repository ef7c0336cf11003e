package io.nudger.cli;

import io.nudger.alert.StateTables;
import io.nudger.app.ExitStatus;
import io.nudger.consume.RecordException;
import io.nudger.document.InvalidConfigException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nudger silence}: nobody is notified of some targets for a while. */
@Command(
        name = "silence",
        description = {
            "Notify nobody of some targets for a while; or list the silences, or end one.",
            "",
            "Checks and states go on. What happens meanwhile is announced afterwards if it still lasts. Work that reports"
                    + " should know of is a maintenance instead."
        },
        footer = {
            "",
            "Example: java -jar nudger-fat.jar silence -conf conf/alerter.json --match team=web --for 2h --note 'deploy'",
            "",
            "Exit status: 0 done, 1 PostgreSQL did not answer or there is no such silence, 2 wrong usage or settings."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SilenceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @ArgGroup(multiplicity = "1")
    private Work work = new Work();

    @Mixin
    private WhoOptions who = new WhoOptions();

    /** What is to be done. */
    static final class Work {
        @ArgGroup(exclusive = false)
        private @Nullable Begin begin;

        @Option(names = "--list", description = "List those that hold.")
        private boolean list;

        @Option(names = "--end", paramLabel = "ID", description = "End the one with this number.")
        private @Nullable Long end;
    }

    /** A new silence. */
    static final class Begin {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private SelectorOption selector = new SelectorOption();

        @Option(
                names = "--for",
                required = true,
                paramLabel = "LENGTH",
                converter = Ahead.class,
                description = "How long, from now on: 30m, 2h, 7d.")
        private Duration length = Duration.ZERO;
    }

    @Override
    public Integer call() throws InvalidConfigException, RecordException {
        StateTables tables = new StateTables(conf.load().settings().postgres());
        List<JsonObject> rows = rows(tables);
        if (rows.isEmpty() && !work.list) {
            return Rows.none(spec, "no silence with this number holds");
        }
        Rows.print(
                spec.commandLine().getOut(),
                rows,
                false,
                "id",
                "targets",
                "starts_at",
                "ends_at",
                "created_by",
                "note");
        return ExitStatus.OK;
    }

    private List<JsonObject> rows(StateTables tables) throws RecordException {
        if (work.end != null) {
            return tables.endSilence(work.end);
        }
        Begin begin = work.begin;
        if (begin == null) {
            return tables.silences();
        }
        Instant now = Instant.now();
        return tables.silence(begin.selector.match(spec), now, now.plus(begin.length), who.who(), who.note());
    }
}
