package io.nudger.cli;

import io.nudger.app.ExitStatus;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what shells and man need to know of the commands. */
@Command(
        name = "completion",
        customSynopsis = {"java -jar nudger-fat.jar completion", "  java -jar nudger-fat.jar completion --man [COMMAND]"
        },
        description = "Print a script that completes commands and options in bash and zsh, or a manual page.",
        footer = {
            "",
            "Examples: source <(nudger completion)",
            "          nudger completion --man > nudger.1; nudger completion --man check > nudger-check.1",
            "",
            "Exit status: 0 printed, 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class CompletionCommand implements Callable<Integer> {
    private static final String PROGRAM = "nudger";

    @Spec
    private CommandSpec spec;

    @Option(names = "--man", description = "Print the manual page of nudger, or that of a command.")
    private boolean man;

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "A command, such as check.")
    private String command = "";

    @Override
    public Integer call() {
        CommandLine nudger = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        CommandLine shown = command.isEmpty() ? nudger : nudger.getSubcommands().get(command);
        if (shown == null || (!man && !command.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(), shown == null ? "There is no command " + command : "A command goes with --man");
        }
        out.print(man ? ManPage.of(shown.getCommandSpec(), PROGRAM) : AutoComplete.bash(PROGRAM, nudger));
        out.flush();
        return ExitStatus.OK;
    }
}
