package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.config.CheckSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DescriptorsTest {
    @ParameterizedTest
    @CsvSource({"256, 16, 20", "1024, 64, 380", "4096, 100, 1898", "1048576, 100, 524138"})
    void togetherTheBoundsLeaveTheReserve(long limit, int visitors, int checks) {
        Descriptors descriptors = new Descriptors(limit);
        assertThat(descriptors.visitors()).isEqualTo(visitors);
        assertThat(descriptors.checks()).isEqualTo(checks);
        assertThat(visitors + 2L * checks + Descriptors.KEPT_BACK).isLessThanOrEqualTo(limit);
    }

    @Test
    void fewDescriptorsBoundTheChecks() {
        CheckSettings wanted = new CheckSettings(1_000, 100);
        assertThat(new Descriptors(1_024).bound(wanted)).isEqualTo(new CheckSettings(380, 100));
        assertThat(new Descriptors(64).bound(wanted).maxInFlight()).isEqualTo(1);
        assertThat(new Descriptors(4_096).bound(wanted)).isSameAs(wanted);
        assertThat(new Descriptors(Long.MAX_VALUE).bound(wanted)).isSameAs(wanted);
    }
}
