package io.nudger.faults;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Networks, disks, clocks and data. */
final class OtherFaultsIT extends FaultsInOneWorld {
    OtherFaultsIT(@TempDir Path directory) {
        super(directory);
    }

    @Override
    List<Fault> faults() {
        return Catalogue.ofNetworksAndData();
    }
}
