package io.nudger.reload;

import io.nudger.check.Target;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes probes that check nothing, and records which begin and end: {@code +name 10s}, {@code -name 10s}. */
final class RecordingProbes {
    /** Targets whose probes do not end before they are let go. */
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> slow = ConcurrentHashMap.newKeySet();
    private final Promise<Void> release = Promise.promise();
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();

    /** Makes a probe; for {@link ConfigVerticle}. */
    Deployable probe(Target target) {
        return new Probe(target);
    }

    /** From now on, probes of this target take long to end: until {@link #release}. */
    void hold(String name) {
        held.add(name);
    }

    /** From now on, probes of this target take long to begin: until {@link #release}. */
    void slowDown(String name) {
        slow.add(name);
    }

    /** Lets them begin, or end. */
    void release() {
        release.tryComplete();
    }

    /** From now on, probes of this target cannot be deployed, until {@link #mend}. */
    void fail(String name) {
        failing.add(name);
    }

    void mend(String name) {
        failing.remove(name);
    }

    /** What happened since this was asked last; probes begin and end in any order. */
    List<String> takeEvents() {
        List<String> taken = new ArrayList<>();
        for (String event = events.poll(); event != null; event = events.poll()) {
            taken.add(event);
        }
        return taken.stream().sorted().toList();
    }

    /** What happened since {@link #takeEvents}, left where it is. */
    List<String> events() {
        return events.stream().sorted().toList();
    }

    private final class Probe extends VerticleBase {
        private final String name;
        private final String described;

        Probe(Target target) {
            this.name = target.name();
            this.described = name + " " + target.interval().toSeconds() + "s";
        }

        @Override
        public Future<?> start() {
            if (failing.contains(name)) {
                return Future.failedFuture("no luck");
            }
            Future<Void> ready = slow.contains(name) ? release.future() : Future.succeededFuture();
            return ready.onSuccess(begun -> events.add("+" + described));
        }

        @Override
        public Future<?> stop() {
            Future<Void> done = held.contains(name) ? release.future() : Future.succeededFuture();
            return done.onSuccess(ended -> events.add("-" + described));
        }
    }
}
