package io.nudger;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. Without a subcommand it runs the roles that the settings name, until it is told to stop.
 *
 * <p>Exit statuses: 0 stopped as asked, or the check was up; 1 the check was not up, or the program could not go on; 2
 * wrong usage, settings or targets.
 */
@Command(
        name = "nudger",
        description = "Checks websites and keeps a complete record of what was up and when.",
        synopsisHeading = "Usage:%n  ",
        customSynopsis = {"java -jar nudger-fat.jar -conf FILE", "  java -jar nudger-fat.jar COMMAND ..."},
        subcommands = {
            CheckCommand.class,
            ValidateCommand.class,
            ImportCommand.class,
            ReplayCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class Nudger implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-conf", "--conf"},
            paramLabel = "FILE",
            description = "Run with these settings: a JSON or YAML file, or a JSON object in place.")
    private @Nullable String conf;

    private Nudger() {}

    /** The entry point of the jar. */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** Runs a command line and tells the exit status. */
    static int execute(String... args) {
        return new CommandLine(new Nudger())
                .setExecutionExceptionHandler(new FailureReport())
                .setAbbreviatedOptionsAllowed(false)
                .execute(args);
    }

    @Override
    public Integer call() throws Exception {
        if (conf == null) {
            throw new ParameterException(
                    spec.commandLine(), "Missing -conf FILE: nothing to run. Try -conf conf/standalone.json");
        }
        return new Run(conf).call();
    }
}
