package io.nudger.config;

import static java.util.Objects.requireNonNull;

import io.nudger.document.Document;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Node;
import io.nudger.document.Place;
import io.nudger.document.Problem;
import io.nudger.document.Problems;
import io.nudger.document.Reading;
import io.nudger.document.Section;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a process is given on its command line. It blocks, and is meant for the start of the program. */
public final class SettingsLoader {
    /** What messages call settings that stand on the command line themselves. */
    private static final String IN_PLACE = "-conf";

    private final Environment environment;

    /**
     * A loader.
     *
     * @param environment where {@code ${NAME}} is looked up
     */
    public SettingsLoader(Environment environment) {
        this.environment = environment;
    }

    /**
     * Reads the settings, the alerts and pages they name and, for a monitor, the targets, so that every problem is reported at once. That of a
     * {@link LogLevel} is one of them.
     *
     * @param conf a file in JSON or YAML, or a JSON object in place
     * @throws InvalidConfigException when anything is wrong with them
     */
    public Configuration load(String conf) throws InvalidConfigException {
        Problems problems = new Problems();
        problems.addAll(LogLevel.problems(environment));
        Section root = root(conf, new Reading(problems, environment));
        if (root == null) {
            throw problems.asException();
        }
        return read(root, problems);
    }

    /**
     * Reads settings that are the options of a command line. The problems name the options.
     *
     * @throws InvalidConfigException when anything is wrong with them
     */
    public Configuration load(OptionSettings options) throws InvalidConfigException {
        Problems problems = new Problems();
        Section root = new Reading(problems, environment).section(options.document(), Place.of(""), "options");
        Configuration configuration = null;
        List<Problem> wrong = new ArrayList<>(options.problems());
        wrong.addAll(LogLevel.problems(environment));
        try {
            configuration = read(requireNonNull(root), problems);
        } catch (InvalidConfigException e) {
            Set<String> reported = wrong.stream().map(Problem::source).collect(Collectors.toSet());
            e.problems().stream()
                    .map(options::named)
                    .filter(problem -> !reported.contains(problem.source()))
                    .forEach(wrong::add);
        }
        if (configuration == null || !wrong.isEmpty()) {
            throw new InvalidConfigException(wrong, wrong.size());
        }
        return configuration;
    }

    private Configuration read(Section root, Problems problems) throws InvalidConfigException {
        SettingsReader settings = new SettingsReader(root);
        FileStamps stamps =
                settings.targets() instanceof TargetSource.AtPath at ? FileStamps.of(at.path()) : FileStamps.NONE;
        TargetsLoader loader = new TargetsLoader(settings.targets(), environment);
        Targets targets = settings.monitors() ? loader.load(problems) : Targets.NONE;
        Stamped<AlertsFile> alerts = alerts(settings.alerts(), settings.monitors() ? targets : null, problems);
        Stamped<Pages> pages = pages(settings.pages(), problems);
        problems.throwIfAny();
        return new Configuration(
                settings.settings(), targets, stamps.and(loader.files()), loader.known(), alerts, pages);
    }

    private Stamped<AlertsFile> alerts(@Nullable Path path, @Nullable Targets targets, Problems problems) {
        if (path == null) {
            return Stamped.withoutFile(AlertsFile.NONE);
        }
        // Targets with problems are left out, and would be missed by routes.
        Targets known = problems.any() ? null : targets;
        FileStamps stamps = FileStamps.of(path);
        AlertsLoader loader = new AlertsLoader(path, environment);
        AlertsFile read = loader.load(known, problems);
        return new Stamped<>(read, stamps.and(loader.files()));
    }

    private Stamped<Pages> pages(@Nullable Path path, Problems problems) {
        if (path == null) {
            return Stamped.withoutFile(Pages.EVERYTHING);
        }
        FileStamps stamps = FileStamps.of(path);
        PagesLoader loader = new PagesLoader(path, environment);
        Pages read = loader.load(problems);
        return new Stamped<>(read, stamps.and(loader.files()));
    }

    private static @Nullable Section root(String conf, Reading reading) {
        String source = isObject(conf) ? IN_PLACE : conf;
        Place place = Place.of(source);
        Node root;
        try {
            root = isObject(conf)
                    ? Document.ofJson(conf, place, reading.problems())
                    : Document.ofFile(Path.of(conf), reading.problems());
        } catch (InvalidPathException e) {
            reading.problems().add(place.problem("not a path on this system"));
            return null;
        }
        return root == null ? null : reading.section(root, place, "an object with the settings");
    }

    private static boolean isObject(String conf) {
        return conf.stripLeading().startsWith("{");
    }
}
