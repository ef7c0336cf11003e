package io.nudger.bench;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.check.Outcome;
import io.nudger.testing.Jdks;
import io.nudger.testing.NudgerProcess;
import io.nudger.testing.StartCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * Row 12: a process that has just begun. A monitor with 200 targets every second, of a site that answers: what becomes of
 * its first slots, with all of the machine and under the quota of a container; and one check from the command line.
 */
final class FirstSeconds implements Benchmark {
    private static final int TARGETS = 200;
    private static final int FIRST = 3 * TARGETS;
    private static final Duration WARM = Duration.ofSeconds(10);
    private static final double UNSEEN_GOAL_PERCENT = 2;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int CHECKS = 5;

    @Override
    public int row() {
        return 12;
    }

    @Override
    public String title() {
        return "The first seconds of a process, and a quota of the processor";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        try (PlainSite site = PlainSite.start()) {
            String url = site.url();
            Fleet fleet = new Fleet(TARGETS, Duration.ofSeconds(1), url);
            List<Result> results = new ArrayList<>();
            for (Path jdk : plan.everyJdk() ? Jdks.homes() : Jdks.homes().subList(0, 1)) {
                String java = "Java " + Jdks.version(jdk) + ", ";
                String cache = StartCache.train(jdk, lab.kafka().bootstrapServers(), lab.newDirectory())
                        .option();
                UnaryOperator<NudgerProcess.Launch> bare = launch -> launch.onJdk(jdk);
                UnaryOperator<NudgerProcess.Launch> cached =
                        launch -> launch.onJdk(jdk).jvm(cache);
                results.addAll(free(lab, plan, fleet, java + "java -jar", bare, 2));
                results.addAll(free(lab, plan, fleet, java + "with the cache", cached, 1));
                results.add(command(plan, java + "check URL, java -jar", url, bare, 0.8));
                results.add(command(plan, java + "check URL, with the cache", url, cached, 0.5));
                if (plan.evaluated()) {
                    results.addAll(quota(lab, fleet, java + "with the cache", cached));
                }
            }
            return results;
        }
    }

    private List<Result> free(
            Lab lab,
            Plan plan,
            Fleet fleet,
            String name,
            UnaryOperator<NudgerProcess.Launch> launch,
            double firstGoal) {
        List<ColdStart> starts = new ArrayList<>();
        for (int i = 0; i < plan.runs(); i++) {
            starts.add(ColdStart.of(lab, fleet, Duration.ofSeconds(10), launch));
        }
        return List.of(
                result(name + ", start to the first check", "s", starts, ColdStart::firstCheck)
                        .with(Goal.atMost(firstGoal)),
                result(
                                name + ", of the first 600 slots, missed or unknown",
                                "%",
                                starts,
                                start -> ColdStart.unseen(start.first(FIRST)))
                        .with(Goal.atMost(UNSEEN_GOAL_PERCENT)),
                down(name, starts));
    }

    private Result down(String name, List<ColdStart> starts) {
        return result(name + ", of all slots, falsely down", "slots", starts, start -> start.outcomes()
                        .count(Outcome.DOWN))
                .with(Goal.atMost(0));
    }

    private List<Result> quota(Lab lab, Fleet fleet, String name, UnaryOperator<NudgerProcess.Launch> launch) {
        Optional<ColdStart> third = limited(lab, fleet, 30, launch);
        Optional<ColdStart> seventh = limited(lab, fleet, 15, launch);
        if (third.isEmpty() || seventh.isEmpty()) {
            return List.of(Result.of(
                    row(), name + ", under a quota", "s", List.of(), Reference.absent("no control group here")));
        }
        List<ColdStart> some = List.of(third.get());
        List<ColdStart> little = List.of(seventh.get());
        return List.of(
                result(
                                name + ", 30 % of a core, missed or unknown after ten seconds",
                                "%",
                                some,
                                start -> ColdStart.unseen(start.after(WARM)))
                        .with(Goal.atMost(5)),
                result(name + ", 15 % of a core, start to the first check", "s", little, ColdStart::firstCheck)
                        .with(Goal.atMost(8)),
                down(name + ", 30 % of a core", some),
                down(name + ", 15 % of a core", little));
    }

    private static Optional<ColdStart> limited(
            Lab lab, Fleet fleet, int percent, UnaryOperator<NudgerProcess.Launch> launch) {
        return ControlGroup.ofProcessor(percent).map(quota -> {
            try (quota) {
                return ColdStart.of(lab, fleet, Duration.ofSeconds(45), usual -> launch.apply(usual)
                        .after(quota.words()));
            }
        });
    }

    private Result result(String name, String unit, List<ColdStart> starts, ToDoubleFunction<ColdStart> value) {
        return Result.of(
                row(),
                name,
                unit,
                starts.stream().map(value::applyAsDouble).toList(),
                Reference.absent("blackbox_exporter has no schedule; Gatus is not built here"));
    }

    private Result command(
            Plan plan, String name, String url, UnaryOperator<NudgerProcess.Launch> launch, double goal) {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < Math.min(CHECKS, plan.runs()); i++) {
            long begin = System.nanoTime();
            try (NudgerProcess check =
                    launch.apply(NudgerProcess.with("check", url)).start()) {
                if (check.awaitExit(Duration.ofMinutes(1)) != 0) {
                    throw new IllegalStateException(url + " was not up: " + check.output());
                }
            }
            seconds.add((System.nanoTime() - begin) / NANOS_PER_SECOND);
        }
        return Result.of(row(), name, "s", seconds, Reference.absent("none")).with(Goal.atMost(goal));
    }
}
