package io.nudger.cli;

import io.nudger.app.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of a command as a manual page. */
final class ManPage {
    private static final String JAR = "java -jar nudger-fat.jar";

    private final StringBuilder out = new StringBuilder();
    private final CommandSpec spec;
    private final String program;

    private ManPage(CommandSpec spec, String program) {
        this.spec = spec;
        this.program = program;
    }

    /**
     * The page in the language of man.
     *
     * @param program how the program is called
     */
    static String of(CommandSpec spec, String program) {
        ManPage page = new ManPage(spec, program);
        page.write();
        return page.out.toString();
    }

    private void write() {
        UsageMessageSpec usage = spec.usageMessage();
        boolean root = spec.parent() == null;
        String name = root ? program : program + "-" + spec.name();
        String description = String.join(" ", usage.description());
        macro("TH \"" + name.toUpperCase(Locale.ROOT) + "\" 1 \"\" \"nudger " + Version.current() + "\"");
        section("NAME", name + " - " + firstSentence(description));
        macro("SH SYNOPSIS");
        macro("nf");
        for (String line : usage.customSynopsis()) {
            text(line.strip());
        }
        macro("fi");
        section("DESCRIPTION", description);
        arguments();
        if (!spec.subcommands().isEmpty()) {
            macro("SH COMMANDS");
            spec.subcommands().values().stream()
                    .map(CommandLine::getCommandSpec)
                    .forEach(command -> item(
                            command.name(),
                            String.join(" ", command.usageMessage().description())));
        }
        macro("SH NOTES");
        macro("nf");
        Arrays.stream(usage.footer()).filter(line -> !line.isEmpty()).forEach(this::text);
        macro("fi");
    }

    private void arguments() {
        List<ArgSpec> arguments =
                spec.args().stream().filter(argument -> !argument.hidden()).toList();
        if (arguments.isEmpty()) {
            return;
        }
        macro("SH OPTIONS");
        for (ArgSpec argument : arguments) {
            String names = argument instanceof OptionSpec option ? String.join(", ", option.names()) : "";
            boolean flag = argument.arity().max() == 0;
            item((names + (flag ? "" : " " + argument.paramLabel())).strip(), description(argument));
        }
    }

    /** With the values that it may have. */
    private static String description(ArgSpec argument) {
        String text = String.join(" ", argument.description());
        return argument.completionCandidates() == null
                ? text
                : text.replace("${COMPLETION-CANDIDATES}", String.join(", ", argument.completionCandidates()));
    }

    private static String firstSentence(String text) {
        return text.replaceFirst("[.;:,].*", "");
    }

    private void section(String title, String text) {
        macro("SH " + title);
        text(text);
    }

    private void item(String name, String text) {
        macro("TP");
        text("\\fB" + escaped(name) + "\\fR", false);
        text(text);
    }

    private void macro(String text) {
        out.append('.').append(text).append('\n');
    }

    private void text(String text) {
        text(text.replace(JAR, program), true);
    }

    /** A line that begins with a dot or an apostrophe would be a request. */
    private void text(String text, boolean escape) {
        String line = escape ? escaped(text) : text;
        out.append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "")
                .append(line)
                .append('\n');
    }

    private static String escaped(String text) {
        return Help.Ansi.OFF
                .string(text)
                .lines()
                .map(line -> line.replace("\\", "\\e").replace("-", "\\-"))
                .collect(Collectors.joining(" "));
    }
}
