package io.nudger.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The JDKs of this machine that the program is to run on. */
public final class Jdks {
    private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");

    private Jdks() {}

    /**
     * The homes of the running JDK, of those that variables such as {@code JAVA_HOME_25_X64} name, and of those in
     * {@code /usr/lib/jvm}; from 17 on, each once.
     */
    public static List<Path> homes() {
        try (Stream<Path> installed = Files.exists(USUAL_PLACE) ? Files.list(USUAL_PLACE) : Stream.empty()) {
            Stream<Path> named = System.getenv().entrySet().stream()
                    .filter(variable -> variable.getKey().startsWith("JAVA_HOME"))
                    .map(Map.Entry::getValue)
                    .map(Path::of);
            return Stream.of(Stream.of(Path.of(System.getProperty("java.home"))), named, installed)
                    .flatMap(homes -> homes)
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .map(Jdks::real)
                    .distinct()
                    .filter(home -> version(home) >= 17)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path real(Path home) {
        try {
            return home.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The feature version of the JDK in this home, as its file {@code release} says; 0 when it does not. */
    public static int version(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("\\D+(\\d+).*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException noSuchFile) {
            return 0;
        }
    }
}
