package io.nudger.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Circumstances;
import io.nudger.testing.Deployment;
import io.nudger.testing.Node;
import io.nudger.testing.RecordAudit;
import io.nudger.testing.SiteTarget;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A zone of its own beside that of the {@link World}, whose monitors share its targets. Some targets are checked every second:
 * a takeover costs them slots. The others have time enough between two checks: it costs them none.
 */
final class SharedZone implements AutoCloseable {
    static final String NAME = "shared";
    /** The group of its monitors. */
    static final String GROUP = "nudger-monitor-" + NAME;

    /** The monitor that has a network of its own. */
    private static final int CUT_OFF = 2;

    private static final int SHARES = 64;
    private static final int FAST = 40;
    private static final Duration SLOW = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** What a watermark may be behind: a second, and the check that runs. */
    private static final Duration BEHIND = Duration.ofSeconds(4);
    /** Slots that are due when a share is taken are spread over so long. */
    private static final Duration SPREAD = Duration.ofSeconds(4);

    private final World world;
    private final Deployment deployment;
    private final List<SiteTarget> targets;
    private final SortedMap<Integer, Node> members = new TreeMap<>();
    private final Circumstances circumstances = Circumstances.ofGoodSites();
    private Instant since = Instant.now();

    private SharedZone(World world, Deployment deployment, int fast, Duration slowInterval) {
        this.world = world;
        this.deployment = deployment;
        targets = Stream.concat(
                        IntStream.range(0, fast).mapToObj(i -> SiteTarget.of("fast-" + i, world.site("/site/fast-" + i))
                                .every(Duration.ofSeconds(1), Duration.ofMillis(800))),
                        IntStream.range(0, 40).mapToObj(i -> SiteTarget.of("slow-" + i, world.site("/site/slow-" + i))
                                .every(slowInterval, TIMEOUT)))
                .toList();
        SiteTarget.write(file(""), targets);
    }

    /** One with so many monitors, which own all shares together. */
    static SharedZone start(World world, int monitors) {
        return start(world, world.deployment(), monitors, FAST, SLOW);
    }

    /** One whose results go another way than those of the world. */
    static SharedZone start(World world, Deployment deployment, int monitors) {
        return start(world, deployment, monitors, FAST, SLOW);
    }

    /** As {@link #start(World, int)}, with so many targets that are checked every second, and this interval of the others. */
    static SharedZone start(World world, int monitors, int fast, Duration slowInterval) {
        return start(world, world.deployment(), monitors, fast, slowInterval);
    }

    private static SharedZone start(World world, Deployment deployment, int monitors, int fast, Duration slowInterval) {
        SharedZone zone = new SharedZone(world, deployment, fast, slowInterval);
        try {
            IntStream.range(0, monitors).forEach(zone::launch);
            zone.awaitShared();
            zone.since = Instant.now();
            return zone;
        } catch (RuntimeException | Error e) {
            zone.close();
            throw e;
        }
    }

    Node member(int number) {
        return requireNonNull(members.get(number), "member " + number);
    }

    /** Starts a monitor where there is none. */
    void launch(int number) {
        JsonObject settings = settings("shared-" + number, "6s");
        if (number == CUT_OFF && deployment.equals(world.deployment())) {
            settings = world.throughNetworkOfMember(settings);
        }
        members.put(number, deployment.start(settings));
    }

    /** Starts a monitor where there is none, whose clock is ahead by this. */
    void launchAhead(int number, Duration ahead) {
        circumstances.wrongClock(Instant.now(), Instant.MAX);
        WrongClock clock = WrongClock.at(world.directory().resolve("clock-of-shared-" + number));
        clock.set(ahead);
        members.put(number, deployment.start(settings("shared-" + number, "6s"), clock::on));
    }

    /** Starts a monitor where there is none, with a file of its own that has one target more for each of these paths. */
    void launchWith(int number, List<String> more) {
        Path file = file("-of-" + number);
        SiteTarget.write(file, targetsWith(more));
        members.put(number, deployment.start(settings("shared-" + number, "6s").put("targets", file.toString())));
    }

    /** The file of all that have none of their own has one target more for each of these paths, from now on. */
    void addTargets(List<String> more) {
        SiteTarget.write(file(""), targetsWith(more));
    }

    private List<SiteTarget> targetsWith(List<String> more) {
        return Stream.concat(
                        targets.stream(), more.stream().map(name -> SiteTarget.of(name, world.site("/site/" + name))
                                .every(Duration.ofSeconds(1), Duration.ofMillis(800))))
                .toList();
    }

