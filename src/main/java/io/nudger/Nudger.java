package io.nudger;

import io.nudger.app.Run;
import io.nudger.app.Version;
import io.nudger.cli.AckCommand;
import io.nudger.cli.CheckCommand;
import io.nudger.cli.CompletionCommand;
import io.nudger.cli.DeadLettersCommand;
import io.nudger.cli.FailureReport;
import io.nudger.cli.ImportCommand;
import io.nudger.cli.MaintenanceCommand;
import io.nudger.cli.MigrateCommand;
import io.nudger.cli.MonitorCommand;
import io.nudger.cli.NotifyCommand;
import io.nudger.cli.PersisterCommand;
import io.nudger.cli.ReplayCommand;
import io.nudger.cli.ReportCommand;
import io.nudger.cli.SilenceCommand;
import io.nudger.cli.SizeCommand;
import io.nudger.cli.StatesCommand;
import io.nudger.cli.ValidateCommand;
import io.nudger.cli.VerifyCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Without a subcommand it runs the roles that the settings name, until it is asked to stop.
 *
 * <p>Exit statuses: 0 stopped as asked, or the check was up; 1 the check was not up, or the program could not go on; 2
 * wrong usage, settings or targets.
 */
@Command(
        name = "nudger",
        description = "Checks websites and keeps a complete record of what was up and when.",
        customSynopsis = {"java -jar nudger-fat.jar -conf FILE", "  java -jar nudger-fat.jar COMMAND ..."},
        footer = {"", "nudger-fat.jar COMMAND --help says more."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class Nudger implements Callable<Integer> {
    private static final int HELP_WIDTH = 100;
    private static final String JAR = "java -jar nudger-fat.jar";
    /** The property in which the launcher says how it is called. */
    private static final String COMMAND = "nudger.command";
    /** What holds for every part of the process, unless the command line says otherwise. */
    private static final Map<String, String> PROPERTIES = Map.of(
            // Netty's own events for Java's flight recorder, which would be loaded for them at every start.
            "io.netty.jfr.enabled", "false",
            // No Vert.x instance serves files of the class path: none makes a directory to unpack them in.
            "vertx.disableFileCPResolving", "true",
            "vertx.disableFileCaching", "true");

    private static final List<String> CONF = List.of("-conf", "--conf");

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
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        System.exit(execute(args));
    }

    /** Runs a command line and says the exit status. */
    static int execute(String... args) {
        return isService(args) ? run(args[1]) : commandLineFor(args).execute(args);
    }

    /** In the order of the help. A method, so that a service does not load them. */
    private static List<Class<?>> commands() {
        return List.of(
                CheckCommand.class,
                ValidateCommand.class,
                NotifyCommand.class,
                ImportCommand.class,
                MigrateCommand.class,
                ReplayCommand.class,
                DeadLettersCommand.class,
                SizeCommand.class,
                StatesCommand.class,
                AckCommand.class,
                SilenceCommand.class,
                MaintenanceCommand.class,
                ReportCommand.class,
                VerifyCommand.class,
                CompletionCommand.class,
                MonitorCommand.class,
                PersisterCommand.class,
                CommandLine.HelpCommand.class);
    }

    /** With the command that is asked for, or all of them: to describe all takes longer than most of them run. */
    static CommandLine commandLineFor(String... args) {
        return commandLine(commands().stream()
                .filter(command -> args.length > 0 && nameOf(command).equals(args[0]))
                // What they do needs the others.
                .filter(command -> command != CompletionCommand.class && command != CommandLine.HelpCommand.class)
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElseGet(Nudger::commands));
    }

    private static String nameOf(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    /**
     * Whether this is {@code -conf FILE} and nothing else: what runs for months and is started most often need not wait
     * until all the other commands have been described.
     */
    private static boolean isService(String... args) {
        return args.length == 2 && CONF.contains(args[0]) && !args[1].startsWith("-") && !args[1].startsWith("@");
    }

    private static int run(String conf) {
        try {
            return new Run(loader -> loader.load(conf)).call();
        } catch (Exception e) {
            // In the encoding of the terminal, which is that of the stream and not of a writer.
            StringWriter text = new StringWriter();
            int status = FailureReport.report(e, new PrintWriter(text, true));
            System.err.print(text);
            return status;
        }
    }

    /** The command line with all commands. */
    public static CommandLine commandLine() {
        return commandLine(commands());
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine nudger = new CommandLine(new Nudger());
        commands.forEach(nudger::addSubcommand);
        nudger.setCommandName(JAR)
                .setExecutionExceptionHandler(new FailureReport())
                .setParameterExceptionHandler(Nudger::usageError)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpWidth(HELP_WIDTH);
        airy(nudger);
        String command = System.getProperty(COMMAND, JAR);
        if (!command.equals(JAR)) {
            rename(nudger.setCommandName(command), command);
        }
        return nudger;
    }

    /** Help shows the command as it was given. */
    private static void rename(CommandLine command, String name) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.customSynopsis(renamed(usage.customSynopsis(), name));
        usage.footer(renamed(usage.footer(), name));
        command.getSubcommands().values().forEach(each -> rename(each, name));
    }

    private static String[] renamed(String[] lines, String name) {
        return Arrays.stream(lines).map(line -> line.replace(JAR, name)).toArray(String[]::new);
    }

    /** What is wrong, in one line, and where help is: all of the help would hide it. */
    private static int usageError(ParameterException wrong, String... args) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Help: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    /** Help with an empty line between its parts. */
    private static void airy(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .synopsisHeading("Usage:%n  ")
                .descriptionHeading("%n")
                .parameterListHeading("%n")
                .optionListHeading("%n")
                .commandListHeading("%nCommands:%n");
        command.getSubcommands().values().forEach(Nudger::airy);
    }

    @Override
    public Integer call() throws Exception {
        if (conf == null) {
            throw new ParameterException(
                    spec.commandLine(), "Missing -conf FILE: nothing to run. Try -conf conf/standalone.json");
        }
        String settings = conf;
        return new Run(loader -> loader.load(settings)).call();
    }
}
