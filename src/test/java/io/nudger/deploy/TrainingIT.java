package io.nudger.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.testing.NudgerProcess;
import io.nudger.testing.Patience;
import io.nudger.testing.Services;
import io.nudger.testing.StartCache;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that trains the Java of the image. */
@Tag("services")
final class TrainingIT {
    @Test
    void javaUsesWhatItHasNoted(@TempDir Path directory) {
        StartCache cache = StartCache.train(
                Path.of(System.getProperty("java.home")), Services.kafka().bootstrapServers(), directory);
        try (NudgerProcess process = NudgerProcess.with("--version")
                .jvm(cache.option(), cache.insistence())
                .start()) {
            assertThat(process.awaitExit(Patience.LIMIT)).isZero();
            assertThat(process.output()).startsWith("nudger ");
        }
    }
}
