package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.config.Match;
import io.nudger.config.PostgresSettings;
import io.nudger.consume.RecordException;
import io.nudger.document.InvalidConfigException;
import io.nudger.report.Report;
import io.nudger.report.ReportOptions;
import io.nudger.report.ReportReader;
import io.nudger.report.ReportRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code nudger report}: how available targets were, to hand over. */
@Command(
        name = "report",
        description = {
            "Report how available targets were in a month or span: uptime and coverage, outages, response times, maintenance,"
                    + " error budget, seals, and the queries that give each number again.",
            "",
            "Keep the JSON form: nudger verify holds it against the record."
        },
        footer = {
            "",
            "Example: java -jar nudger-fat.jar report -conf conf/page.json --month 2026-11 --match team=web"
                    + " --objective 99.9 -o november.html",
            "",
            "Exit status: 0 reported, 1 PostgreSQL did not answer, no target was checked, or the file cannot be written,"
                    + " 2 wrong usage or settings."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ReportCommand implements Callable<Integer> {
    private static final double PERCENT = 100;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @Option(
            names = "--month",
            paramLabel = "YYYY-MM",
            converter = Month.class,
            description =
                    "The month, in UTC; of the one that goes on, up to the last whole hour. The last one by default.")
    private @Nullable YearMonth month;

    @Option(
            names = "--from",
            paramLabel = "T",
            converter = Moment.class,
            description = "Instead of a month: the first hour, 2026-11-01 or 2026-11-01T06:00:00Z.")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "T",
            converter = Moment.class,
            description = "The moment after the last hour; now by default.")
    private @Nullable Instant to;

    @Option(
            names = "--match",
            split = ",",
            paramLabel = "KEY=VALUE",
            description =
                    "The targets: name=..., group=..., or a label such as team=web; * stands for any characters. All by"
                            + " default.")
    private List<String> match = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "html, csv or json; by default that of the file's name, or html.")
    private @Nullable String format;

    @Option(
            names = "--lang",
            paramLabel = "LANGUAGE",
            defaultValue = "en",
            description = "The language of the HTML form: en or de. Default: ${DEFAULT-VALUE}.")
    private String language = "en";

    @Option(names = "--objective", paramLabel = "PERCENT", description = "The uptime that was agreed on, such as 99.9.")
    private @Nullable Double objective;

    @Option(
            names = "--maintenance",
            paramLabel = "RULE",
            defaultValue = "left_out",
            description =
                    "left_out: the objective is held against the time without maintenance that does not count; counts:"
                            + " against all time. Both numbers are reported in any case. Default: ${DEFAULT-VALUE}.")
    private String maintenance = "left_out";

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            description = "What stands above it, such as the name of a customer.")
    private String title = "Availability";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write it; to standard output by default.")
    private @Nullable Path output;

    @Override
    public Integer call() throws InvalidConfigException, RecordException {
        Form form = form();
        Instant now = Clock.systemUTC().instant();
        ReportRequest request = request(now);
        PostgresSettings postgres = conf.load().settings().postgres();
        Report report = new ReportReader(postgres).read(request, now);
        if (report.isEmpty()) {
            return Rows.none(
                    spec, "no target that is selected was checked from " + request.from() + " to " + request.to());
        }
        if (report.isGone()) {
            return Rows.none(
                    spec,
                    "nothing from " + request.from() + " to " + request.to() + " is kept any more: sums are kept for "
                            + "postgres.rollup_retention; what was printed then is what remains");
        }
        String text =
                switch (form) {
                    case HTML -> report.toHtml(language);
                    case CSV -> report.toCsv();
                    case JSON -> report.toJson() + "\n";
                };
        return write(text);
    }

    private int write(String text) {
        if (output == null) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(text);
            out.flush();
            return ExitStatus.OK;
        }
        try {
            Files.writeString(output, text);
            return ExitStatus.OK;
        } catch (IOException e) {
            return Rows.none(spec, "cannot write " + output + ": " + e);
        }
    }

    private ReportRequest request(Instant now) {
        if (month != null && (from != null || to != null)) {
            throw usage("wanted either --month or --from and --to");
        }
        if (from == null && to != null) {
            throw usage("--to: wanted --from with it");
        }
        if (!Report.languages().contains(language)) {
            throw usage("--lang: wanted en or de, found \"" + language + "\"");
        }
        if (!maintenance.equals("left_out") && !maintenance.equals("counts")) {
            throw usage("--maintenance: wanted left_out or counts, found \"" + maintenance + "\"");
        }
        Match selected = SelectorOption.match(spec, match);
        ReportOptions options =
                new ReportOptions(title, objective == null ? null : objective / PERCENT, maintenance.equals("counts"));
        try {
            if (from != null) {
                return ReportRequest.ofSpan(from, to == null ? now : to, now, selected, options);
            }
            YearMonth wanted = month == null ? YearMonth.now(Clock.systemUTC()).minusMonths(1) : month;
            return ReportRequest.ofMonth(wanted, now, selected, options);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private Form form() {
        String wanted = format;
        if (wanted == null) {
            String name = output == null ? "" : output.toString().toLowerCase(Locale.ROOT);
            wanted = name.endsWith(".json") ? "json" : name.endsWith(".csv") ? "csv" : "html";
        }
        for (Form form : Form.values()) {
            if (form.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                return form;
            }
        }
        throw usage("--format: wanted html, csv or json, found \"" + wanted + "\"");
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private enum Form {
        HTML,
        CSV,
        JSON
    }

    /** A month on the command line. */
    static final class Month implements ITypeConverter<YearMonth> {
        @Override
        public YearMonth convert(String text) {
            try {
                return YearMonth.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("wanted a month like 2026-11, found \"" + text + "\"");
            }
        }
    }
}
