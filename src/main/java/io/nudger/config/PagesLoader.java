package io.nudger.config;

import io.nudger.document.Document;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Node;
import io.nudger.document.Place;
import io.nudger.document.Problems;
import io.nudger.document.Reading;
import io.nudger.document.Section;
import java.nio.file.Path;
import java.util.Set;

/** Reads the file of pages, again and again if need be. It blocks, and belongs on a worker thread. */
public final class PagesLoader implements FileLoader<Pages> {
    private final Path path;
    private final Environment environment;
    private volatile Set<Path> files = Set.of();

    /**
     * A loader that can load again and again.
     *
     * @param path the file in YAML or JSON
     * @param environment where {@code ${NAME}} is looked up
     */
    public PagesLoader(Path path, Environment environment) {
        this.path = path;
        this.environment = environment;
    }

    @Override
    public Set<Path> files() {
        return files;
    }

    @Override
    public Pages load() throws InvalidConfigException {
        Problems problems = new Problems();
        Pages pages = load(problems);
        problems.throwIfAny();
        return pages;
    }

    /** Reads the file; what is wrong with it is reported as problems, and left out. */
    Pages load(Problems problems) {
        Node root = Document.ofFile(path, problems);
        if (root == null) {
            return Pages.EVERYTHING;
        }
        Reading reading = new Reading(problems, environment);
        Section section = reading.section(root, Place.of(path.toString()), "an object with the list pages");
        Pages read = section == null ? Pages.EVERYTHING : new PagesReader(section, path).read();
        files = reading.files();
        return read;
    }
}
