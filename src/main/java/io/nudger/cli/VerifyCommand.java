package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.check.Printable;
import io.nudger.config.PostgresSettings;
import io.nudger.consume.RecordException;
import io.nudger.document.InvalidConfigException;
import io.nudger.report.Report;
import io.nudger.report.ReportReader;
import io.nudger.report.ReportVerifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nudger verify}: whether the record still says what a report says. */
@Command(
        name = "verify",
        description = {
            "Hold a report against the record: its numbers are computed again, and its seals from the checks themselves, as"
                    + " rows or from the archive.",
            "",
            "Where checks are kept no more, the seal of the report is compared with the one in the record."
        },
        footer = {
            "",
            "Example: java -jar nudger-fat.jar verify -conf conf/page.json november.json",
            "",
            "Exit status: 0 equal, 1 something differs, PostgreSQL did not answer or the file cannot be read, 2 wrong usage or"
                    + " settings."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {
    private static final int MOST_SHOWN = 50;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @Parameters(paramLabel = "REPORT.json", description = "A report in its JSON form.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws InvalidConfigException, RecordException {
        Report report;
        try {
            report = Report.parse(Files.readString(file));
        } catch (IOException e) {
            return Rows.none(spec, "cannot read " + file + ": " + e);
        } catch (IllegalArgumentException e) {
            return Rows.none(spec, file + ": " + Printable.line(String.valueOf(e.getMessage())));
        }
        PostgresSettings postgres = conf.load().settings().postgres();
        ReportVerifier.Outcome outcome = new ReportVerifier(new ReportReader(postgres))
                .verify(report, Clock.systemUTC().instant());
        print(outcome);
        return outcome.isEqual() ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private void print(ReportVerifier.Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        outcome.differences().stream().limit(MOST_SHOWN).forEach(line -> out.println(Printable.line(line)));
        int hidden = outcome.differences().size() - MOST_SHOWN;
        if (hidden > 0) {
            out.println("... and " + hidden + " more");
        }
        out.println((outcome.isEqual() ? "equal" : "not equal") + ": " + outcome.values() + " values compared, "
                + outcome.seals() + " seals computed from the checks"
                + (outcome.withoutRows() == 0
                        ? ""
                        : ", " + outcome.withoutRows()
                                + " whose checks are not kept any more compared with the record's"));
        out.flush();
    }
}
