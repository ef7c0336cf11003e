package io.nudger.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code make bench}: measures, prints a table, and writes it as JSON, Markdown and charts. The whole of it becomes the
 * documentation; a part of it, or the quick one, goes to {@code target/bench} only.
 */
public final class Bench {
    private static final Path WORK = Path.of("target", "bench");
    private static final Path DOCUMENTATION = Path.of("docs", "benchmarks");
    private static final int REPLAYED = 2_000_000;

    private static final List<Benchmark> ALL = List.of(
            new CheckCost(),
            new ScheduleFidelity(),
            new ManyTargets(),
            new StoreSpeed(),
            new RowSize(),
            new EndToEnd(),
            new Footprint(),
            new MicroBenchmarks(),
            new Notifying(),
            new OrdinaryDay(),
            new Viewing(),
            new FirstSeconds(),
            new StateCost());

    private final Plan plan;
    private final List<Benchmark> benchmarks;

    private Bench(Plan plan, List<Benchmark> benchmarks) {
        this.plan = plan;
        this.benchmarks = benchmarks;
    }

    /**
     * Runs. The arguments: {@code full}, {@code quick} or {@code smoke}, then {@code rows=1,4} for some of the rows, {@code
     * replay=10000000} for the number of results that are consumed twice.
     */
    public static void main(String... arguments) {
        List<String> words = Arrays.asList(arguments);
        int replayed = Integer.parseInt(option(words, "replay", Integer.toString(REPLAYED)));
        Plan plan = plan(words, replayed);
        Set<String> rows = Set.of(option(words, "rows", allRows()).split(","));
        List<Benchmark> chosen = ALL.stream()
                .filter(benchmark -> rows.contains(Integer.toString(benchmark.row())))
                .toList();
        Report report = new Bench(plan, chosen).run(WORK.resolve(Long.toString(System.currentTimeMillis())));
        System.out.println();
        System.out.print(report.summary());
        boolean documented = words.contains("full");
        Path written = documented ? DOCUMENTATION : WORK;
        Report whole = documented ? report.with(ReportJson.read(DOCUMENTATION.resolve("results.json"))) : report;
        whole.write(written);
        if (documented) {
            whole.putInto(Path.of("README.md"), DOCUMENTATION.resolve("README.md"));
        }
        System.out.println("Written to " + written);
        // Whatever a broken benchmark has left running must not keep it.
        System.exit(report.failures().isEmpty() ? 0 : 1);
    }

    /** Measures some of it in little time, for the test of the benchmarks themselves. */
    static Report smoke(Path directory, int... rows) {
        List<Benchmark> chosen = ALL.stream()
                .filter(benchmark -> Arrays.stream(rows).anyMatch(row -> row == benchmark.row()))
                .toList();
        return new Bench(Plan.smoke(), chosen).run(directory);
    }

    private Report run(Path directory) {
        Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Report.Setting setting = new Report.Setting(plan, begin, Machine.describe());
        List<Report.Chapter> chapters = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        try (Lab lab = Lab.in(create(directory))) {
            for (Benchmark benchmark : benchmarks) {
                long since = System.nanoTime();
                System.out.printf("%d. %s ...%n", benchmark.row(), benchmark.title());
                try {
                    Report.Chapter chapter = new Report.Chapter(
                            benchmark.row(), benchmark.title(), setting.text(), results(benchmark, lab));
                    chapters.add(chapter);
                    System.out.print(chapter.table());
                } catch (RuntimeException | AssertionError e) {
                    failures.add(benchmark.row() + ". " + benchmark.title() + ": " + e);
                    e.printStackTrace();
                }
                System.out.printf(
                        "   took %d s%n",
                        Duration.ofNanos(System.nanoTime() - since).toSeconds());
            }
        }
        return new Report(setting, chapters, failures);
    }

    private List<Result> results(Benchmark benchmark, Lab lab) {
        List<Result> results = benchmark.run(lab, plan);
        return plan.evaluated()
                ? results
                : results.stream().map(Result::withoutGoal).toList();
    }

    private static Plan plan(List<String> words, int replayed) {
        if (words.contains("smoke")) {
            return Plan.smoke();
        }
        return words.contains("quick") ? Plan.quick() : Plan.full(replayed);
    }

    private static String allRows() {
        return ALL.stream().map(benchmark -> Integer.toString(benchmark.row())).collect(Collectors.joining(","));
    }

    private static String option(List<String> words, String name, String otherwise) {
        return words.stream()
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }

    private static Path create(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
