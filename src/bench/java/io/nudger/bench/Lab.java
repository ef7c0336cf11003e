package io.nudger.bench;

import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.Deployment;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.EmbeddedPostgres;
import io.nudger.testing.Node;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the benchmarks share. Each part starts when it is first asked for; all of them end with the lab. */
final class Lab implements AutoCloseable {
    /** Commits say when they became visible; a checkpoint in the middle of a run would be luck. */
    private static final Map<String, String> POSTGRES = Map.of(
            "track_commit_timestamp",
            "on",
            "max_wal_size",
            "4GB",
            "checkpoint_timeout",
            "30min",
            "shared_buffers",
            "256MB");

    private final Path directory;
    private final CertificateAuthority authority = CertificateAuthority.create("nudger benchmark");
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private @Nullable EmbeddedKafka kafka;
    private @Nullable EmbeddedPostgres postgres;
    private @Nullable Nginx nginx;
    private int directories;

    private Lab(Path directory) {
        this.directory = directory;
    }

    /** One whose files are in this directory. */
    static Lab in(Path directory) {
        return new Lab(directory);
    }

    EmbeddedKafka kafka() {
        if (kafka == null) {
            kafka = keep(EmbeddedKafka.temporary());
        }
        return kafka;
    }

    EmbeddedPostgres postgres() {
        if (postgres == null) {
            postgres = keep(EmbeddedPostgres.temporary(POSTGRES));
        }
        return postgres;
    }

    /** The site that is checked; empty when there is no nginx. */
    Optional<Nginx> nginx() {
        if (nginx == null) {
            Tool.find("nginx").ifPresent(tool -> nginx = keep(Nginx.start(tool, newDirectory(), authority)));
        }
        return Optional.ofNullable(nginx);
    }

    /** A blackbox_exporter that trusts the site; the caller closes it. Empty when there is none. */
    Optional<BlackboxExporter> newBlackboxExporter() {
        return Tool.find(BlackboxExporter.NAME)
                .map(tool -> BlackboxExporter.start(tool, newDirectory(), authority.pem()));
    }

    /** The options of a JVM that trusts the site. */
    String[] trust() {
        return authority.trustedBy(newDirectory());
    }

    /** Lets nudger work with services and a database of its own, and kills what is left of it. */
    <T> T withDeployment(Function<Deployment, T> work) {
        try (Deployment deployment = Deployment.of(
                newDirectory(), kafka().bootstrapServers(), postgres().createDatabase())) {
            return work.apply(deployment);
        }
    }

    /** Starts a monitor and waits until it is ready. */
    static Node startReady(Deployment deployment, JsonObject settings, String... jvmOptions) {
        UnaryOperator<io.nudger.testing.NudgerProcess.Launch> launch = usual -> usual.jvm(jvmOptions);
        Node node = deployment.start(settings, launch);
        node.awaitReady();
        return node;
    }

    Path newDirectory() {
        try {
            return Files.createDirectories(directory.resolve(Integer.toString(directories++)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("not closed cleanly: " + e.getMessage());
            }
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }
}
