package io.nudger.config;

import io.nudger.check.Target;
import io.nudger.document.Document;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Node;
import io.nudger.document.Node.Entry;
import io.nudger.document.Node.Mapping;
import io.nudger.document.Place;
import io.nudger.document.Problems;
import io.nudger.document.Reading;
import io.nudger.document.Refusal;
import io.nudger.document.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the targets from where they are; once they were read, only the files that changed. It blocks, and belongs on a worker
 * thread: one reading at a time.
 */
public final class TargetsLoader implements FileLoader<Targets> {
    /** Not taken for an empty list: a file cut short must not stop all checks. */
    private static final String MISSING =
            "wanted a list of targets, found nothing; if there are to be none, write targets: []";

    private final TargetSource source;
    private final Environment environment;
    private KnownFiles known = KnownFiles.NONE;
    private volatile Set<Path> parts = Set.of();

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
    @Override
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
        try {
            List<Path> files = files(path);
            KnownFiles now = changed(files);
            Targets targets = now == null ? null : now.targets();
            if (now != null && targets != null) {
                know(now);
                return targets;
            }
            return loadWhole(path, files, problems);
        } catch (IOException e) {
            problems.add(Place.of(path.toString()).problem("cannot be read: " + Document.reason(e)));
            return Targets.NONE;
        }
    }

    @Override
    public Set<Path> files() {
        return parts;
    }

    /** The files as they were read last. */
    KnownFiles known() {
        return known;
    }

    /** Lets it go on from what another loader has read. */
    public void know(KnownFiles files) {
        known = files;
        parts = files.parts();
    }

    /** Reads the files that changed, and keeps the others; null when anything is wrong. */
    private @Nullable KnownFiles changed(List<Path> files) {
        Map<Path, KnownFile> now = new LinkedHashMap<>();
        for (Path file : files) {
            Problems problems = new Problems();
            Reading reading = new Reading(problems, environment);
            KnownFile read = readFile(file, new TargetReader(reading), reading);
            if (read == null || problems.any()) {
                return null;
            }
            now.put(file, read);
        }
        return files.isEmpty() ? null : new KnownFiles(now);
    }

    /** Reads all files together, so that every problem is found: names that stand in two files, too. */
    private Targets loadWhole(Path path, List<Path> files, Problems problems) {
        known = KnownFiles.NONE;
        if (files.isEmpty()) {
            problems.add(Place.of(path.toString()).problem("the directory holds no *.yaml file"));
        }
        Reading reading = new Reading(problems, environment);
        TargetReader reader = new TargetReader(reading);
        for (Path file : files) {
            KnownFile unused = readFile(file, reader, reading);
        }
        parts = reading.files();
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

    /** The file as it is now; null when it cannot be read. */
    private @Nullable KnownFile readFile(Path file, TargetReader reader, Reading reading) {
        String text;
        try {
            text = Document.text(file);
        } catch (Refusal e) {
            reading.problems().add(Place.of(file.toString()).problem(e.fault()));
            return null;
        }
        byte[] digest = KnownFile.digest(text);
        KnownFile before = known.byPath().get(file);
        if (before != null && before.isStill(digest, environment)) {
            return before;
        }
        Node root = Document.ofText(text, file, reading.problems());
        return root == null ? null : new KnownFile(digest, reading, targets(root, file, reader, reading));
    }

    private static List<Target> targets(Node root, Path file, TargetReader reader, Reading reading) {
        Node content = root.kind().equals(Node.NOTHING) ? new Mapping(Map.of()) : root;
        Section section = reading.section(content, Place.of(file.toString()), "an object with the key targets");
        if (section == null) {
            return List.of();
        }
        Section defaultsSection = section.section("defaults");
        TargetOptions defaults = TargetOptions.read(defaultsSection, TargetOptions.BUILT_IN);
        if (defaultsSection.has("title")) {
            defaultsSection.problem("title", "it names one target; give each its own");
        }
        defaultsSection.end();
        List<Target> read = new ArrayList<>();
        Entry targets = section.entry("targets");
        if (targets == null || targets.node().kind().equals(Node.NOTHING)) {
            section.problem("targets", MISSING);
        } else {
            section.forEach(
                    "targets", "a list of targets", (node, place) -> reader.read(node, place, defaults, read::add));
        }
        section.end();
        return read;
    }
}
