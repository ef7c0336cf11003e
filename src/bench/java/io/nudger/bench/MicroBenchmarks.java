package io.nudger.bench;

import io.nudger.bench.Result.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Row 8: the inner loops, by JMH. A benchmark {@code name} is held against {@code nameReference} of the same class, if
 * that has one.
 */
final class MicroBenchmarks implements Benchmark {
    private static final String ALL = "io\\.nudger\\..*Benchmark\\..*";
    private static final String REFERENCE = "Reference";
    private static final int WARM_UPS = 12;

    @Override
    public int row() {
        return 8;
    }

    @Override
    public String title() {
        return "Micro-benchmarks (JMH)";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        Map<String, RunResult> results = new TreeMap<>();
        for (RunResult result : jmh(plan)) {
            results.put(result.getParams().getBenchmark(), result);
        }
        List<Result> lines = new ArrayList<>();
        results.forEach((name, result) -> {
            if (!name.endsWith(REFERENCE)) {
                lines.add(line(name, result, results.get(name + REFERENCE)));
            }
        });
        lines.sort(Comparator.comparing(Result::name));
        return lines;
    }

    private Result line(String name, RunResult result, @org.jspecify.annotations.Nullable RunResult reference) {
        String label = name.replaceFirst("^.*\\.(\\w+)Benchmark\\.", "$1.");
        Reference beside = reference == null
                ? Reference.absent("")
                : new Reference("ns, " + describe(reference), values(reference));
        return Result.of(row(), label, "ns", values(result), beside);
    }

    /** What the reference is, as its method says. */
    private static String describe(RunResult reference) {
        String benchmark = reference.getParams().getBenchmark();
        int dot = benchmark.lastIndexOf('.');
        try {
            return Class.forName(benchmark.substring(0, dot))
                    .getMethod(benchmark.substring(dot + 1))
                    .getAnnotation(MicroReference.class)
                    .value();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Double> values(RunResult result) {
        List<Double> values = new ArrayList<>();
        result.getBenchmarkResults().forEach(fork -> fork.getIterationResults()
                .forEach(iteration -> values.add(iteration.getPrimaryResult().getScore())));
        return values;
    }

    private static Collection<RunResult> jmh(Plan plan) {
        TimeValue time = TimeValue.milliseconds(plan.microMillis());
        try {
            return new Runner(new OptionsBuilder()
                            .include(ALL)
                            .forks(1)
                            // Not those of this process, which is to start fast and not to run fast.
                            .jvmArgs("-Xmx512m")
                            .warmupIterations(WARM_UPS)
                            .warmupTime(time)
                            .measurementIterations(plan.runs())
                            .measurementTime(time)
                            .mode(org.openjdk.jmh.annotations.Mode.AverageTime)
                            .timeUnit(TimeUnit.NANOSECONDS)
                            .shouldFailOnError(true)
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .run();
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }
}
