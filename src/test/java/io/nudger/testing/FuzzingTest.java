package io.nudger.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All fuzzers, for a moment and with inputs by chance; {@code make fuzz} takes longer and looks where they lead. */
class FuzzingTest {
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final int PATIENCE_SECONDS = 180;

    @TempDir
    Path directory;

    @Test
    void noInputBreaksWhatReadsIt() throws IOException, InterruptedException {
        Process process = Fuzzing.start(AllFuzzers.class, directory, TIME, false);
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String log = Files.readString(directory.resolve("log"));
        assertThat(process.exitValue()).as(log).isZero();
        assertThat(log).containsPattern("Done \\d{2,} runs in");
    }
}
