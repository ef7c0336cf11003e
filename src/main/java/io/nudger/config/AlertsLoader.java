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
import org.jspecify.annotations.Nullable;

/** Reads the file of alerts, again and again if need be. It blocks, and belongs on a worker thread. */
public final class AlertsLoader {
    private final Path path;
    private final Environment environment;

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
        Section section = new Reading(problems, environment)
                .section(content, Place.of(path.toString()), "an object with receivers and routes");
        return section == null ? AlertsFile.NONE : new AlertsReader(section, targets).read();
    }
}
