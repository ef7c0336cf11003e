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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nudger maintenance}: announced work. */
@Command(
        name = "maintenance",
        description = {
            "List, add or end maintenances: announced work, during which nobody is notified.",
            "",
            "Checks and the record go on as always; reports can leave the time out. Windows that come again stand in the file"
                    + " of alerts."
        },
        subcommands = {MaintenanceCommand.ListAll.class, MaintenanceCommand.Add.class, MaintenanceCommand.End.class},
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class MaintenanceCommand implements Callable<Integer> {
    private static final String[] COLUMNS = {
        "id", "name", "targets", "starts_at", "ends_at", "counts", "source", "created_by", "note"
    };

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "wanted one of list, add, end");
    }

    private static int print(CommandSpec spec, List<JsonObject> rows) {
        Rows.print(spec.commandLine().getOut(), rows, false, COLUMNS);
        return ExitStatus.OK;
    }

    /** Those that hold or will. */
    @Command(
            name = "list",
            description = "List the maintenances that hold or will.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class ListAll implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ConfOption conf = new ConfOption();

        @Override
        public Integer call() throws InvalidConfigException, RecordException {
            return print(spec, new StateTables(conf.load().settings().postgres()).maintenances());
        }
    }

    /** A new one. */
    @Command(
            name = "add",
            description = "Announce work, from now on or later.",
            footer = {
                "",
                "Example: java -jar nudger-fat.jar maintenance add -conf conf/alerter.json move --match name=shop* --for 3h"
            },
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Add implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ConfOption conf = new ConfOption();

        @Parameters(paramLabel = "NAME", description = "What it is called.")
        private String name = "";

        @Mixin
        private SelectorOption selector = new SelectorOption();

        @Option(
                names = "--from",
                paramLabel = "T",
                converter = Moment.class,
                description = "When it begins, 2026-12-24T19:00:00Z; now by default.")
        private @Nullable Instant from;

        @Option(
                names = "--for",
                required = true,
                paramLabel = "LENGTH",
                converter = Ahead.class,
                description = "How long it lasts: 30m, 2h, 7d.")
        private Duration length = Duration.ZERO;

        @Option(names = "--counts", description = "The time counts for availability all the same.")
        private boolean counts;

        @Mixin
        private WhoOptions who = new WhoOptions();

        @Override
        public Integer call() throws InvalidConfigException, RecordException {
            Instant begin = from == null ? Instant.now() : from;
            StateTables.Work work = new StateTables.Work(name, selector.match(spec), begin, begin.plus(length), counts);
            StateTables tables = new StateTables(conf.load().settings().postgres());
            return print(spec, tables.addMaintenance(work, who.who(), who.note()));
        }
    }

    /** The end of one. */
    @Command(
            name = "end",
            description = "End a maintenance; of a window of the file of alerts, this occurrence.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class End implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ConfOption conf = new ConfOption();

        @Parameters(paramLabel = "ID", description = "Its number, as list prints it.")
        private long id;

        @Override
        public Integer call() throws InvalidConfigException, RecordException {
            List<JsonObject> ended = new StateTables(conf.load().settings().postgres()).endMaintenance(id);
            if (ended.isEmpty()) {
                return Rows.none(spec, "no maintenance with this number goes on or is to come");
            }
            return print(spec, ended);
        }
    }
}
