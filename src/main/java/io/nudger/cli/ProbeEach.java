package io.nudger.cli;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nudger.app.VertxInstance;
import io.nudger.check.Target;
import io.nudger.config.AddressRules;
import io.nudger.http.HttpProber;
import io.nudger.http.Probe;
import io.nudger.http.ProbeTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Checks each of some targets once, a few at a time, blocking. */
final class ProbeEach {
    private static final int AT_ONCE = 16;

    private final List<Target> targets;
    private final Probe[] probes;
    private final AtomicInteger next = new AtomicInteger();

    private ProbeEach(List<Target> targets) {
        this.targets = targets;
        this.probes = new Probe[targets.size()];
    }

    /** What was found, in the order of the targets. */
    static List<Probe> of(List<Target> targets, AddressRules addresses) {
        return new ProbeEach(targets).run(addresses);
    }

    /** What a prober of this call alone is used for, blocking. */
    static <T> T withProber(AddressRules addresses, Function<HttpProber, Future<T>> use) {
        ProbeTransport transport = ProbeTransport.create();
        Vertx vertx = VertxInstance.with(transport);
        try {
            return use.apply(HttpProber.create(
                            vertx, transport, Clock.systemUTC(), new SimpleMeterRegistry(), addresses))
                    .await();
        } finally {
            vertx.close().await();
        }
    }

    private List<Probe> run(AddressRules addresses) {
        return withProber(addresses, prober -> {
            prober.warmUp().await();
            List<Future<Void>> workers = new ArrayList<>();
            for (int i = 0; i < Math.min(AT_ONCE, targets.size()); i++) {
                workers.add(work(prober));
            }
            return Future.all(workers).map(done -> List.of(probes));
        });
    }

    private Future<Void> work(HttpProber prober) {
        int index = next.getAndIncrement();
        if (index >= targets.size()) {
            return Future.succeededFuture();
        }
        return prober.probe(targets.get(index))
                .onSuccess(probe -> probes[index] = probe)
                .compose(probe -> work(prober));
    }
}
