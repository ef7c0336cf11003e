package io.nudger.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code make run}: a Kafka broker, a PostgreSQL server and a site that misbehaves in this JVM, and beside it the shipped
 * jar in a process of its own, as in production. What is kept lives under {@code var/run} and is found again by the next
 * run. Ctrl-C stops all of it, nudger first.
 */
public final class Run {
    private static final Path HOME = Path.of("var", "run");
    private static final Path TARGETS = HOME.resolve("targets.yaml");
    private static final Path ALERTS = HOME.resolve("alerts.yaml");
    private static final Path WEBHOOK = HOME.resolve("webhook.url");
    private static final String ZONE = "local";

    private final OnExit onExit = OnExit.create();
    private volatile @Nullable LiveView view;

    private Run() {}

    /** Runs until it is asked to stop, or nudger ends by itself. The argument, if any, is the targets file to use. */
    public static void main(String... arguments) throws Exception {
        Run run = new Run();
        Files.createDirectories(HOME);
        try (FileChannel file =
                        FileChannel.open(HOME.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock == null) {
                run.onExit.fail("It runs already: another process uses " + HOME.toAbsolutePath());
            }
            run.run(arguments.length == 0 ? playgroundTargets() : Path.of(arguments[0]));
        } catch (IllegalStateException | IOException | LinkageError e) {
            // A JVM that is ending refuses much of what a broker does first; what began the end has said why.
            run.onExit.fail(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    private void run(Path targets) throws IOException, InterruptedException {
        RunningJar.stopOrphan(HOME);
        System.out.println("Starting a broker, a database, a site to check, and nudger ...");
        EmbeddedKafka kafka = onExit.close(
                EmbeddedKafka.at(HOME.resolve("kafka"), port("Kafka", 9092), port("the controller of Kafka", 9093)));
        kafka.start();
        EmbeddedPostgres postgres =
                onExit.close(EmbeddedPostgres.at(HOME.resolve("postgres"), port("PostgreSQL", 5432)));
        postgres.start();
        TestDatabase database = postgres.createDatabase("nudger", "nudger", "nudger");
        Playground site = onExit.close(Playground.start(port("the site", 7070), port("the site with TLS", 7443)));

        WebhookSink webhook = onExit.close(WebhookSink.start(port("the webhook", 7071), this::notified));
        alerts(webhook);
        int port = port("nudger", 8080);
        int page = port("the status page", 8000);
        JsonObject settings =
                settings(targets, kafka, database, port).put("page", JsonObject.of("host", "127.0.0.1", "port", page));
        RunningJar nudger = onExit.close(RunningJar.start(settings, site, HOME));
        URI address = URI.create("http://localhost:" + port);
        System.out.println("\n  the page     http://localhost:" + page + "/");
        System.out.print(guide(targets, kafka, database, site, webhook, address));
        if (nudger.awaitReady(address)) {
            LiveView shown = LiveView.on(System.out, database, ZONE, address.resolve("/metrics"));
            view = shown;
            while (nudger.runsForAnotherSecond() && !onExit.hasBegun()) {
                shown.show();
            }
        }
        if (!onExit.hasBegun()) {
            onExit.fail("nudger ended by itself: " + nudger.lastWords());
        }
    }

    /** Written once; from then on it belongs to whoever edits it. */
    private static Path playgroundTargets() throws IOException {
        if (!Files.exists(TARGETS)) {
            try (InputStream template = Objects.requireNonNull(Run.class.getResourceAsStream("targets.yaml"))) {
                Files.copy(template, TARGETS);
            }
        }
        return TARGETS;
    }

    /** Written once, like the targets; where the webhook is this time stands in a file of its own. */
    private static void alerts(WebhookSink webhook) throws IOException {
        Files.writeString(WEBHOOK, webhook.url());
        if (!Files.exists(ALERTS)) {
            Files.writeString(
                    ALERTS,
                    """
                    # Who is notified: edit it, a change acts within seconds; docs/alerts.md has every key.
                    receivers:
                      - {name: webhook, webhook: {url: '${file:%s}'}}
                    routes:
                      - {to: [webhook], when: [down, partial, up], group_wait: 1s}
                    """
                            .formatted(WEBHOOK));
        }
    }

    private void notified(WebhookSink.Post post) {
        LiveView shown = view;
        if (shown != null) {
            shown.notified(post);
        }
    }

    private static int port(String what, int usual) {
        if (FreePorts.isFree(usual)) {
            return usual;
        }
        int other = FreePorts.next();
        System.out.println("Port " + usual + " is taken; " + what + " listens on " + other + ".");
        return other;
    }

    private static JsonObject settings(Path targets, EmbeddedKafka kafka, TestDatabase database, int port) {
        return new JsonObject()
                .put("roles", JsonArray.of("monitor", "persister", "alerter", "page"))
                .put("zone", ZONE)
                .put("targets", targets.toString())
                .put("alerts", ALERTS.toString())
                .put("kafka", JsonObject.of("client", JsonObject.of("bootstrap.servers", kafka.bootstrapServers())))
                .put("postgres", JsonObject.of("uri", database.uri(), "user", "nudger", "password", "nudger"))
                .put("spool", JsonObject.of("directory", HOME.resolve("spool").toString()))
                .put("http", JsonObject.of("host", "127.0.0.1", "port", port));
    }

    private static String guide(
            Path targets,
            EmbeddedKafka kafka,
            TestDatabase database,
            Playground site,
            WebhookSink webhook,
            URI address) {
        return """
                  the record   psql postgresql://nudger:nudger@localhost:%d/nudger
                               SELECT * FROM check_results WHERE scheduled_at > now() - interval '10 s';
                               SELECT * FROM current_states; SELECT * FROM outage_list; SELECT * FROM changes;
                  health       curl %s/health
                  metrics      curl %s/metrics
                  the targets  %s (edit it: a change acts within a second)
                  the alerts   %s; what the webhook %s gets stands below
                  the site     %s and %s
                  Kafka        %s, topics nudger.checks and nudger.states
                  the log      %s

                Ctrl-C stops all of it; the data stay under %s.

                """
                .formatted(
                        database.settings().port(),
                        address,
                        address,
                        targets,
                        ALERTS,
                        webhook.url(),
                        site.http("/"),
                        site.https("/"),
                        kafka.bootstrapServers(),
                        HOME.resolve("nudger.log"),
                        HOME);
    }
}
