package io.nudger.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.HttpCheck;
import io.nudger.check.Micros;
import io.nudger.check.Schedule;
import io.nudger.check.Target;
import io.nudger.check.Zone;
import io.nudger.config.Targets;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LongerIntervalsTest {
    private static final Zone ZONE = new Zone("eu", List.of());
    private static final Duration HALF_HOUR = Duration.ofMinutes(30);

    private final Target former = target("shop", "/old", Duration.ofMinutes(1), Duration.ofSeconds(5));
    private final Target wanted = target("shop", "/new", HALF_HOUR, Duration.ofSeconds(5));
    private final Map<String, Duration> left = new HashMap<>();
    private final Instant slot = slotOf(wanted);
    private Instant now = slot.minus(Duration.ofMinutes(20));
    private final LongerIntervals longer = new LongerIntervals(ZONE, left::get, () -> now);

    @Test
    void aLongerIntervalHoldsFromItsFirstSlotOnAndAllElseAtOnce() {
        Targets running = apply(Targets.of(List.of(former)), Targets.of(List.of(wanted)));
        Target meanwhile = target("shop", "/new", Duration.ofMinutes(1), Duration.ofSeconds(5));
        assertThat(running.all()).containsExactly(meanwhile);
        assertThat(longer.wanted(running).all()).containsExactly(wanted);
        assertThat(longer.pause()).isEqualTo(Duration.ofMinutes(10));
        assertThat(longer.due(running).isEmpty()).isTrue();

        now = slot.minus(Duration.ofSeconds(90));
        assertThat(longer.pause()).isEqualTo(Duration.ofSeconds(30));
        now = slot.minus(Duration.ofMinutes(1));
        assertThat(longer.due(running).changed()).containsExactly(wanted);
        assertThat(longer.pause()).isNull();
    }

    @Test
    void whoeverComesTooLateForTheFirstSlotWaitsForTheNext() {
        Targets running = apply(Targets.of(List.of(former)), Targets.of(List.of(wanted)));
        now = slot.plusSeconds(1);
        assertThat(longer.due(running).isEmpty()).isTrue();
        now = slot.plus(HALF_HOUR).minusSeconds(60);
        assertThat(longer.due(running).changed()).containsExactly(wanted);
    }

    @Test
    void anEarlierProcessHadItAtAShorterInterval() {
        left.put("shop", Duration.ofSeconds(10));
        assertThat(apply(Targets.NONE, Targets.of(List.of(wanted))).all())
                .containsExactly(wanted.withInterval(Duration.ofSeconds(10)));
        left.put("shop", HALF_HOUR);
        assertThat(apply(Targets.NONE, Targets.of(List.of(wanted))).all()).containsExactly(wanted);
    }

    @Test
    void whatNeedNotWaitDoesNot() {
        Target shorter = target("shop", "/new", Duration.ofSeconds(30), Duration.ofSeconds(5));
        Target slower = target("shop", "/new", HALF_HOUR, Duration.ofMinutes(2));
        for (Target next : List.of(shorter, slower)) {
            assertThat(apply(Targets.of(List.of(former)), Targets.of(List.of(next)))
                            .all())
                    .containsExactly(next);
        }
        now = slot.minusSeconds(59);
        assertThat(apply(Targets.of(List.of(former)), Targets.of(List.of(wanted)))
                        .all())
                .containsExactly(wanted);
        assertThat(longer.pause()).isNull();
    }

    @Test
    void whatIsTakenBackOrTakenOutDoesNotWait() {
        Targets running = apply(Targets.of(List.of(former)), Targets.of(List.of(wanted)));
        running = apply(running, Targets.of(List.of(former)));
        assertThat(running.all()).containsExactly(former);
        assertThat(longer.pause()).isNull();

        running = apply(running, Targets.of(List.of(wanted)));
        assertThat(apply(running, Targets.NONE).all()).isEmpty();
        assertThat(longer.pause()).isNull();
    }

    /** What runs after the files say this. */
    private Targets apply(Targets running, Targets files) {
        TargetChanges asked = TargetChanges.between(longer.wanted(running), files);
        TargetChanges done = longer.atOnce(asked, running);
        Map<String, Target> runs = new HashMap<>(running.byName());
        done.removed().forEach(runs::remove);
        done.added().forEach(target -> runs.put(target.name(), target));
        done.changed().forEach(target -> runs.put(target.name(), target));
        return new Targets(runs);
    }

    private static Instant slotOf(Target target) {
        return Micros.toInstant(Schedule.of(target.name(), target.interval(), ZONE)
                .slotAfter(Micros.of(Instant.parse("2026-12-01T10:00:00Z"))));
    }

    private static Target target(String name, String path, Duration interval, Duration timeout) {
        return new Target(
                name, URI.create("https://a.example" + path), interval, timeout, HttpCheck.DEFAULT, Map.of(), true);
    }
}
