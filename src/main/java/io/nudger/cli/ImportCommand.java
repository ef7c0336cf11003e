package io.nudger.cli;

import static java.util.Objects.requireNonNull;

import io.nudger.app.ExitStatus;
import io.nudger.check.Printable;
import io.nudger.imports.ImportException;
import io.nudger.imports.Imports;
import io.nudger.imports.Source;
import io.nudger.imports.SourceFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code nudger import}: prints the sites of another monitor as a targets file. */
@Command(
        name = "import",
        customSynopsis = "java -jar nudger-fat.jar import --from MONITOR [-o FILE] [--alerts FILE] FILE...",
        description =
                "Print the sites of another monitor as a targets file, and write its alerts; what has no counterpart is a comment in them.",
        footer = {
            "",
            "Example: java -jar nudger-fat.jar import --from gatus config.yaml -o conf/targets.yaml",
            "",
            "Exit status: 0 printed, 2 wrong usage, or files that are not what that monitor reads."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ImportCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "MONITOR",
            converter = SourceFormatByName.class,
            completionCandidates = SourceFormatNames.class,
            description = "The monitor to leave: ${COMPLETION-CANDIDATES}.")
    private @Nullable SourceFormat from;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write a new file instead of the standard output.")
    private @Nullable Path output;

    @Option(
            names = "--alerts",
            paramLabel = "FILE",
            description =
                    "Write a new file of alerts too: receivers, routes and maintenance, from gatus and uptime-kuma.")
    private @Nullable Path alerts;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Its configuration, in one file or several; - is the standard input.")
    private List<String> files = new ArrayList<>();

    @Override
    public Integer call() {
        try {
            List<Source> sources = new ArrayList<>();
            for (String file : files) {
                boolean standardInput = file.equals(STANDARD_INPUT);
                sources.add(standardInput ? Source.ofStandardInput(System.in) : Source.ofFile(file));
            }
            Imports.Imported imported = Imports.files(requireNonNull(from, "--from is required"), sources);
            int written = alerts == null ? ExitStatus.OK : write(alerts, imported.alerts());
            return written == ExitStatus.OK ? print(imported.targets()) : written;
        } catch (ImportException e) {
            return refuse(String.valueOf(e.getMessage()));
        }
    }

    private int print(String targets) {
        if (output == null) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(targets);
            out.flush();
            return ExitStatus.OK;
        }
        return write(output, targets);
    }

    private int write(Path file, String text) {
        try {
            // Not over a file that is there: it may be in use, and hold what its owner wrote by hand.
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            return ExitStatus.OK;
        } catch (FileAlreadyExistsException e) {
            return refuse(file + ": exists already; give another name, or remove it first");
        } catch (IOException e) {
            return refuse(file + ": cannot be written: " + e.getMessage());
        }
    }

    private int refuse(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(Printable.line(message));
        err.flush();
        return ExitStatus.USAGE;
    }

    /** The names as they are written on the command line. */
    private static final class SourceFormatNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(SourceFormat.values())
                    .map(SourceFormat::toString)
                    .iterator();
        }
    }

    /** From the name on the command line. */
    private static final class SourceFormatByName implements ITypeConverter<SourceFormat> {
        @Override
        public SourceFormat convert(String value) {
            return Arrays.stream(SourceFormat.values())
                    .filter(ancestor -> ancestor.toString().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("wanted one of "
                            + Arrays.stream(SourceFormat.values())
                                    .map(SourceFormat::toString)
                                    .collect(Collectors.joining(", "))
                            + ", found \"" + value + "\""));
        }
    }
}
