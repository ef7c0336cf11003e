package io.nudger.faults;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Processes that end, stand still and are replaced. */
final class ProcessFaultsIT extends FaultsInOneWorld {
    ProcessFaultsIT(@TempDir Path directory) {
        super(directory);
    }

    @Override
    List<Fault> faults() {
        return Catalogue.ofProcesses();
    }
}
