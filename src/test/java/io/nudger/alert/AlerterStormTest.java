package io.nudger.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.document.InvalidConfigException;
import io.nudger.testing.NoticeAudit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some rounds of {@code make faults-alerters}. */
@Tag("services")
final class AlerterStormTest {
    @Test
    void noNoticeIsLostAndNoneDoubledWhereThereAreKeys(@TempDir Path directory)
            throws IOException, InvalidConfigException, InterruptedException {
        try (AlerterStorm storm = new AlerterStorm(directory, new Random())) {
            NoticeAudit.Findings findings = storm.rounds(25);
            assertThat(findings.problems()).as("after %s", storm.happened()).isEmpty();
            assertThat(findings.outages()).isPositive();
        }
    }
}
