package io.nudger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks work; what they measure here says nothing. */
final class BenchIT {
    @Test
    void checksAreMeasuredBesideEveryToolThatIsThere(@TempDir Path directory) {
        Report report = Bench.smoke(directory, 1);

        assertThat(report.failures()).isEmpty();
        assertThat(report.chapters()).hasSize(1);
        List<Result> results = report.chapters().get(0).results();
        if (Tool.find("nginx").isEmpty()) {
            assertThat(report.chapters().get(0).table()).contains("nginx is absent");
            return;
        }
        assertThat(results).hasSize(6).allSatisfy(result -> {
            assertThat(result.median()).isPositive();
            assertThat(result.ratio())
                    .matches(ratio -> ratio > 0 || result.reference().name().endsWith("is absent"));
        });
    }
}
