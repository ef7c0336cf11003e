package io.nudger.config;

import io.nudger.config.Node.Entry;
import io.nudger.config.Node.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the targets from where they are. It blocks, and belongs on a worker thread. */
public final class TargetsLoader {
    /** Not taken for an empty list: a file cut short must not stop all checks. */
    private static final String MISSING =
            "wanted a list of targets, found nothing; if there are to be none, write targets: []";

    private final TargetSource source;
    private final Environment environment;

    /**
     * A loader that can load again and again.
     *
     * @param source where the targets are
     * @param environment where {@code ${NAME}} is looked up
     */
    public TargetsLoader(TargetSource source, Environment environment) {
        this.source = source;
        this.environment = environment;
    }

    /**
     * Reads all targets.
     *
     * @throws InvalidConfigException when anything is wrong with any of them, or a file cannot be read
     */
    public Targets load() throws InvalidConfigException {
        Problems problems = new Problems();
        Targets targets = load(problems);
        problems.throwIfAny();
        return targets;
    }

    /** Reads all targets; those with problems are left out. */
    Targets load(Problems problems) {
        if (source instanceof TargetSource.InPlace inPlace) {
            return Targets.of(inPlace.targets());
        }
        Path path = ((TargetSource.AtPath) source).path();
        Reading reading = new Reading(problems, environment);
        TargetReader reader = new TargetReader(reading);
        try {
            List<Path> files = files(path);
            if (files.isEmpty()) {
                problems.add(Place.of(path.toString()).problem("the directory holds no *.yaml file"));
            }
            files.forEach(file -> readFile(file, reading, reader));
        } catch (IOException e) {
            problems.add(Place.of(path.toString()).problem("cannot be read: " + Document.reason(e)));
        }
        return reader.targets();
    }

    /** The file itself, or the YAML files of the directory by name; hidden ones are left out. */
    static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            // A link to nothing is not passed over: its targets would silently be gone.
            return files.filter(TargetsLoader::isYaml)
                    .filter(file -> !Files.isDirectory(file))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static boolean isYaml(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private static void readFile(Path file, Reading reading, TargetReader reader) {
        Node root = Document.ofFile(file, reading.problems());
        if (root == null) {
            return;
        }
        Node content = root.kind().equals(Node.NOTHING) ? new Mapping(Map.of()) : root;
        Section section = reading.section(content, Place.of(file.toString()), "an object with the key targets");
        if (section == null) {
            return;
        }
        Section defaultsSection = section.section("defaults");
        TargetOptions defaults = TargetOptions.read(defaultsSection, TargetOptions.BUILT_IN);
        defaultsSection.end();
        Entry targets = section.entry("targets");
        if (targets == null || targets.node().kind().equals(Node.NOTHING)) {
            section.problem("targets", MISSING);
        } else {
            section.forEach("targets", "a list of targets", (node, place) -> reader.read(node, place, defaults));
        }
        section.end();
    }
}
