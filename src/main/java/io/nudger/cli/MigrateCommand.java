package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.config.PostgresSettings;
import io.nudger.consume.RecordException;
import io.nudger.document.InvalidConfigException;
import io.nudger.record.Migrations;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code nudger migrate}: brings the schema up to date. */
@Command(
        name = "migrate",
        description = {
            "Make the schema of the record, or bring it up to date, and give the roles that postgres.persister_role,"
                    + " postgres.alerter_role and postgres.reader_role name their rights.",
            "",
            "A persister does the same when it starts, unless postgres.migrate is false: then a role that owns the schema"
                    + " runs this, and the role of the persisters need not own anything."
        },
        footer = {
            "",
            "Example: PG_USER=nudger_owner java -jar nudger-fat.jar migrate -conf conf/persister.json",
            "",
            "Exit status: 0 the schema is up to date, 1 PostgreSQL did not answer or refused, 2 wrong usage or settings."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class MigrateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @Override
    public Integer call() throws InvalidConfigException, RecordException {
        PostgresSettings settings = conf.load().settings().postgres();
        Migrations.Done done = Migrations.migrate(settings);
        spec.commandLine()
                .getOut()
                .printf(
                        "The schema %s is at version %s; %d migrations were made.%n",
                        settings.schema(), done.version(), done.migrations());
        spec.commandLine().getOut().flush();
        return ExitStatus.OK;
    }
}
