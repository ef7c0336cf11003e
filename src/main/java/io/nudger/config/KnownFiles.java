package io.nudger.config;

import io.nudger.check.Target;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files of the targets as they were read last, when nothing was wrong with them.
 *
 * @param byPath each file, in their order
 */
record KnownFiles(Map<Path, KnownFile> byPath) {
    static final KnownFiles NONE = new KnownFiles(Map.of());

    /** Those that are part of them. */
    Set<Path> parts() {
        return byPath.values().stream().flatMap(file -> file.files().stream()).collect(Collectors.toSet());
    }

    /** Their targets; null when a name stands twice, or the targets do not go together. */
    @Nullable Targets targets() {
        Map<String, Target> targets = new LinkedHashMap<>();
        int count = 0;
        for (KnownFile file : byPath.values()) {
            file.targets().forEach(target -> targets.put(target.name(), target));
            count += file.targets().size();
        }
        return targets.size() == count && Dependencies.areRight(targets) ? new Targets(targets) : null;
    }
}
