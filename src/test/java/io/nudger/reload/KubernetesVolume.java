package io.nudger.reload;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A directory as the kubelet keeps it for a ConfigMap: links through {@code ..data}, which is swapped in one go. */
final class KubernetesVolume {
    private final Path directory;
    private int generation;

    KubernetesVolume(Path directory) {
        this.directory = directory;
    }

    /** Publishes these files in place of those before. */
    void publish(Map<String, String> files) throws IOException {
        generation++;
        Path data = Files.createDirectory(directory.resolve("..2026_11_21_10_00_0" + generation));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(data.resolve(file.getKey()), file.getValue());
        }
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), data.getFileName());
        Files.move(link, directory.resolve("..data"), ATOMIC_MOVE);
        for (String name : files.keySet()) {
            Path visible = directory.resolve(name);
            if (!Files.isSymbolicLink(visible)) {
                Files.createSymbolicLink(visible, Path.of("..data", name));
            }
        }
    }
}
