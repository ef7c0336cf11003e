package io.nudger.cli;

import io.nudger.app.ExitStatus;
import io.nudger.check.Target;
import io.nudger.config.Configuration;
import io.nudger.config.PostgresSettings;
import io.nudger.config.Retention;
import io.nudger.config.Role;
import io.nudger.consume.RecordException;
import io.nudger.document.InvalidConfigException;
import io.nudger.record.RecordSize;
import io.nudger.record.RecordSize.Table;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nudger size}: how large the record of some targets becomes. */
@Command(
        name = "size",
        description = {
            "Print how many rows and gigabytes a month the targets of these settings make, and how many there will be at"
                    + " most with the retention of the settings.",
            "",
            "A row has as many bytes as those of the database, when it is reached and has some, else as were measured of"
                    + " typical checks."
        },
        footer = {
            "",
            "Example: java -jar nudger-fat.jar size -conf conf/standalone.json --zones 3",
            "",
            "Exit status: 0 printed, 2 wrong usage, settings or targets."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SizeCommand implements Callable<Integer> {
    private static final double MONTH_DAYS = 30;
    private static final double GIGA = 1e9;
    private static final int NAMES = 9;
    private static final int NUMBERS = 5;
    private static final int WIDTH = 14;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfOption conf = new ConfOption();

    @Option(
            names = "--zones",
            paramLabel = "N",
            description = "How many zones check them; as many as the settings list by default, or one.")
    private @Nullable Integer zones;

    @Override
    public Integer call() throws InvalidConfigException {
        if (zones != null && zones < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--zones: wanted a whole number from 1 on, found " + zones);
        }
        Configuration configuration = conf.load();
        if (!configuration.settings().has(Role.MONITOR)) {
            throw new ParameterException(
                    spec.commandLine(), "-conf: these are not the settings of a monitor, so they name no targets");
        }
        List<Target> targets = configuration.targets().enabled();
        int counted = zones == null
                ? Math.max(1, configuration.settings().zone().siblings().size())
                : zones;
        print(targets, counted, configuration.settings().postgres());
        return ExitStatus.OK;
    }

    private void print(List<Target> targets, int zones, PostgresSettings postgres) {
        PrintWriter out = spec.commandLine().getOut();
        double checks = zones
                * targets.stream()
                        .mapToDouble(target -> Duration.ofDays(1).toNanos()
                                / (double) target.interval().toNanos())
                        .sum();
        out.printf(
                Locale.ROOT,
                "%d targets, %d zones, %.1f checks a second%n",
                targets.size(),
                zones,
                checks / Duration.ofDays(1).toSeconds());
        RecordSize size = size(postgres, out);
        TextTable table = table();
        row(table, "", "rows a month", "bytes a row", "GB a month", "kept", "GB at most");
        double[] sums = new double[2];
        double pairs = (double) targets.size() * zones;
        Retention retention = postgres.retention();
        line(table, sums, "checks", checks, size.of(Table.CHECKS), retention.checks());
        Duration archived = retention.archive().minus(retention.checks());
        if (!archived.isZero()) {
            line(table, sums, "archive", checks, size.of(Table.ARCHIVE), archived);
        }
        line(table, sums, "evidence", checks * size.failures(), size.of(Table.EVIDENCE), retention.failures());
        line(table, sums, "hours", pairs * 24, size.of(Table.HOURS), retention.sums());
        line(table, sums, "days", pairs, size.of(Table.DAYS), retention.sums());
        row(table, "all", "", "", number(3, sums[0]), "", number(3, sums[1]));
        out.println();
        out.print(table);
        out.flush();
    }

    private static RecordSize size(PostgresSettings postgres, PrintWriter out) {
        try {
            RecordSize size = RecordSize.measure(postgres);
            if (size.rows() > 0) {
                out.printf(
                        Locale.ROOT,
                        "bytes of a row as in %s at %s, measured of %d rows%n",
                        postgres.database(),
                        postgres.host(),
                        size.rows());
            } else {
                out.println("bytes of a row as in typical checks: the database has too few rows yet");
            }
            return size;
        } catch (RecordException e) {
            out.println("bytes of a row as in typical checks: " + e.getMessage());
            return RecordSize.TYPICAL;
        }
    }

    private static void line(
            TextTable table, double[] sums, String name, double rowsADay, double bytes, Duration kept) {
        double month = rowsADay * MONTH_DAYS * bytes / GIGA;
        double most = rowsADay * (kept.toSeconds() / 86_400.0) * bytes / GIGA;
        sums[0] += month;
        sums[1] += most;
        row(
                table,
                name,
                number(0, rowsADay * MONTH_DAYS),
                number(0, bytes),
                number(3, month),
                kept.toDays() + "d",
                number(3, most));
    }

    private TextTable table() {
        Column[] columns = new Column[1 + NUMBERS];
        Arrays.fill(columns, new Column(WIDTH, 1, Overflow.SPAN));
        columns[0] = new Column(NAMES, 0, Overflow.SPAN);
        return TextTable.forColumns(spec.commandLine().getColorScheme(), columns);
    }

    /** Numbers stand at the right of their columns. */
    private static void row(TextTable table, String name, String... numbers) {
        List<String> cells = new ArrayList<>(List.of(name));
        for (String number : numbers) {
            cells.add(String.format("%" + (WIDTH - 1) + "s", number));
        }
        table.addRowValues(cells.toArray(String[]::new));
    }

    private static String number(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
