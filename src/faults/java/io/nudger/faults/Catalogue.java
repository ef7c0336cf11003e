package io.nudger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.HostileScrapers;
import io.nudger.testing.Node;
import io.nudger.testing.SiteTarget;
import io.nudger.testing.SmallDisk;
import io.nudger.testing.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/** The faults, in an order in which they can follow each other. */
final class Catalogue {
    private static final String DEADLOCK = "40P01";
    private static final Duration SLOW = Duration.ofMillis(40);
    private static final Duration WRONG = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Longer than the time around a kill for which the audit excuses what is missing. */
    private static final Duration LONG_OUTAGE = Duration.ofSeconds(4);
    /** Less than comes in a second. */
    private static final int SMALL_BUFFER = 10;

    private static final List<Fault> OF_PROCESSES = List.of(
            new Fault("schema upgraded under load", Catalogue::schemaUpgraded),
            new Fault("monitor killed", Catalogue::monitorKilled),
            new Fault("monitor frozen", Catalogue::monitorFrozen),
            new Fault("monitor restarted", Catalogue::monitorRestarted),
            new Fault("persister killed", Catalogue::persisterKilled),
            new Fault("persister frozen", (world, pauses) -> frozen(world, pauses, world.persister())),
            new Fault("persister restarted", Catalogue::persisterRestarted),
            new Fault("older persister", LaterMonitor::reports),
            new Fault("broker killed", Catalogue::brokerKilled),
            new Fault("broker frozen", Catalogue::brokerFrozen),
            new Fault("database killed", Catalogue::databaseKilled),
            new Fault("database frozen", Catalogue::databaseFrozen),
            new Fault("power cut", Catalogue::powerCut));

    private static final List<Fault> OF_NETWORKS_AND_DATA = List.of(
            cut("monitor", "broker", world -> world.monitorToKafka),
            silent("monitor", "broker", world -> world.monitorToKafka),
            slow("monitor", "broker", world -> world.monitorToKafka),
            cut("persister", "broker", world -> world.persisterToKafka),
            silent("persister", "broker", world -> world.persisterToKafka),
            slow("persister", "broker", world -> world.persisterToKafka),
            cut("persister", "database", world -> world.persisterToPostgres),
            silent("persister", "database", world -> world.persisterToPostgres),
            slow("persister", "database", world -> world.persisterToPostgres),
            new Fault("network monitor–site cut", Catalogue::siteCutOff),
            new Fault("monitor killed while the broker is away", Catalogue::monitorKilledInOutage),
            new Fault("two monitors of one zone", Catalogue::twoMonitors),
            new Fault("server's time zone", PastFaults::timeZoneSet),
            new Fault("retention during an audit", PastFaults::retentionDuringAudit),
            new Fault("database set back", (world, pauses) -> setBack(world, pauses, world.postgres::start)),
            new Fault("standby promoted", Catalogue::standbyPromoted),
            new Fault("hostile reader of the record", Catalogue::hostileReader),
            new Fault("topic poisoned", Catalogue::topicPoisoned),
            new Fault("hostile producer", Catalogue::hostileProducer),
            new Fault("partitions added", Catalogue::partitionsAdded),
            new Fault("topic deleted and made again", Catalogue::topicDeleted),
            new Fault("disk of the spool full", Catalogue::diskFull),
            new Fault("disk and memory full", Catalogue::diskAndMemoryFull),
            new Fault("temporary directory full", Catalogue::temporaryDirectoryFull),
            new Fault("hostile scrapers", Catalogue::hostileScrapers),
            new Fault("clock jumps", Catalogue::clockJumps));

    private Catalogue() {}

    /** Processes that end, stand still and are replaced. */
    static List<Fault> ofProcesses() {
        return Stream.of(OF_PROCESSES, AlerterFaults.all(), SharingFaults.FEW)
                .flatMap(List::stream)
                .toList();
    }

    /** What happens between processes, to their disks and clocks, and to what they are given. */
    static List<Fault> ofNetworksAndData() {
        return OF_NETWORKS_AND_DATA;
    }

    /** All of them, also those for which the tests have no time. */
    static List<Fault> all() {
        return Stream.of(ofProcesses(), ofNetworksAndData(), SharingFaults.MORE)
                .flatMap(List::stream)
                .toList();
    }

