package io.nudger.bench;

import io.nudger.bench.Drain.Pace;
import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.testing.Deployment;
import io.nudger.wire.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Row 13: what it costs a persister to confirm states in the transaction of each batch, beside a persister that does not. There is
 * none that does not: the other one runs a copy of the jar in which the class that confirms does nothing. They take turns, as each
 * has a topic and a database of its own.
 */
final class StateCost implements Benchmark {
    private static final double GOAL = 0.98;
    private static final int WARM_UPS = 2;

    private static final String CLASS = "io/nudger/record/ConfirmedTable";
    private static final String IDLE =
            """
            package io.nudger.record;

            final class ConfirmedTable {
                static io.vertx.core.Future<Void> update(
                        io.vertx.sqlclient.SqlConnection connection, java.util.List<CheckRow> added, java.util.Set<Pair> late) {
                    return io.vertx.core.Future.succeededFuture();
                }
            }
            """;

    @Override
    public int row() {
        return 13;
    }

    @Override
    public String title() {
        return "A persister with states and without";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        return lab.withDeployment(with -> lab.withDeployment(without -> compare(lab, plan, with, without)));
    }

    private List<Result> compare(Lab lab, Plan plan, Deployment with, Deployment without) {
        try (Drain states = Drain.start(lab, with, "with", WireFormat.JSON, UnaryOperator.identity());
                Drain none = Drain.start(
                        lab,
                        without,
                        "without",
                        WireFormat.JSON,
                        launch -> launch.jar(withoutStates(launch.jar(), lab.newDirectory())))) {
            for (int i = 0; i < Math.min(WARM_UPS, plan.runs()); i++) {
                System.out.printf(
                        Locale.ROOT,
                        "   warming up: %,.0f rows/s, without states %,.0f rows/s%n",
                        states.store(plan.rows()).perSecond(),
                        none.store(plan.rows()).perSecond());
            }
            List<Pace> confirmed = new ArrayList<>();
            List<Pace> bare = new ArrayList<>();
            for (int i = 0; i < plan.runs(); i++) {
                // Who comes first takes turns: a machine that slows down slows both.
                if (i % 2 == 0) {
                    confirmed.add(states.emptyAndStore(plan.rows()));
                    bare.add(none.emptyAndStore(plan.rows()));
                } else {
                    bare.add(none.emptyAndStore(plan.rows()));
                    confirmed.add(states.emptyAndStore(plan.rows()));
                }
            }
            return List.of(
                    row("rows stored with states", "rows/s", confirmed, bare, Pace::perSecond)
                            .with(Goal.ratioAtLeast(GOAL)),
                    row("processor time of the persister", "CPU-µs/row", confirmed, bare, Pace::cpuMicros));
        }
    }

    private Result row(String name, String unit, List<Pace> with, List<Pace> without, Function<Pace, Double> value) {
        return Result.of(
                row(),
                name,
                unit,
                with.stream().map(value).toList(),
                new Reference(
                        unit + ", without states", without.stream().map(value).toList()));
    }

    /** A copy of the jar that confirms nothing. */
    private static Path withoutStates(Path jar, Path directory) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-cp", jar.toString(), "-d", directory.toString(), "-proc:none", "--release", "17");
        if (!compiler.getTask(null, null, null, options, null, List.of(new Source()))
                .call()) {
            throw new IllegalStateException("ConfirmedTable has changed: the benchmark has to replace it as it is now");
        }
        Path copy = directory.resolve("without-states.jar");
        try {
            Files.copy(jar, copy);
            try (FileSystem entries = FileSystems.newFileSystem(copy, Map.of())) {
                Files.copy(
                        directory.resolve(CLASS + ".class"),
                        entries.getPath(CLASS + ".class"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    private static final class Source extends SimpleJavaFileObject {
        Source() {
            super(URI.create("string:///" + CLASS + Kind.SOURCE.extension), Kind.SOURCE);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return IDLE;
        }
    }
}
