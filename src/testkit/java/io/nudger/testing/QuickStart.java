package io.nudger.testing;

import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Options with which the shipped jar starts for a third of the work, for the tests that start it again and again: an archive of
 * its classes, as the image has one, and no compiler that optimizes. The archive is made once for each jar, by the first
 * process that asks; {@code nudger.start.archive} names the file, and without that property there are no options.
 */
final class QuickStart {
    private static final @Nullable String FILE = System.getProperty("nudger.start.archive");
    private static final List<String> PLAIN = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final int CHECKS = 3;

    private QuickStart() {}

    /** For this jar, run by the JDK of the tests; none where there is no archive. */
    static List<String> options(Path jar) {
        return FILE == null ? List.of() : Made.by(jar);
    }

    private static final class Made {
        private static @Nullable List<String> options;

        static synchronized List<String> by(Path jar) {
            if (options == null) {
                options = make(jar, Path.of(String.valueOf(FILE)).toAbsolutePath());
            }
            return options;
        }
    }

    private static List<String> make(Path jar, Path archive) {
        try (FileChannel channel = FileChannel.open(
                        archive.resolveSibling(archive.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !isOf(jar, archive)) {
                train(archive);
            }
            return Stream.concat(PLAIN.stream(), Stream.of("-XX:SharedArchiveFile=" + archive))
                    .toList();
        } catch (IOException | RuntimeException | AssertionError e) {
            System.err.println("The jar starts without an archive of its classes: " + e);
            return List.of();
        }
    }

    private static boolean isOf(Path jar, Path archive) throws IOException {
        return Files.exists(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    /** Without Kafka and PostgreSQL: their clients are loaded all the same. */
    private static void train(Path archive) throws IOException {
        Path directory = Files.createTempDirectory("nudger-start");
        Path made = archive.resolveSibling(archive.getFileName() + ".new");
        Path targets = Files.writeString(
                directory.resolve("targets.yaml"),
                """
                defaults: {interval: 1, timeout: 0.5}
                targets: [{name: a, url: 'http://127.0.0.1:1/'}, {name: b, url: 'https://127.0.0.1:1/'}]
                """);
        JsonObject settings = JsonObject.of(
                "roles", List.of("monitor", "persister"),
                "targets", targets.toString(),
                "kafka", JsonObject.of("topic", "none", "client", JsonObject.of("bootstrap.servers", "127.0.0.1:1")),
                "postgres", JsonObject.of("uri", "postgresql://127.0.0.1:1/none"),
                "spool", JsonObject.of("directory", directory.resolve("spool").toString()),
                "http", JsonObject.of("host", "127.0.0.1", "port", FreePorts.next()));
        String[] options = Stream.concat(PLAIN.stream(), Stream.of("-XX:ArchiveClassesAtExit=" + made))
                .toArray(String[]::new);
        try (Node node = Node.start(settings, launch -> launch.jvm(options))) {
            node.awaitStatus("/health/live", 200);
            await().atMost(Patience.LIMIT).until(() -> node.metrics().sum("nudger_checks_total") >= CHECKS);
            if (node.process().stop() != 0 || !Files.exists(made)) {
                throw new IllegalStateException(node.process().log());
            }
        }
        Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
    }
}