    private static void monitorKilled(World world, Pauses pauses) {
        world.killMonitor();
        pauses.pause();
        world.startMonitor();
        world.awaitReady();
    }

    private static void monitorRestarted(World world, Pauses pauses) {
        world.monitor().stop();
        pauses.pause();
        world.startMonitor();
        world.awaitReady();
    }

    private static void persisterKilled(World world, Pauses pauses) {
        world.persister().kill();
        pauses.pause();
        world.startPersister();
        world.awaitReady();
    }

    private static void persisterRestarted(World world, Pauses pauses) {
        world.persister().stop();
        pauses.pause();
        world.startPersister();
        world.awaitReady();
    }

    /** That it stood still itself, a monitor does not take for a Kafka that is silent. */
    private static void monitorFrozen(World world, Pauses pauses) {
        long before = accusations(world.monitor());
        frozen(world, pauses, world.monitor());
        assertThat(accusations(world.monitor())).as("complaints of Kafka").isEqualTo(before);
    }

    private static long accusations(Node monitor) {
        return monitor.process()
                .log()
                .lines()
                .filter(line -> line.contains("kafka unavailable"))
                .count();
    }

    private static void frozen(World world, Pauses pauses, Node node) {
        node.process().signal("STOP");
        pauses.pause();
        node.process().signal("CONT");
        world.awaitReady();
    }

    private static void brokerKilled(World world, Pauses pauses) {
        world.kafka.kill();
        pauses.pause();
        says(world.monitor(), "kafka");
        world.kafka.start();
        world.awaitReady();
    }

    private static void brokerFrozen(World world, Pauses pauses) {
        world.kafka.suspend();
        pauses.pause();
        world.kafka.resume();
        world.awaitReady();
    }

    private static void databaseKilled(World world, Pauses pauses) {
        world.postgres.kill();
        pauses.pause();
        says(world.persister(), "postgres");
        world.postgres.start();
        world.awaitReady();
    }

    /** A process that misses something is not ready and says why; a restart would not help it, so it is alive. */
    private static void says(Node node, String missing) {
        node.awaitStatus("/health/ready", 503);
        assertThat(node.get("/health/ready").body()).containsIgnoringCase(missing);
        assertThat(node.get("/health/live").statusCode()).isEqualTo(200);
    }

    private static void databaseFrozen(World world, Pauses pauses) {
        world.postgres.suspend();
        pauses.pause();
        world.postgres.resume();
        world.awaitReady();
    }

    private static void standbyPromoted(World world, Pauses pauses) {
        setBack(world, pauses, world.postgres::startAsStandbyAndPromote);
    }

