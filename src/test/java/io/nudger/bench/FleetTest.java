package io.nudger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Target;
import io.nudger.config.TargetSource;
import io.nudger.config.TargetsLoader;
import io.nudger.document.InvalidConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetTest {
    private final Fleet fleet = Fleet.atRate(50, 100, "http://127.0.0.1:80/");

    @Test
    void slotsAreAsManyAsTheRateSays() {
        Instant since = Instant.parse("2026-11-26T12:00:00.123Z");

        assertThat(fleet.slots(since, since.plusSeconds(10))).isEqualTo(1_000);
    }

    @Test
    void manyAreFilesOfADirectory(@TempDir Path directory) throws InvalidConfigException {
        new Fleet(2_500, Duration.ofMinutes(1), "http://127.0.0.1:80/").write(directory.resolve("targets"));

        assertThat(directory.resolve("targets")).isDirectoryContaining("glob:**02000.yaml");
        assertThat(new TargetsLoader(new TargetSource.AtPath(directory.resolve("targets")), name -> null)
                        .load()
                        .enabled())
                .hasSize(2_500);
    }

    @Test
    void fileHoldsAllOfThemAndOneThatChanged(@TempDir Path directory) throws InvalidConfigException {
        Path file = directory.resolve("targets.yaml");
        fleet.write(file);
        fleet.writeWithChange(file, "?1");

        assertThat(new TargetsLoader(new TargetSource.AtPath(file), name -> null)
                        .load()
                        .enabled())
                .hasSize(50)
                .allMatch(target -> target.interval().equals(Duration.ofMillis(500)))
                .filteredOn(target -> target.url().getQuery() != null)
                .extracting(Target::name)
                .containsExactly("site-0");
    }
}
