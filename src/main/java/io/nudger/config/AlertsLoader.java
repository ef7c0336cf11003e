package io.nudger.config;

import io.nudger.document.Document;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Node;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Place;
import io.nudger.document.Problems;
import io.nudger.document.Reading;
import io.nudger.document.Section;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the file of alerts, again and again if need be. It blocks, and belongs on a worker thread. */
public final class AlertsLoader implements FileLoader<AlertsFile> {
    private final Path path;
    private final Environment environment;
    private volatile Set<Path> files = Set.of();

    /**
     * A loader that can load again and again.
     *
     * @param path the file in YAML or JSON
     * @param environment where {@code ${NAME}} is looked up
     */
    public AlertsLoader(Path path, Environment environment) {
        this.path = path;
        this.environment = environment;
    }

    @Override
    public AlertsFile load() throws InvalidConfigException {
        return load((Targets) null);
    }

    @Override
    public Set<Path> files() {
        return files;
    }

    /**
     * Reads the file.
     *
     * @param targets the targets that the alerts are for; null when they are not known here
     * @throws InvalidConfigException when anything is wrong with it
     */
    public AlertsFile load(@Nullable Targets targets) throws InvalidConfigException {
        Problems problems = new Problems();
        AlertsFile file = load(targets, problems);
        problems.throwIfAny();
        return file;
    }

    /** Reads the file; what is wrong with it is reported as problems, and left out. */
    AlertsFile load(@Nullable Targets targets, Problems problems) {
        Node root = Document.ofFile(path, problems);
        if (root == null) {
            return AlertsFile.NONE;
        }
        Node content = root.kind().equals(Node.NOTHING) ? new Mapping(Map.of()) : root;
        Reading reading = new Reading(problems, environment);
        Section section = reading.section(content, Place.of(path.toString()), "an object with receivers and routes");
        AlertsFile read = section == null ? AlertsFile.NONE : new AlertsReader(section, targets).read();
        files = reading.files();
        return read;
    }
}
