package io.nudger.share;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.bus.ShareAccounts;
import io.nudger.check.Shares;
import io.nudger.config.Settings;
import io.nudger.kafka.KafkaClients;
import io.nudger.kafka.Topics;
import io.nudger.support.Dependency;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.kafka.admin.NewTopic;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the targets of a zone among its monitors, which are a consumer group of Kafka: each partition of a topic that stays
 * empty is a share of the targets, and whoever owns it checks them. When one monitor stops or dies, others take over from it;
 * from the metadata of its last commit they know which slots nobody has accounted for.
 */
public final class SharesVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.shares");
    private static final String HEALTH = "sharing";
    private static final String GROUP = "nudger-monitor-";
    /** Files that are updated one monitor after the other differ for a while. */
    private static final long DIFFERENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private static final long LOOK_MILLIS = 5_000;

    private final Settings settings;
    private final Checks checks;
    private final ShareAccounts accounts;
    private final HealthChecks readiness;
    private final HealthChecks detail;
    private final MeterRegistry registry;

    private KafkaClients clients;
    private Topics topics;
    private ShareMetrics metrics;
    private Membership membership;
    private long differingSince;
    private boolean isDifferenceLogged;

    /**
     * @param settings those of a monitor
     * @param checks what is done about shares
     * @param accounts how far they are accounted for
     * @param readiness gets the check {@code sharing}: down until the group has given this monitor its shares, be it none
     * @param detail gets the check {@code sharing}: who owns what; down while monitors of the zone know different targets
     * @param registry gets the {@code nudger_owned...} and {@code nudger_handover...} meters
     */
    public SharesVerticle(
            Settings settings,
            Checks checks,
            ShareAccounts accounts,
            HealthChecks readiness,
            HealthChecks detail,
            MeterRegistry registry) {
        this.settings = settings;
        this.checks = checks;
        this.accounts = accounts;
        this.readiness = readiness;
        this.detail = detail;
        this.registry = registry;
    }

    /** Completes at once, whether Kafka is there or not. */
    @Override
    public Future<?> start() {
        clients = new KafkaClients(settings.kafka());
        metrics = new ShareMetrics(registry);
        NewTopic wanted = new NewTopic(
                settings.sharing().topic(),
                settings.sharing().partitions(),
                settings.kafka().replicationFactor());
        topics = new Topics(vertx, clients, List.of(wanted), new SplittableRandom());
        Dependency kafka = new Dependency(LOG, "topic of the shares", "trying again");
        Member member = new Member(
                settings.sharing(),
                GROUP + settings.zone().name(),
                settings.monitorId(),
                checks,
                accounts,
                metrics,
                registry.config().clock());
        membership = new Membership(member, clients, () -> onContext(kafka)).start();
        readiness.register(HEALTH, answer -> answer.tryComplete(joined()));
        detail.register(HEALTH, answer -> answer.tryComplete(status()));
        vertx.setPeriodic(LOOK_MILLIS, timer -> logDifference());
        return Future.succeededFuture();
    }

    private Future<Void> onContext(Dependency kafka) {
        Promise<Void> made = Promise.promise();
        context.runOnContext(here ->
                topics.ensure(kafka::fails).onSuccess(done -> kafka.works()).onComplete(made));
        return made.future();
    }

    /**
     * Ends the checks of this monitor in order, so that the others go on where it stops. May be called from any thread once
     * the verticle is deployed.
     */
    public Future<Void> leave() {
        return membership.stop();
    }

    @Override
    public Future<?> stop() {
        readiness.unregister(HEALTH);
        detail.unregister(HEALTH);
        return leave().eventually(topics::close);
    }

    private Status joined() {
        return membership.hasJoined()
                ? Status.OK()
                : Status.KO(new JsonObject()
                        .put(
                                "reason",
                                "joining the group " + GROUP + settings.zone().name()));
    }

    private Status status() {
        Shares held = membership.held();
        long now = nowMicros();
        JsonObject owners = new JsonObject();
        SortedMap<String, Double> load = membership.watermarks().load(held.count(), now);
        membership
                .watermarks()
                .owners(held.count(), now)
                .forEach((monitor, shares) -> owners.put(
                        monitor,
                        new JsonObject()
                                .put("shares", Shares.format(shares))
                                .put("checks_per_second", Math.round(load.getOrDefault(monitor, 0.0) * 10) / 10.0)));
        JsonObject data = new JsonObject()
                .put("shares", held.toString())
                .put("targets", metrics.targets())
                .put("owners", owners);
        String trouble = membership.trouble();
        if (trouble != null) {
            return Status.KO(data.put("reason", trouble));
        }
        SortedSet<String> differing = differing();
        return differing.isEmpty()
                ? Status.OK(data)
                : Status.KO(data.put(
                                "reason",
                                "other monitors of the zone know other targets than this one; their files" + " differ")
                        .put("differing", new JsonArray(List.copyOf(differing))));
    }

    private SortedSet<String> differing() {
        return membership
                .watermarks()
                .differing(membership.held().count(), Long.toHexString(checks.fingerprint()), nowMicros());
    }

    /** Once, when it has lasted for so long that no update explains it. */
    private void logDifference() {
        SortedSet<String> differing = differing();
        if (differing.isEmpty()) {
            differingSince = 0;
            isDifferenceLogged = false;
            return;
        }
        differingSince = differingSince == 0 ? System.nanoTime() : differingSince;
        if (!isDifferenceLogged && System.nanoTime() - differingSince > DIFFERENCE_NANOS) {
            isDifferenceLogged = true;
            LOG.warn(
                    "targets differ monitors={}; a target that is not in the file of its owner is not checked: give all"
                            + " monitors of the zone the same files",
                    differing);
        }
    }

    private long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(registry.config().clock().wallTime());
    }
}
