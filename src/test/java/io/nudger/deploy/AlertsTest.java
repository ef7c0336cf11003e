package io.nudger.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.testing.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static final Path PROMETHEUS = DeployFiles.DOCKER.resolve("prometheus");

    @BeforeAll
    static void promtoolIsInstalled() {
        Assumptions.assumeTrue(Tool.isOnPath("promtool"), "promtool checks the rules and runs their tests");
    }

    @Test
    void prometheusAcceptsItsConfiguration() throws Exception {
        assertThat(Tool.run(PROMETHEUS, "promtool", "check", "config", "prometheus.yml"))
                .contains("SUCCESS");
    }

    @Test
    void alertsFireWhenTheyShould() throws Exception {
        assertThat(Tool.run(PROMETHEUS, "promtool", "test", "rules", "alerts_test.yml"))
                .contains("SUCCESS");
    }
}
