package io.nudger.reload;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.check.Shares;
import io.nudger.check.Target;
import io.nudger.check.Zone;
import io.nudger.config.Configuration;
import io.nudger.config.TargetSource;
import io.nudger.config.Targets;
import io.nudger.config.TargetsLoader;
import io.nudger.document.Environment;
import io.nudger.document.InvalidConfigException;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.ext.healthchecks.HealthChecks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Deploys one probe for every enabled target, as its children, and follows the files of the targets: whenever they
 * change, the probes of the targets that changed are begun, replaced or ended, and no other is touched. Files that are
 * wrong change nothing; the health procedure {@code config} and the metrics report them until they are right.
 */
public final class ConfigVerticle extends VerticleBase {
    private final TargetSource source;
    private final TargetsLoader loader;
    private final Function<Target, ? extends Deployable> probes;
    private final HealthChecks health;
    private final MeterRegistry registry;
    private final InstantSource clock;

    private final List<Promise<TargetChanges>> waiting = new ArrayList<>();
    /** Changes of the shares that are to be followed, in their order. */
    private final Deque<Supplier<Future<?>>> handovers = new ArrayDeque<>();

    private boolean isShared;
    private Shares shares = Shares.none(1);
    /** Of all monitors of the zone; kept only when they share them. */
    private Targets all = Targets.NONE;

    private @Nullable LongerIntervals longer;
    /** Looks whether longer intervals hold now. */
    private @Nullable Long look;

    private volatile long fingerprint;
    private ProbeFleet fleet;
    private ReloadStatus status;
    private @Nullable FileFollower<Targets> files;
    private @Nullable Configuration read;
    /** The reload that is under way, or the last one. */
    private Future<?> current = Future.succeededFuture();

    private boolean busy;
    private boolean wanted;
    private boolean stopping;

