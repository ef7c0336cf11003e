package io.nudger.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharesTest {
    @Test
    void everyTargetIsInOneShare() {
        Shares even =
                Shares.of(64, IntStream.range(0, 32).map(i -> 2 * i).boxed().toList());
        Shares odd =
                Shares.of(64, IntStream.range(0, 32).map(i -> 2 * i + 1).boxed().toList());

        List<String> names = IntStream.range(0, 1_000).mapToObj(i -> "t-" + i).toList();

        assertThat(names).allMatch(name -> even.holds(name) != odd.holds(name));
        assertThat(names).allMatch(Shares.ALL::holds).noneMatch(Shares.none(64)::holds);
        assertThat(names.stream().filter(even::holds).count()).isBetween(400L, 600L);
    }

    /** History rests on it: {@code docs/data.md} has the same in SQL. */
    @Test
    void theShareOfANameNeverChanges() {
        assertThat(Shares.shareOf(Shares.hash("example-home"), 64))
                .isEqualTo((int) Schedule.of("example-home", Duration.ofNanos(64_000), new Zone("z", List.of("z")))
                        .phaseMicros());
    }

    @Test
    void numbersAreShownAsRanges() {
        assertThat(Shares.format(new TreeSet<>(Set.of(0, 1, 2, 3, 7, 9, 10)))).isEqualTo("0-3,7,9-10");
        assertThat(Shares.none(64)).hasToString("none of 64");
        assertThat(Shares.ALL).hasToString("0 of 1");
    }

    @Test
    void thereIsNoShareBeyondTheLast() {
        assertThatIllegalArgumentException().isThrownBy(() -> Shares.of(4, List.of(4)));
        assertThatIllegalArgumentException().isThrownBy(() -> Shares.none(0));
    }
}
