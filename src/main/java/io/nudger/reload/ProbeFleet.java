package io.nudger.reload;

import io.nudger.check.Target;
import io.nudger.config.Targets;
import io.nudger.document.Quoted;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The probes that run, one verticle per target, as children of the verticle whose context this is. What is done to very
 * many of them is done in batches, so that the event loop is free in between.
 */
final class ProbeFleet {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.targets");
    private static final int BATCH = 100;

    /** One for all: Vert.x keeps it with each verticle, and changes nothing of it. */
    private final DeploymentOptions options = new DeploymentOptions();

    private final Vertx vertx;
    private final Context context;
    private final Function<Target, ? extends Deployable> factory;
    private final int batch;
    private final Map<String, Probe> probes = new HashMap<>();
    /** Probes that were asked to end, and finish the check that is running. */
    private final Set<Future<Void>> ending = new HashSet<>();

    private boolean closed;

    ProbeFleet(Vertx vertx, Context context, Function<Target, ? extends Deployable> factory) {
        this(vertx, context, factory, BATCH);
    }

    /** With so many steps in a batch. */
    ProbeFleet(Vertx vertx, Context context, Function<Target, ? extends Deployable> factory, int batch) {
        this.batch = batch;
        this.vertx = vertx;
        this.context = context;
        this.factory = factory;
    }

    private record Probe(Target target, String deployment) {}

    /** How many probes run. */
    int size() {
        return probes.size();
    }

    /** The targets whose probes run. */
    Targets targets() {
        return Targets.of(probes.values().stream().map(Probe::target).toList());
    }

    /**
     * Begins, replaces and ends probes. One that ends is not waited for; one that is replaced is asked to end when its successor
     * has begun, so that there is no moment without a probe, and goes on when the successor cannot begin.
     *
     * @return completes when all probes run that should; fails when some could not begin, after all others did
     */
    Future<Void> apply(TargetChanges changes) {
        List<String> failures = new ArrayList<>();
        List<Supplier<Future<Void>>> steps = new ArrayList<>();
        changes.removed().forEach(name -> steps.add(() -> askToEnd(name)));
        changes.changed().forEach(target -> steps.add(() -> begin(target, failures)));
        changes.added().forEach(target -> steps.add(() -> begin(target, failures)));
        return inBatches(steps.iterator())
                .compose(done -> failures.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new ProbeFailureException(failures)));
    }

    /** From now on no probe begins. */
    void close() {
        closed = true;
    }

    /** Ends every probe; completes when the last one has ended, those included that were asked before. */
    Future<Void> drain() {
        close();
        List<Supplier<Future<Void>>> steps = new ArrayList<>();
        List.copyOf(probes.keySet()).forEach(name -> steps.add(() -> askToEnd(name)));
        return inBatches(steps.iterator()).compose(done -> awaitEnding());
    }

    /** Completes when all that were asked to end have ended. */
    Future<Void> awaitEnding() {
        return Future.join(List.copyOf(ending)).mapEmpty();
    }

    private Future<Void> begin(Target target, List<String> failures) {
        if (closed) {
            return Future.succeededFuture();
        }
        return vertx.deployVerticle(() -> factory.apply(target), options).transform(deployed -> {
            if (deployed.succeeded()) {
                end(target.name());
                probes.put(target.name(), new Probe(target, deployed.result()));
            } else {
                String reason = deployed.cause().getMessage();
                failures.add("the probe of " + Quoted.of(target.name()) + " could not begin: " + reason);
            }
            return Future.succeededFuture();
        });
    }

    private Future<Void> askToEnd(String name) {
        end(name);
        return Future.succeededFuture();
    }

    /** Asks the probe of this name, if there is one, to end; that it has is not waited for. */
    private void end(String name) {
        Probe probe = probes.remove(name);
        if (probe == null) {
            return;
        }
        Future<Void> end = vertx.undeploy(probe.deployment).recover(failure -> {
            LOG.warn("probe did not end well target={} reason=\"{}\"", Quoted.of(name), failure.getMessage());
            return Future.succeededFuture();
        });
        ending.add(end);
        end.onComplete(done -> ending.remove(end));
    }

    private Future<Void> inBatches(Iterator<Supplier<Future<Void>>> steps) {
        Promise<Void> through = Promise.promise();
        nextBatch(steps, through);
        return through.future();
    }

    /**
     * Each batch begins anew from the event loop, which sees to whatever else is waiting before it does. Not as a future
     * that is composed of the next: with very many batches, that would complete deeper than the stack.
     */
    private void nextBatch(Iterator<Supplier<Future<Void>>> steps, Promise<Void> through) {
        if (!steps.hasNext()) {
            through.complete();
            return;
        }
        List<Future<Void>> begun = new ArrayList<>();
        while (steps.hasNext() && begun.size() < batch) {
            begun.add(steps.next().get());
        }
        Future.join(begun).onComplete(done -> context.runOnContext(again -> nextBatch(steps, through)), through::fail);
    }
}
