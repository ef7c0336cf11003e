package io.nudger.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.config.CheckSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckLimiterTest {
    private final List<CheckLimiter.Pass> opened = new ArrayList<>();

    @Test
    void whoeverWaitsIsLetInInTheOrderOfComing() {
        CheckLimiter gate = new CheckLimiter(new CheckSettings(2, 2));
        List<CheckLimiter.Pass> passes = ask(gate, "http://a.test/", 5);
        assertThat(passes).extracting(CheckLimiter.Pass::isOpen).containsExactly(true, true, false, false, false);
        assertThat(gate.waiting()).isEqualTo(3);
        passes.get(1).leave();
        passes.get(0).leave();
        passes.get(2).leave();
        assertThat(opened).containsExactlyElementsOf(passes.subList(2, 5));
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void aCrowdedHostHoldsNobodyElseUp() {
        CheckLimiter gate = new CheckLimiter(new CheckSettings(4, 1));
        List<CheckLimiter.Pass> crowd = ask(gate, "http://A.test:1/", 3);
        assertThat(ask(gate, "http://b_c.test/", 1).get(0).isOpen()).isTrue();
        CheckLimiter.Pass sameHost = ask(gate, "http://a.test:2/", 1).get(0);
        assertThat(sameHost.isOpen()).isFalse();
        assertThat(sameHost.crowd()).isEqualTo("other checks of a.test (checks.max_per_host is 1)");
        crowd.get(0).leave();
        assertThat(opened).containsExactly(crowd.get(1));
    }

    @Test
    void whatNoLongerWaitsTakesNoTurn() {
        CheckLimiter gate = new CheckLimiter(new CheckSettings(1, 10));
        List<CheckLimiter.Pass> passes = ask(gate, "http://a.test/", 3);
        assertThat(passes.get(1).crowd()).isEqualTo("other checks (checks.max_in_flight is 1)");
        passes.get(1).leave();
        passes.get(1).leave();
        passes.get(0).leave();
        passes.get(0).leave();
        assertThat(opened).containsExactly(passes.get(2));
        passes.get(2).leave();
        assertThat(ask(gate, "http://a.test/", 2))
                .extracting(CheckLimiter.Pass::isOpen)
                .containsExactly(true, false);
    }

    @Test
    void httpsBeginsSlowlyAndIsSoonUnbounded() {
        CheckLimiter gate = new CheckLimiter(new CheckSettings(32, 100));
        List<CheckLimiter.Pass> cold = ask(gate, "https://a.test/", 32);
        assertThat(cold.stream().filter(CheckLimiter.Pass::isOpen)).hasSize(4);
        assertThat(ask(gate, "http://b.test/", 1).get(0).isOpen()).isTrue();
        cold.get(0).begun();
        cold.get(0).begun();
        assertThat(cold.stream().filter(CheckLimiter.Pass::isOpen))
                .as("one left, two came")
                .hasSize(6);
        for (CheckLimiter.Pass pass : cold) {
            pass.leave();
        }
        assertThat(gate.waiting()).isZero();
        assertThat(ask(gate, "https://a.test/", 31)).noneMatch(pass -> !pass.isOpen());
    }

    private List<CheckLimiter.Pass> ask(CheckLimiter gate, String url, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> gate.ask(URI.create(url), opened::add))
                .toList();
    }
}
