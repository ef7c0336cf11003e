package io.nudger.config;

import io.nudger.check.Target;
import io.nudger.config.Node.Entry;
import io.nudger.config.Node.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the targets from where they are; once they were read, only those that changed. It blocks, and belongs on a worker
 * thread: one reading at a time.
 */
public final class TargetsLoader {
    /** Not taken for an empty list: a file cut short must not stop all checks. */
    private static final String MISSING =
            "wanted a list of targets, found nothing; if there are to be none, write targets: []";

    private final TargetSource source;
    private final Environment environment;
    private KnownFiles known = KnownFiles.NONE;

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
            Targets targets = changed(files);
            if (targets != null) {
                return targets;
            }
            if (files.isEmpty()) {
                problems.add(Place.of(path.toString()).problem("the directory holds no *.yaml file"));
            }
            Map<Path, KnownFile> read = new LinkedHashMap<>();
            for (Path file : files) {
                KnownFile one = readFile(file, reading, reader);
                if (one != null) {
                    read.put(file, one);
                }
            }
            if (!problems.any()) {
                known = read.size() == files.size() ? new KnownFiles(read) : KnownFiles.NONE;
            }
        } catch (IOException e) {
            problems.add(Place.of(path.toString()).problem("cannot be read: " + Document.reason(e)));
        }
        return reader.targets();
    }

    /** The files as they were read last. */
    KnownFiles known() {
        return known;
    }

    /** Lets it go on from what another loader has read. */
    void know(KnownFiles files) {
        known = files;
    }

    /** The targets when it is enough to read some of them; null when all files are to be read as a whole. */
    private @Nullable Targets changed(List<Path> files) {
        KnownFiles now = known.now(files, environment);
        Targets targets = now == null ? null : now.targets();
        if (now != null && targets != null) {
            known = now;
        }
        return targets;
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

    /** Reads a file as a whole; null when that has to be done again whenever it changes. */
    private static @Nullable KnownFile readFile(Path file, Reading reading, TargetReader reader) {
        String text;
        try {
            text = Document.text(file);
        } catch (Refusal e) {
            reading.problems().add(Place.of(file.toString()).problem(e.reason()));
            return null;
        }
        Node root = Document.ofText(text, file, reading.problems());
        if (root == null) {
            return null;
        }
        Node content = root.kind().equals(Node.NOTHING) ? new Mapping(Map.of()) : root;
        Section section = reading.section(content, Place.of(file.toString()), "an object with the key targets");
        if (section == null) {
            return null;
        }
        Section defaultsSection = section.section("defaults");
        TargetOptions defaults = TargetOptions.read(defaultsSection, TargetOptions.BUILT_IN);
        defaultsSection.end();
        List<Integer> lines = new ArrayList<>();
        List<Target> read = new ArrayList<>();
        Entry targets = section.entry("targets");
        if (targets == null || targets.node().kind().equals(Node.NOTHING)) {
            section.problem("targets", MISSING);
        } else {
            section.forEach(
                    "targets",
                    "a list of targets",
                    (node, place) -> reader.read(node, place, defaults, target -> {
                        lines.add(place.line());
                        read.add(target);
                    }));
        }
        section.end();
        boolean plain = !reading.problems().any() && isLast("targets", content);
        return plain ? KnownFile.of(text, defaults, reading, lines, read) : null;
    }

    private static boolean isLast(String key, Node object) {
        return object instanceof Mapping mapping
                && List.copyOf(mapping.entries().keySet()).lastIndexOf(key)
                        == mapping.entries().size() - 1;
    }
}
