package io.nudger.bench;

import io.nudger.bench.Drain.Pace;
import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.config.PostgresSettings;
import io.nudger.testing.Deployment;
import io.nudger.testing.TestDatabase;
import io.nudger.wire.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Row 4: rows a second from Kafka into PostgreSQL by one persister that finds a full topic, beside {@code \copy} of the
 * same rows into the same table; and the same results once more, which change nothing. The persister is held while its
 * topic is filled, and has stored several times as much before: what is measured is not how a JVM warms up.
 */
final class StoreSpeed implements Benchmark {
    private static final double GOAL = 0.7;
    private static final int RUNS = 3;
    /** On two cores the JVM compiles for half a minute. */
    private static final int WARM_UPS = 3;

    private static final String REPEATED = "nudger_persist_duplicates_total";

    @Override
    public int row() {
        return 4;
    }

    @Override
    public String title() {
        return "Rows per second from Kafka into PostgreSQL, one persister";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        List<Result> results = new ArrayList<>();
        for (WireFormat format : WireFormat.values()) {
            results.addAll(lab.withDeployment(deployment -> store(lab, plan, deployment, format)));
        }
        return results;
    }

    private List<Result> store(Lab lab, Plan plan, Deployment deployment, WireFormat format) {
        String name = format.name().toLowerCase(Locale.ROOT);
        Drain drain = Drain.start(lab, deployment, name, format, UnaryOperator.identity());
        for (int warmUp = 0; warmUp < Math.min(WARM_UPS, plan.runs()); warmUp++) {
            System.out.printf(
                    Locale.ROOT,
                    "   %s, warming up: %,.0f rows/s%n",
                    name,
                    drain.store(plan.rows()).perSecond());
        }
        Optional<Tool> psql = Tool.find("psql");
        List<Pace> paces = new ArrayList<>();
        List<Double> copies = new ArrayList<>();
        for (int run = 0; run < Math.min(RUNS, plan.runs()); run++) {
            paces.add(drain.emptyAndStore(plan.rows()));
            psql.ifPresent(tool -> copies.add(copy(tool, deployment.database(), lab.newDirectory(), plan.rows())));
        }
        Reference copy = psql.isEmpty() ? Reference.absent("psql is absent") : new Reference("rows/s, \\copy", copies);
        List<Result> results = new ArrayList<>();
        results.add(Result.of(row(), name + ", rows stored", "rows/s", speeds(paces), copy)
                .with(Goal.ratioAtLeast(GOAL)));
        results.add(Result.of(
                row(), name + ", processor time of the persister", "CPU-µs/row", costs(paces), Reference.absent("")));
        if (format == WireFormat.JSON) {
            results.add(replay(plan, drain, speeds(paces)));
        }
        drain.close();
        return results;
    }

    /** Whatever is in the topic already comes again, until there is as much as the plan says. */
    private Result replay(Plan plan, Drain drain, List<Double> storedAnew) {
        Pace pace = drain.run(REPEATED, plan.replayed(), () -> {
            for (int left = plan.replayed(); left > 0; left -= plan.rows()) {
                TypicalResults again = new TypicalResults();
                again.skip((Math.min(WARM_UPS, plan.runs()) + Math.min(RUNS, plan.runs()) - 1) * plan.rows());
                drain.fill(again, Math.min(left, plan.rows()));
            }
        });
        return Result.of(
                row(),
                String.format(Locale.ROOT, "json, %,d results that are all stored already", plan.replayed()),
                "results/s",
                List.of(pace.perSecond()),
                new Reference("rows/s, stored anew", storedAnew));
    }

    private static List<Double> speeds(List<Pace> paces) {
        return paces.stream().map(Pace::perSecond).toList();
    }

    private static List<Double> costs(List<Pace> paces) {
        return paces.stream().map(Pace::cpuMicros).toList();
    }

    /** Empties the table and fills it again with what it held; rows a second. */
    private static double copy(Tool psql, TestDatabase database, Path directory, int rows) {
        String file = directory.toAbsolutePath().resolve("checks.copy").toString();
        List<String> out = psqlArguments(database, "\\copy (SELECT * FROM nudger.checks) TO '" + file + "'");
        Tool.Run ignored = psql.run(out.toArray(String[]::new));
        database.execute("TRUNCATE checks");
        List<String> in = psqlArguments(database, "\\copy nudger.checks FROM '" + file + "'");
        double seconds = psql.run(in.toArray(String[]::new)).seconds();
        delete(Path.of(file));
        if (database.number("SELECT count(*) FROM checks") != rows) {
            throw new IllegalStateException("the rows are not those that were stored");
        }
        return rows / seconds;
    }

    /** It is as large as the table. */
    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> psqlArguments(TestDatabase database, String command) {
        PostgresSettings settings = database.settings();
        String uri = "postgresql://%s@%s:%d/%s"
                .formatted(settings.user(), settings.host(), settings.port(), settings.database());
        return List.of("-X", "-q", "-d", uri, "-c", command);
    }
}
