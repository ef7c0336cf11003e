package io.nudger.config;

import io.nudger.check.Target;
import java.nio.file.Path;
import java.util.List;

/** Where the targets come from. */
public sealed interface TargetSource {
    /**
     * A YAML file, or a directory whose {@code *.yaml} files are merged in name order; followed while the program runs.
     *
     * @param path the file or directory
     */
    record AtPath(Path path) implements TargetSource {}

    /**
     * The targets stand in the settings themselves, and stay as they are.
     *
     * @param targets the targets
     */
    record InPlace(List<Target> targets) implements TargetSource {
        public InPlace {
            targets = List.copyOf(targets);
        }
    }
}
