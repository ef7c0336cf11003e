package io.nudger.bench;

import io.nudger.check.Target;
import io.nudger.config.CommandLineTarget;
import io.nudger.config.Targets;
import io.nudger.document.InvalidConfigException;
import io.nudger.reload.TargetChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What changed between two sets of 10,000 targets, of which one differs. */
@State(Scope.Benchmark)
public class TargetDiffBenchmark {
    private static final int COUNT = 10_000;

    private final Map<String, Target> beforeByName = byName(targets(Duration.ofSeconds(30)));
    private final Map<String, Target> afterByName = byName(targets(Duration.ofSeconds(60)));
    private final Targets before = new Targets(beforeByName);
    private final Targets after = new Targets(afterByName);

    @Benchmark
    public TargetChanges between() {
        return TargetChanges.between(before, after);
    }

    @Benchmark
    @MicroReference("Map.equals in one direction")
    public long betweenReference() {
        return afterByName.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(beforeByName.get(entry.getKey())))
                .count();
    }

    private static Map<String, Target> byName(List<Target> targets) {
        return targets.stream().collect(Collectors.toMap(Target::name, target -> target));
    }

    private static List<Target> targets(Duration intervalOfFirst) {
        try {
            Target one = new CommandLineTarget("https://example.com/")
                    .with("--regexp", "ok", "regexp")
                    .read();
            List<Target> targets = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                targets.add(new Target(
                        "site-" + i,
                        one.url(),
                        i == 0 ? intervalOfFirst : Duration.ofSeconds(30),
                        one.timeout(),
                        one.check(),
                        Map.of(),
                        true));
            }
            return targets;
        } catch (InvalidConfigException e) {
            throw new IllegalStateException(e);
        }
    }
}
