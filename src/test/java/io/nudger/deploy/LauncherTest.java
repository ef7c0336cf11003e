package io.nudger.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code bin/nudger}, beside a Java that says how it was called. */
final class LauncherTest {
    private static final String FAKE =
            """
            #!/bin/sh
            for argument in "$@"; do
                case $argument in
                    -XX:ArchiveClassesAtExit=*) touch "${argument#*=}" ;;
                esac
                printf '%s\\n' "$argument"
            done
            exit 7
            """;

    @TempDir
    Path directory;

    @Test
    void letsNewerJavaKeepTheArchiveItself() throws Exception {
        Path cache = directory.resolve("cache");

        assertThat(run(install(21), cache.toString(), "check", "a b"))
                .contains("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + cache + "/classes-21.jsa")
                .endsWith("check", "a b");
    }

    @Test
    void makesTheArchiveWithAShortCommandOfJava17() throws Exception {
        Path home = install(17);
        Path cache = directory.resolve("cache");
        Path archive = cache.resolve("classes-17.jsa");

        assertThat(run(home, cache.toString(), "-conf", "x.json")).noneMatch(line -> line.startsWith("-XX:"));
        assertThat(run(home, cache.toString(), "--version"))
                .anyMatch(line -> line.startsWith("-XX:ArchiveClassesAtExit=" + archive));
        assertThat(archive).exists();
        assertThat(run(home, cache.toString(), "-conf", "x.json")).contains("-XX:SharedArchiveFile=" + archive);
        try (Stream<Path> files = Files.list(cache)) {
            assertThat(files).containsExactly(archive);
        }
    }

    @Test
    void checksWithTheQuickCompilerAlone() throws Exception {
        String quick = "-XX:TieredStopAtLevel=1";
        for (int version : List.of(17, 21, 25)) {
            Path home = install(version);
            // The first one of Java 17 makes the archive, the second one uses it.
            for (int i = 0; i < 2; i++) {
                assertThat(run(home, directory.resolve("cache").toString(), "check", "http://x.example/"))
                        .contains(quick);
            }
            assertThat(run(home, "", "-conf", "x.json")).doesNotContain(quick);
        }
    }

    @Test
    void runsWithoutACacheThatCannotBe() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "not a directory");

        for (String cache : List.of("", file + "/below", directory + "/with space")) {
            assertThat(run(install(21), cache, "--version"))
                    .as(cache)
                    .noneMatch(line -> line.startsWith("-XX:"))
                    .endsWith("--version");
        }
    }

    @Test
    void takesTheCacheOfTheImage() throws Exception {
        Path home = install(25);
        Files.writeString(directory.resolve("nudger.aot"), "");

        assertThat(run(home, "", "--version")).anyMatch(line -> line.endsWith("/nudger.aot"));
    }

    /** A Java of this version, and the launcher beside a jar. */
    private Path install(int version) throws IOException {
        Path home = directory.resolve("java-" + version);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, FAKE);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                home.resolve("release"), "JAVA_RUNTIME_VERSION=\"x\"\nJAVA_VERSION=\"" + version + ".0.2\"\n");
        Files.createDirectories(directory.resolve("bin"));
        Files.createDirectories(directory.resolve("lib"));
        Path launcher = directory.resolve("bin/nudger");
        Files.writeString(launcher, Files.readString(Path.of("bin/nudger")));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("lib/nudger-fat.jar"), "");
        return home;
    }

    /** The arguments that Java got; through a link, from another directory. */
    private List<String> run(Path home, String cache, String... arguments) throws Exception {
        Path link = directory.resolve("link");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("bin/nudger"));
        List<String> command =
                Stream.concat(Stream.of(link.toString()), Stream.of(arguments)).toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().putAll(Map.of("JAVA_HOME", home.toString(), "NUDGER_CACHE", cache));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(printed).isEqualTo(7);
        return printed.lines().toList();
    }
}