    /**
     * A verticle that is deployed once.
     *
     * @param source where the targets are
     * @param environment where {@code ${NAME}} in them is looked up
     * @param probes makes the probe of a target; called for each deployment
     * @param health gets the procedure {@code config}, which is down while the files are wrong. The monitor works on
     *     with the targets it has, so this is a detail of its health and no reason to call it unready
     * @param registry gets {@code nudger_targets} and the metrics of the last reload
     * @param clock the wall clock
     */
    public ConfigVerticle(
            TargetSource source,
            Environment environment,
            Function<Target, ? extends Deployable> probes,
            HealthChecks health,
            MeterRegistry registry,
            InstantSource clock) {
        this.source = source;
        this.loader = new TargetsLoader(source, environment);
        this.probes = probes;
        this.health = health;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Lets it begin with targets that were read already, and read its files only if they changed since then.
     *
     * @return this
     */
    public ConfigVerticle startWith(Configuration configuration) {
        read = configuration;
        loader.know(configuration.files());
        return this;
    }

    /**
     * Lets a longer interval hold from its first slot on, and no earlier.
     *
     * @param zone of the slots
     * @param left the interval at which an earlier process checked a target of this name; null when that is not known
     * @return this
     */
    public ConfigVerticle keepRhythm(Zone zone, Function<String, @Nullable Duration> left) {
        longer = new LongerIntervals(zone, left, clock);
        return this;
    }

    /**
     * Lets it begin without any probe, because all monitors of the zone share the targets: {@link #own} says which are to be
     * checked here.
     *
     * @return this
     */
    public ConfigVerticle shared() {
        isShared = true;
        return this;
    }

    /**
     * Deploys the probes.
     *
     * @return completes when all are deployed; fails with {@link InvalidConfigException} when the targets are wrong
     */
    @Override
    public Future<?> start() {
        fleet = new ProbeFleet(vertx, context, probes);
        status = new ReloadStatus(health, registry, clock);
        if (source instanceof TargetSource.AtPath at) {
            files = new FileFollower<>(vertx, at.path(), loader, loader.files(), this::want);
        }
        busy = true;
        return begin().onSuccess(begun -> next());
    }

    private Future<?> begin() {
        Configuration known = read;
        read = null;
        if (known == null) {
            return load();
        }
        return follow(known.targets())
                .compose(changes -> {
                    status.succeeded(changes, fleet.size());
                    return files == null ? Future.succeededFuture(false) : files.differFrom(known.stamps());
                })
                .onSuccess(differ -> wanted |= differ);
    }

    /** Completes when the probes have finished the checks that are running. */
    @Override
    public Future<?> stop() {
        return end().compose(ended -> fleet.awaitEnding());
    }

    /**
     * Reads the targets again, whether or not their files changed, as a secret that they refer to may have. Reloads
     * never overlap: one that is asked for while another is under way follows it. May be called from any thread once
     * the verticle is deployed.
     *
     * @return what changed; fails with {@link InvalidConfigException} when the targets are wrong, and stay as they were
     */
    public Future<TargetChanges> reload() {
        return onContext(() -> {
            Promise<TargetChanges> promise = Promise.promise();
            waiting.add(promise);
            want();
            return promise.future();
        });
    }

    /**
     * From now on the targets of these shares are checked, and no others; those of shares that stay are not touched. May be
     * called from any thread once the verticle is deployed.
     *
     * @param before called on the context of this verticle, and waited for, before anything begins or ends
     * @return completes when the probes of what came run, and those of what went have ended
     */
    public Future<Void> own(Shares now, Supplier<? extends Future<?>> before) {
        return onContext(() -> {
            Promise<Void> promise = Promise.promise();
            handovers.add(() -> before.get()
                    .compose(ready -> share(now))
                    .onSuccess(changes -> status.shared(fleet.size()))
                    .compose(changes -> fleet.awaitEnding())
                    .onComplete(promise));
            if (!busy) {
                next();
            }
            return promise.future();
        });
    }

    /** A hash of all targets that are enabled: monitors that share them ought to have the same. Safe for any thread. */
    public long fingerprint() {
        return fingerprint;
    }

    /**
     * Follows the files no longer and ends all probes: the first step of an orderly end, before the verticle is
     * undeployed. Undeploying ends the probes too, but fails when a reload happens to end one of them at that moment.
     * May be called from any thread once the verticle is deployed.
     *
     * @return completes when the last probe has finished the check that was running
     */
    public Future<Void> drain() {
        return onContext(() -> end().compose(ended -> current.transform(done -> fleet.drain())));
    }

    private Future<Void> end() {
        if (stopping) {
            return Future.succeededFuture();
        }
        stopping = true;
        fleet.close();
        status.close();
        return files == null ? Future.succeededFuture() : files.close();
    }

    private void want() {
        wanted = true;
        if (!busy) {
            next();
        }
    }

    /** Begins what is wanted next: a change of the shares, or a reload. */
    private void next() {
        Supplier<Future<?>> handover = handovers.poll();
        if (handover != null) {
            busy = true;
            current = handover.get().onComplete(done -> next());
            return;
        }
        busy = wanted && !stopping;
        wanted = false;
        List<Promise<TargetChanges>> served = List.copyOf(waiting);
        waiting.clear();
        if (!busy) {
            served.forEach(promise -> promise.fail("the monitor is stopping"));
            return;
        }
        current = load().onComplete(result -> {
            if (result.failed() && !stopping) {
                status.failed(result.cause(), fleet.size());
            }
            served.forEach(promise -> promise.handle(result));
            next();
        });
    }

    private Future<TargetChanges> load() {
        Future<Targets> targets = files == null ? vertx.executeBlocking(loader::load, false) : files.load();
        return targets.compose(this::follow).onSuccess(changes -> status.succeeded(changes, fleet.size()));
    }

    private Future<TargetChanges> follow(Targets targets) {
        if (!isShared) {
            return change(() -> targets);
        }
        all = targets;
        return change(() -> {
            fingerprint =
                    targets.enabled().stream().mapToLong(Target::fingerprint).sum();
            return mine(targets);
        });
    }

    /** The targets stay what they are, and other ones of them are checked here. */
    private Future<TargetChanges> share(Shares now) {
        shares = now;
        Targets targets = all;
        return change(() -> mine(targets));
    }

    private Targets mine(Targets targets) {
        Shares mine = shares;
        return Targets.of(targets.enabled().stream()
                .filter(target -> mine.holds(target.name()))
                .toList());
    }

    /** The comparison takes a while for very many targets; nobody changes the fleet meanwhile. */
    private Future<TargetChanges> change(Supplier<Targets> wanted) {
        LongerIntervals later = longer;
        return apply(running -> {
            Targets before = later == null ? running : later.wanted(running);
            TargetChanges changes = TargetChanges.between(before, wanted.get());
            return new Step(changes, later == null ? changes : later.atOnce(changes, running));
        });
    }

    /** @param step called on a worker with the targets that run */
    private Future<TargetChanges> apply(Function<Targets, Step> step) {
        return vertx.executeBlocking(() -> step.apply(fleet.targets()), false)
                .compose(next -> fleet.apply(next.atOnce).map(next.asked))
                .onComplete(applied -> lookAgain());
    }

    /**
     * What was asked for, and what of it is done now.
     *
     * @param asked as the files say
     * @param atOnce without what waits
     */
    private record Step(TargetChanges asked, TargetChanges atOnce) {}

    private void lookAgain() {
        if (look != null) {
            vertx.cancelTimer(look);
            look = null;
        }
        LongerIntervals later = longer;
        Duration pause = later == null || stopping ? null : later.pause();
        if (later != null && pause != null) {
            look = vertx.setTimer(pause.toMillis(), due -> {
                handovers.add(() -> apply(running -> {
                    TargetChanges changes = later.due(running);
                    return new Step(changes, changes);
                }));
                if (!busy) {
                    next();
                }
            });
        }
    }

    private <T> Future<T> onContext(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(entered -> action.get().onComplete(result -> promise.handle(result)));
        return promise.future();
    }
}
