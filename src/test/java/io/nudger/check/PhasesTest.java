package io.nudger.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PhasesTest {
    private static final Phases SOME = Phases.of(phase -> phase == Phase.TLS ? null : Duration.ofNanos(1_999));

    @Test
    void aPhaseThatWasNotMeasuredHasNoTime() {
        assertThat(SOME.get(Phase.TLS)).isNull();
        assertThat(SOME.get(Phase.CONNECT)).as("whole microseconds").isEqualTo(Duration.ofNanos(1_000));
        List<Phase> measured = new ArrayList<>();
        SOME.forEach((phase, time) -> measured.add(phase));
        assertThat(measured).containsExactly(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING, Phase.TRANSFER);
        assertThat(SOME.total()).isEqualTo(Duration.ofNanos(4_000));
    }

    @Test
    void whatWasMeasuredOfOneOrBothIsAddedUp() {
        Phases tls = Phases.of(phase -> phase == Phase.TLS || phase == Phase.CONNECT ? Duration.ofSeconds(1) : null);
        Phases sum = SOME.plus(tls);
        assertThat(sum.get(Phase.TLS)).isEqualTo(Duration.ofSeconds(1));
        assertThat(sum.get(Phase.CONNECT)).isEqualTo(Duration.ofNanos(1_000_001_000));
        assertThat(sum.get(Phase.TRANSFER)).isEqualTo(SOME.get(Phase.TRANSFER));
        assertThat(SOME.plus(Phases.NONE))
                .isEqualTo(SOME)
                .hasSameHashCodeAs(SOME)
                .isNotEqualTo(sum);
    }

    @Test
    void timesInOrderAreOfEveryPhase() {
        assertThat(Phases.inOrder(null, null, null, null, null)).isEqualTo(Phases.NONE);
        assertThatThrownBy(() -> Phases.inOrder(Duration.ZERO)).hasMessageContaining("found 1");
    }
}