    private Path file(String what) {
        return world.directory().resolve("shared-targets" + what + ".yaml");
    }

    /** Starts one that will be killed before it has passed its trial. */
    Node launchForAMoment() {
        return deployment.start(settings("shared-moment", "60s"));
    }

    private JsonObject settings(String id, String session) {
        JsonObject settings = deployment
                .settings("monitor")
                .put("zone", NAME)
                .put("monitor_id", id)
                .put("targets", file("").toString())
                .put("sharing", JsonObject.of("enabled", true, "session_timeout", session));
        settings.getJsonObject("spool")
                .put("directory", world.directory().resolve("spool-of-" + id).toString());
        return settings;
    }

    /** Waits until every monitor says, or no longer says, that others know other targets. */
    void awaitDiffering(boolean differing) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(members.values())
                .allMatch(member -> differing == member.get("/health").body().contains("their files differ")));
    }

    /** Stops a monitor in order. */
    void stop(int number) {
        member(number).stop();
        members.remove(number);
    }

    /** Asks a monitor to stop, and waits until the others have its shares; how long that took. It has ended then, too. */
    Duration leave(int number) {
        Node leaving = member(number);
        members.remove(number);
        Instant asked = Instant.now();
        leaving.process().signal("TERM");
        awaitOwned();
        Instant taken = Instant.now();
        assertThat(leaving.process().awaitExit(PATIENCE)).isZero();
        return Duration.between(asked, taken);
    }

    /** Kills a monitor, and waits until the others have its shares; how long that took. */
    Duration kill(int number) {
        Instant before = Instant.now();
        member(number).kill();
        members.remove(number);
        Instant killed = Instant.now();
        circumstances.killed(before.minus(TIMEOUT), killed.plus(TIMEOUT));
        awaitOwned();
        Instant taken = Instant.now();
        circumstances.crowded(before.minus(BEHIND), taken.plus(SPREAD));
        return Duration.between(killed, taken);
    }

    /** Freezes a monitor until the others have its shares, and wakes it. */
    void freeze(int number) {
        Instant before = Instant.now();
        Node frozen = member(number);
        frozen.process().signal("STOP");
        members.remove(number);
        awaitOwned();
        frozen.process().signal("CONT");
        members.put(number, frozen);
        awaitShared();
        circumstances.crowded(before.minus(BEHIND), Instant.now().plus(SPREAD));
    }

    /** Takes Kafka away from one monitor, not the sites, until the others have its shares: it goes on checking meanwhile. */
    void cutFromKafka() {
        Instant before = Instant.now();
        Node alone = member(CUT_OFF);
        world.memberToKafka.refuse();
        members.remove(CUT_OFF);
        awaitOwned();
        world.memberToKafka.accept();
        members.put(CUT_OFF, alone);
        awaitShared();
        circumstances.crowded(before.minus(BEHIND), Instant.now().plus(SPREAD));
    }

    /** Waits until every share has one owner, and every monitor some. */
    void awaitShared() {
        members.values().forEach(Node::awaitReady);
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(members.values()).allMatch(member -> owned(member) > 0);
            assertThat(owned()).isEqualTo(SHARES);
        });
    }

    private void awaitOwned() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> owned() == SHARES);
    }

    /** How many shares have an owner. */
    double owned() {
        return members.values().stream().mapToDouble(SharedZone::owned).sum();
    }

    /** How often shares have moved. */
    double handovers() {
        return members.values().stream()
                .mapToDouble(member -> member.metrics().sum("nudger_handovers_total"))
                .sum();
    }

    private static double owned(Node member) {
        return member.metrics().sum("nudger_owned_shares");
    }

    /** Every slot since the start is one true row, and none is lost of a target that has time. */
    void audit() {
        Instant until = Instant.now().minusSeconds(1);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            assertThat(RecordAudit.underFaults(
                                    deployment.database(), NAME, targets, since, until, world.siteLog(), circumstances)
                            .problems())
                    .isEmpty();
            assertThat(deployment
                            .database()
                            .query(
                                    "SELECT target, scheduled_at, started_at, outcome, reason, message, monitor FROM check_results"
                                            + " WHERE zone = ? AND target LIKE 'slow-%' AND outcome <> 'up'"
                                            + " AND scheduled_at >= ?::timestamptz AND scheduled_at < ?::timestamptz",
                                    NAME, since.toString(), until.toString()))
                    .as("slots lost")
                    .isEmpty();
        });
    }

    @Override
    public void close() {
        members.values().forEach(Node::close);
    }
}
