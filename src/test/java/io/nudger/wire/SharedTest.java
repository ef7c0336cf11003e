package io.nudger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.testing.RandomResults;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is remembered of earlier records never shows in what is read. */
final class SharedTest {
    @ParameterizedTest
    @EnumSource
    void equalPartsAreOneObject(WireFormat format) throws MalformedResultException {
        Shared shared = new Shared();
        byte[] bytes = format.codec().encode(FieldsTest.FULL);

        CheckResult first = format.codec().decode(bytes, shared);
        CheckResult second = format.codec().decode(bytes, shared);

        assertThat(second).isEqualTo(first);
        assertThat(second.target()).isSameAs(first.target());
        assertThat(second.origin()).isSameAs(first.origin());
        assertThat(second.observation().certificate())
                .isSameAs(first.observation().certificate());
    }

    @ParameterizedTest
    @EnumSource
    void resultsAreReadAsTheyWere(WireFormat format) throws MalformedResultException {
        RandomResults random = new RandomResults(3);
        // So few places that they displace each other.
        Shared shared = new Shared(8);
        List<CheckResult> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sent.add(random.next());
        }
        for (int round = 0; round < 4; round++) {
            for (CheckResult result : sent) {
                assertThat(format.codec().decode(format.codec().encode(result), shared))
                        .isEqualTo(result);
            }
        }
    }
}
