package io.nudger.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.HttpCheck;
import io.nudger.check.Target;
import io.nudger.config.Targets;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TargetChangesTest {
    @Test
    void differencesAreFoundByName() {
        Targets before = Targets.of(List.of(target("same", 1), target("changed", 1), target("removed", 1)));
        Targets after = Targets.of(List.of(target("added", 1), target("changed", 2), target("same", 1)));

        TargetChanges changes = TargetChanges.between(before, after);

        assertThat(changes)
                .isEqualTo(new TargetChanges(
                        List.of(target("added", 1)), List.of("removed"), List.of(target("changed", 2)), 1));
        assertThat(changes).hasToString("added=1 removed=1 changed=1 unchanged=1");
    }

    @Test
    void aDisabledTargetCountsAsAbsent() {
        Targets before = Targets.of(List.of(target("on", 1), disabled("off"), disabled("never")));
        Targets after = Targets.of(List.of(disabled("on"), target("off", 1), disabled("never")));

        TargetChanges changes = TargetChanges.between(before, after);

        assertThat(changes).isEqualTo(new TargetChanges(List.of(target("off", 1)), List.of("on"), List.of(), 0));
    }

    @Test
    void anotherOrderIsNoChange() {
        Targets before = Targets.of(List.of(target("a", 1), target("b", 1)));
        Targets after = Targets.of(List.of(target("b", 1), target("a", 1)));

        assertThat(TargetChanges.between(before, after).isEmpty()).isTrue();
    }

    private static Target target(String name, int seconds) {
        return target(name, seconds, true);
    }

    private static Target disabled(String name) {
        return target(name, 1, false);
    }

    private static Target target(String name, int seconds, boolean enabled) {
        return new Target(
                name,
                URI.create("https://a.example/"),
                Duration.ofSeconds(seconds),
                Duration.ofMillis(1),
                HttpCheck.DEFAULT,
                Map.of(),
                enabled);
    }
}
