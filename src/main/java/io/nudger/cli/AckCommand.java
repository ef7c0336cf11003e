package io.nudger.cli;

import io.nudger.alert.StateTables;
import io.nudger.app.ExitStatus;
import io.nudger.consume.RecordException;
import io.nudger.document.InvalidConfigException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nudger ack}: somebody takes care of an outage. */
@Command(
        name = "ack",
        description = {
            "Acknowledge the outage of a target: nobody is reminded of it any more, and routes with unless: acknowledged do"
                    + " not send it. It ends with the outage."
        },
        footer = {
            "",
            "Example: java -jar nudger-fat.jar ack -conf conf/alerter.json shop --note 'disk replaced, restoring'",
            "",
            "Exit status: 0 acknowledged, 1 there is no outage of it, or PostgreSQL did not answer, 2 wrong usage or settings."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class AckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @Parameters(paramLabel = "TARGET", description = "The name of the target.")
    private String target = "";

    @Mixin
    private WhoOptions who = new WhoOptions();

    @Override
    public Integer call() throws InvalidConfigException, RecordException {
        StateTables tables = new StateTables(conf.load().settings().postgres());
        List<JsonObject> acknowledged = tables.acknowledge(target, who.who(), who.note());
        if (acknowledged.isEmpty()) {
            return Rows.none(spec, "no outage of this target goes on: nothing to acknowledge");
        }
        Rows.print(
                spec.commandLine().getOut(),
                acknowledged,
                false,
                "target",
                "worst",
                "started_at",
                "acknowledged_by",
                "note");
        return ExitStatus.OK;
    }
}
