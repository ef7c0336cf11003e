package io.nudger.cli;

import io.nudger.alert.StateTables;
import io.nudger.app.ExitStatus;
import io.nudger.consume.RecordException;
import io.nudger.document.InvalidConfigException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nudger states}: the state of each target over its zones. */
@Command(
        name = "states",
        description = {
            "Print the state of each target over its zones, as the alerter decided it: the worst first.",
            "",
            "The views current_states and, by zone, zone_statuses have the same, and more columns."
        },
        footer = {
            "",
            "Example: java -jar nudger-fat.jar states -conf conf/alerter.json",
            "",
            "Exit status: 0 printed, 1 PostgreSQL did not answer or the target is not known, 2 wrong usage or settings."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class StatesCommand implements Callable<Integer> {
    private static final String[] COLUMNS = {
        "target", "state", "since", "zones_up", "zones_down", "zones_stale", "reason", "message"
    };

    private static final String[] ZONE_COLUMNS = {
        "target", "zone", "state", "since", "last_outcome", "last_reason", "scheduled_at", "monitor"
    };

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "Only this one.")
    private @Nullable String target;

    @Option(
            names = "--zones",
            description = "A line for each zone of each target: how it is there, and which monitor checked it last.")
    private boolean zones;

    @Option(names = "--watch", description = "Print it again whenever something changes, until it is interrupted.")
    private boolean watch;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws InvalidConfigException, RecordException, InterruptedException {
        StateTables tables = new StateTables(conf.load().settings().postgres());
        List<JsonObject> shown = read(tables);
        if (target != null && shown.isEmpty()) {
            return Rows.none(spec, "no state is known of this target: no alerter has seen a check of it");
        }
        print(shown);
        while (watch) {
            TimeUnit.SECONDS.sleep(1);
            List<JsonObject> now = read(tables);
            if (!now.equals(shown)) {
                spec.commandLine().getOut().println();
                print(now);
                shown = now;
            }
        }
        return ExitStatus.OK;
    }

    private List<JsonObject> read(StateTables tables) throws RecordException {
        return zones ? tables.zones(target) : tables.states(target);
    }

    private void print(List<JsonObject> states) {
        Rows.print(spec.commandLine().getOut(), states, json, zones ? ZONE_COLUMNS : COLUMNS);
    }
}
