package io.nudger.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CheckResultTest {
    @Test
    void namesThatCannotBeStoredAreRefused() {
        for (String name : new String[] {"", "a".repeat(129), "a\0b", "a\nb", "half \ud83d"}) {
            assertThatThrownBy(() -> new Origin(name, "monitor"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("zone: wanted a name of 1 to 128 printable characters, found ");
            assertThatThrownBy(() -> new TargetInfo(name, "https://a", Duration.ofSeconds(1), Map.of(), null, "0"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("target: wanted a name");
        }
    }

    @Test
    void whatIsFinerThanAMicrosecondIsCutOff() {
        CheckResult result = new CheckResult(
                new TargetInfo("a", "https://a", Duration.ofNanos(1_999), Map.of(), null, "0"),
                new Origin("zone", "monitor"),
                Instant.EPOCH.plusNanos(1_999),
                Instant.EPOCH.minusNanos(1),
                Verdict.up(),
                Observation.NONE);

        assertThat(result.target().interval()).isEqualTo(Duration.ofNanos(1_000));
        assertThat(result.scheduledAt()).isEqualTo(Instant.EPOCH.plusNanos(1_000));
        assertThat(result.startedAt()).isEqualTo(Instant.EPOCH.minusNanos(1_000));
    }
}
