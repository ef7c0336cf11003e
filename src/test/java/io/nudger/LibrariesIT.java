package io.nudger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process does with the temporary directory. */
@Tag("services")
final class LibrariesIT {
    private final Path temporary;
    private final Deployment deployment;

    LibrariesIT(@TempDir Path directory) throws IOException {
        temporary = Files.createDirectory(directory.resolve("temporary"));
        deployment = Deployment.onSharedServices(directory);
        deployment.targets(List.of());
    }

    @AfterEach
    void close() {
        deployment.close();
    }

    @Test
    void neitherAStopNorAKillLeavesAnythingThere() {
        for (int i = 0; i < 2; i++) {
            Node node = start();
            node.awaitReady();
            node.stop();
            assertThat(leftovers()).as("after start and stop %d", i).isEmpty();
        }
        Node killed = start();
        killed.awaitReady();
        await().untilAsserted(() -> assertThat(leftovers()).isEmpty());
        killed.kill();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aFullTemporaryDirectoryIsReplacedByThatOfTheSpool() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary, 1)) {
            disk.fill();
            Node node = start();
            node.awaitReady();
            assertThat(node.get("/health").body()).contains("{\"id\":\"spool\",\"status\":\"UP\"");
            assertThat(node.process().log())
                    .contains("temporary directory unusable", "less than 8 MiB of room", "unpacked into")
                    .doesNotContain(" ERROR ", "\tat ");
            node.stop();
        }
    }

    private Node start() {
        return deployment.start(
                deployment.settings("monitor", "persister"), launch -> launch.jvm("-Djava.io.tmpdir=" + temporary));
    }

    private List<Path> leftovers() {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