    /** What was committed is gone, beneath a persister that goes on: it reads it again. */
    private static void setBack(World world, Pauses pauses, Runnable start) {
        try {
            Path copy = Files.createTempDirectory(world.directory(), "copy").resolve("data");
            world.postgres.stop();
            world.postgres.copyData(copy);
            world.postgres.start();
            world.awaitReady();
            double noticed = setBacks(world);
            long before = rows(world);
            await().atMost(PATIENCE).until(() -> rows(world) > before);
            pauses.pause();
            long lost = rows(world);
            world.postgres.stop();
            world.postgres.putBackData(copy);
            start.run();
            await().atMost(PATIENCE).ignoreExceptions().until(() -> setBacks(world) > noticed);
            await().atMost(PATIENCE).until(() -> rows(world) > lost);
            world.awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double setBacks(World world) {
        return world.persister().metrics().sum("nudger_persist_setbacks_total");
    }

    private static long rows(World world) {
        return world.database().number("SELECT count(*) FROM checks");
    }

    /** Everything at once, and back in the order in which machines happen to boot. */
    private static void powerCut(World world, Pauses pauses) {
        world.kafka.kill();
        world.killMonitor();
        world.persister().kill();
        world.postgres.kill();
        pauses.pause();
        world.startMonitor();
        world.startPersister();
        world.postgres.start();
        world.kafka.start();
        world.awaitReady();
    }

    /** What it has found, but for the last second, is on its disk: a result that is lost would be {@code missed} after all. */
    private static void monitorKilledInOutage(World world, Pauses pauses) {
        world.monitorToKafka.refuse();
        Pauses.sleep(LONG_OUTAGE);
        pauses.pause();
        world.killMonitor();
        world.startMonitor();
        world.monitor().awaitStatus("/health/live", 200);
        pauses.pause();
        world.monitorToKafka.accept();
        world.awaitReady();
    }

    private static Fault cut(String one, String other, Function<World, TcpProxy> network) {
        return new Fault("network " + one + "–" + other + " cut", (world, pauses) -> {
            network.apply(world).refuse();
            pauses.pause();
            network.apply(world).accept();
            world.awaitReady();
        });
    }

    private static Fault silent(String one, String other, Function<World, TcpProxy> network) {
        return new Fault("network " + one + "–" + other + " silent", (world, pauses) -> {
            network.apply(world).freeze();
            pauses.pause();
            network.apply(world).thaw();
            world.awaitReady();
        });
    }

    private static Fault slow(String one, String other, Function<World, TcpProxy> network) {
        return new Fault("network " + one + "–" + other + " slow", (world, pauses) -> {
            network.apply(world).delay(SLOW);
            pauses.pause();
            network.apply(world).delay(Duration.ZERO);
            world.awaitReady();
        });
    }

    private static void siteCutOff(World world, Pauses pauses) {
        Instant from = Instant.now();
        world.monitorToSite.refuse();
        pauses.pause();
        world.monitorToSite.accept();
        world.circumstances.cutOff(from, Instant.now());
    }

    private static void twoMonitors(World world, Pauses pauses) {
        Instant from = Instant.now();
        Node rival = world.startRival();
        rival.awaitReady();
        pauses.pause();
        rival.stop();
        world.circumstances.crowded(from, Instant.now());
        world.awaitReady();
    }

    private static void topicPoisoned(World world, Pauses pauses) {
        for (String value : List.of("", "{", "{\"v\":1}", "{\"v\":99}", "[]", "\u0000\u0001\u0002", "null")) {
            world.broker()
                    .send(
                            world.topic(),
                            "poison",
                            value.getBytes(StandardCharsets.UTF_8),
                            Map.of("content-type", "application/json"));
        }
        pauses.pause();
        world.awaitReady();
    }

    /** Nobody waits for him, not even a persister that starts. */
    private static void hostileReader(World world, Pauses pauses) {
        HostileReader reader = HostileReader.of(world.database());
        try {
            world.persister().stop();
            world.startPersister();
            pauses.pause();
            world.awaitReady();
            world.awaitCaughtUp();
        } finally {
            reader.close();
        }
    }

    /** Floods of made-up names, and forged results of every slot around now: the audit finds them if one counts. */
    private static void hostileProducer(World world, Pauses pauses) {
        List<String> targets = world.targets().stream().map(SiteTarget::name).toList();
        HostileProducer producer = new HostileProducer(world.topic());
        world.broker().sendAll(List.of(producer.introduction()));
        await().atMost(PATIENCE)
                .until(() ->
                        world.database().number("SELECT count(*) FROM targets WHERE name = ?", HostileProducer.TARGET)
                                == 1);
        world.broker().sendAll(producer.records(targets));
        pauses.pause();
        world.awaitCaughtUp();
        world.awaitReady();
        for (String reason : List.of("unsigned", "forged", "too_many_zones", "too_many_configs", "implausible")) {
            await().atMost(PATIENCE)
                    .until(() -> world.persister().metrics().sum("nudger_dead_letters_total", "reason=" + reason) > 0);
        }
    }

    private static void partitionsAdded(World world, Pauses pauses) {
        int now = world.broker().describe(world.topic()).partitions().size();
        world.broker().addPartitions(world.topic(), now + 1);
        pauses.pause();
        world.awaitReady();
    }

    /** What was acknowledged and not stored yet would be gone with the topic: nobody deletes that by mistake here. */
    private static void topicDeleted(World world, Pauses pauses) {
        world.monitorToKafka.freeze();
        world.awaitNoLag();
        world.broker().deleteTopic(world.topic());
        pauses.pause();
        world.monitorToKafka.thaw();
        world.awaitReady();
    }

    /** Where this user may make a disk that is small enough. */
    private static void diskFull(World world, Pauses pauses) {
        world.spoolDisk.ifPresent(disk -> {
            try {
                disk.fill();
                world.monitorToKafka.refuse();
                pauses.pause();
                disk.free();
                pauses.pause();
                world.monitorToKafka.accept();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        world.awaitReady();
    }

    /** Results have to be discarded: the record has their slots all the same. */
    private static void diskAndMemoryFull(World world, Pauses pauses) {
        world.spoolDisk.ifPresent(disk -> {
            world.monitor().stop();
            world.startMonitor(SMALL_BUFFER);
            world.awaitReady();
            Instant from = Instant.now();
            world.monitorToKafka.refuse();
            await().atMost(PATIENCE).until(() -> {
                disk.fill();
                return givenUp(world.monitor()) > 0;
            });
            pauses.pause();
            try {
                disk.free();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            pauses.pause();
            world.monitorToKafka.accept();
            world.awaitReady();
            world.circumstances.givenUp(from, Instant.now());
            world.monitor().stop();
            world.startMonitor();
        });
        world.awaitReady();
    }

    private static double givenUp(Node monitor) {
        return monitor.metrics().sum("nudger_publish_dropped_total", "reason=buffer_full");
    }

    /** The spool is there all the same, and the checks. */
    private static void temporaryDirectoryFull(World world, Pauses pauses) {
        try {
            var directory = Files.createDirectories(world.directory().resolve("temporary"));
            var small = SmallDisk.tryMount(directory, 1);
            if (small.isEmpty()) {
                return;
            }
            try (SmallDisk disk = small.get()) {
                disk.fill();
                world.monitor().stop();
                world.startMonitor(launch -> launch.jvm("-Djava.io.tmpdir=" + directory));
                world.awaitReady();
                assertThat(world.monitor().get("/health").body()).contains("{\"id\":\"spool\",\"status\":\"UP\"");
                pauses.pause();
                world.monitor().stop();
                world.startMonitor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        world.awaitReady();
    }

    /** All that is bad at once, while both go on with their work. */
    private static void hostileScrapers(World world, Pauses pauses) {
        try (HostileScrapers monitor = HostileScrapers.of(world.monitor().base());
                HostileScrapers persister = HostileScrapers.of(world.persister().base())) {
            monitor.withoutPause(20);
            for (HostileScrapers hostile : List.of(monitor, persister)) {
                hostile.unread(200, 50);
                hostile.slow(200);
                hostile.http2(6, 60);
            }
            pauses.pause();
        }
        world.awaitReady();
    }

    /** Ahead, and back: with a clock of the monitor's own, where a library that fakes it is installed. */
    private static void clockJumps(World world, Pauses pauses) {
        if (!WrongClock.isPossible()) {
            return;
        }
        Instant from = Instant.now();
        WrongClock clock = WrongClock.at(world.directory().resolve("clock"));
        world.monitor().stop();
        world.startMonitor(clock::on);
        world.awaitReady();
        pauses.pause();
        clock.set(WRONG);
        pauses.pause();
        clock.set(Duration.ZERO);
        pauses.pause();
        world.monitor().stop();
        world.startMonitor();
        world.awaitReady();
        Instant to = Instant.now().plus(WRONG).plus(World.INTERVAL);
        world.circumstances.wrongClock(from, to);
        Pauses.until(to);
    }

    /** What a next release may do to the tables, while this one works on. */
    private static void schemaUpgraded(World world, Pauses pauses) {
        try {
            var directory = Files.createTempDirectory("nudger-upgrade");
            int version = 1_000_000 + (int) (System.nanoTime() % 1_000_000);
            Files.writeString(
                    directory.resolve("V" + version + "__next.sql"),
                    """
                    ALTER TABLE checks ADD COLUMN next_%1$d integer NOT NULL DEFAULT 7;
                    ALTER TABLE targets ADD COLUMN next_%1$d text;
                    ALTER TABLE target_statuses ADD COLUMN next_%1$d boolean NOT NULL DEFAULT false;
                    CREATE INDEX ON target_statuses (next_%1$d);
                    """
                            .formatted(version));
            var settings = world.database().settings();
            Flyway upgrade = Flyway.configure()
                    .loggers("slf4j")
                    .dataSource("jdbc:" + world.database().uri(), settings.user(), "")
                    .locations("filesystem:" + directory)
                    .defaultSchema(settings.schema())
                    .ignoreMigrationPatterns("*:*")
                    .load();
            // Like a persister, which tries again when its upgrade and a batch of another one wait for each other.
            await().atMost(PATIENCE)
                    .ignoreExceptionsMatching(
                            failed -> String.valueOf(failed.getMessage()).contains(DEADLOCK))
                    .until(() -> upgrade.migrate().success);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pauses.pause();
        world.awaitReady();
    }
}
