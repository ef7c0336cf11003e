package io.nudger.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nudger.config.FileLoader;
import io.nudger.config.FileStamps;
import io.nudger.config.Stamped;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Place;
import io.nudger.testing.Futures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class FollowedFileTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final List<String> used = new CopyOnWriteArrayList<>();
    private Path file = Path.of("");
    private Path part = Path.of("");

    @BeforeEach
    void write(@TempDir Path directory) throws IOException {
        file = Files.writeString(directory.resolve("file"), "one");
        part = Files.writeString(directory.resolve("part"), "secret");
    }

    @AfterEach
    void close() {
        Futures.get(vertx.close());
    }

    /** Its content, and that of another file that is part of it. */
    private final class Loader implements FileLoader<String> {
        private volatile Set<Path> files = Set.of();

        @Override
        public String load() throws InvalidConfigException {
            try {
                files = Set.of(part);
                String content = Files.readString(file) + " " + Files.readString(part);
                if (content.startsWith("wrong")) {
                    throw new InvalidConfigException(
                            List.of(Place.of(file.toString()).problem("wrong")), 1);
                }
                return content;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Set<Path> files() {
            return files;
        }
    }

    private Stamped<String> read() {
        try {
            Loader loader = new Loader();
            FileStamps stamps = FileStamps.of(file);
            return new Stamped<>(loader.load(), stamps.and(loader.files()));
        } catch (InvalidConfigException e) {
            throw new AssertionError(e);
        }
    }

    private FollowedFile<String> follow(Stamped<String> read) {
        FollowedFile<String> followed = new FollowedFile<>(
                vertx,
                file,
                new Loader(),
                content -> {
                    used.add(content);
                    return Future.succeededFuture("content=" + content);
                },
                "file",
                LoggerFactory.getLogger("nudger.test"),
                new SimpleMeterRegistry());
        Futures.get(Future.<Void>future(
                started -> vertx.runOnContext(here -> followed.start(read).onComplete(started))));
        return followed;
    }

    private void awaitUsed(String... contents) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(used).containsExactly(contents));
    }

    @Test
    void whatWasReadIsUsedOnceAndTheNextContentIsANewOne() throws IOException {
        FollowedFile<String> followed = follow(read());
        awaitUsed("one secret");

        Files.writeString(file, "two");
        awaitUsed("one secret", "two secret");

        Files.writeString(part, "other");
        awaitUsed("one secret", "two secret", "two other");
        assertThat(followed.status().isOk()).isTrue();
    }

    @Test
    void whatChangedBeforeItWasFollowedIsRead() throws IOException {
        Stamped<String> read = read();
        Files.writeString(part, "other");

        FollowedFile<String> followed = follow(read);

        awaitUsed("one secret", "one other");
        assertThat(followed.status().isOk()).isTrue();
    }

    @Test
    void aWrongFileChangesNothingUntilItIsCorrected() throws IOException {
        FollowedFile<String> followed = follow(read());

        Files.writeString(file, "wrong");
        await().atMost(PATIENCE).until(() -> !followed.status().isOk());
        Files.writeString(file, "right");

        await().atMost(PATIENCE).until(() -> followed.status().isOk());
        awaitUsed("one secret", "right secret");
    }
}
