package io.nudger.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.config.CheckSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DescriptorsTest {
    @ParameterizedTest
    @CsvSource({"256, 16, 12", "1024, 64, 348", "4096, 100, 1848", "1048576, 100, 524088"})
    void togetherTheBoundsLeaveTheReserve(long limit, int visitors, int checks) {
        Descriptors descriptors = new Descriptors(limit);
        assertThat(descriptors.visitors()).isEqualTo(visitors);
        assertThat(descriptors.checks()).isEqualTo(checks);
        assertThat(descriptors.accepted() + 2L * checks + Descriptors.KEPT_BACK).isLessThanOrEqualTo(limit);
    }

    @Test
    void fewDescriptorsBoundTheChecks() {
        CheckSettings wanted = new CheckSettings(1_000, 100);
        assertThat(new Descriptors(1_024).bound(wanted)).isEqualTo(new CheckSettings(348, 100));
        assertThat(new Descriptors(64).bound(wanted).maxInFlight()).isEqualTo(1);
        assertThat(new Descriptors(4_096).bound(wanted)).isSameAs(wanted);
        assertThat(new Descriptors(Long.MAX_VALUE).bound(wanted)).isSameAs(wanted);
    }
}
