package io.nudger.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.config.CheckSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckGateTest {
    private final List<CheckGate.Pass> opened = new ArrayList<>();

    @Test
    void whoeverWaitsIsLetInInTheOrderOfComing() {
        CheckGate gate = new CheckGate(new CheckSettings(2, 2));
        List<CheckGate.Pass> passes = ask(gate, "http://a.test/", 5);
        assertThat(passes).extracting(CheckGate.Pass::isOpen).containsExactly(true, true, false, false, false);
        assertThat(gate.waiting()).isEqualTo(3);
        passes.get(1).leave();
        passes.get(0).leave();
        passes.get(2).leave();
        assertThat(opened).containsExactlyElementsOf(passes.subList(2, 5));
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void aCrowdedHostHoldsNobodyElseUp() {
        CheckGate gate = new CheckGate(new CheckSettings(4, 1));
        List<CheckGate.Pass> crowd = ask(gate, "http://A.test:1/", 3);
        assertThat(ask(gate, "http://b_c.test/", 1).get(0).isOpen()).isTrue();
        CheckGate.Pass sameHost = ask(gate, "http://a.test:2/", 1).get(0);
        assertThat(sameHost.isOpen()).isFalse();
        assertThat(sameHost.crowd()).isEqualTo("other checks of a.test (checks.max_per_host is 1)");
        crowd.get(0).leave();
        assertThat(opened).containsExactly(crowd.get(1));
    }

    @Test
    void whatNoLongerWaitsTakesNoTurn() {
        CheckGate gate = new CheckGate(new CheckSettings(1, 10));
        List<CheckGate.Pass> passes = ask(gate, "http://a.test/", 3);
        assertThat(passes.get(1).crowd()).isEqualTo("other checks (checks.max_in_flight is 1)");
        passes.get(1).leave();
        passes.get(1).leave();
        passes.get(0).leave();
        passes.get(0).leave();
        assertThat(opened).containsExactly(passes.get(2));
        passes.get(2).leave();
        assertThat(ask(gate, "http://a.test/", 2))
                .extracting(CheckGate.Pass::isOpen)
                .containsExactly(true, false);
    }

    @Test
    void httpsBeginsSlowlyAndIsSoonUnbounded() {
        CheckGate gate = new CheckGate(new CheckSettings(32, 100));
        List<CheckGate.Pass> cold = ask(gate, "https://a.test/", 32);
        assertThat(cold.stream().filter(CheckGate.Pass::isOpen)).hasSize(4);
        assertThat(ask(gate, "http://b.test/", 1).get(0).isOpen()).isTrue();
        cold.get(0).begun();
        cold.get(0).begun();
        assertThat(cold.stream().filter(CheckGate.Pass::isOpen))
                .as("one left, two came")
                .hasSize(6);
        for (CheckGate.Pass pass : cold) {
            pass.leave();
        }
        assertThat(gate.waiting()).isZero();
        assertThat(ask(gate, "https://a.test/", 31)).noneMatch(pass -> !pass.isOpen());
    }

    private List<CheckGate.Pass> ask(CheckGate gate, String url, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> gate.ask(URI.create(url), opened::add))
                .toList();
    }
}
