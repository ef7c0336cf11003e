package io.nudger.app;

import io.nudger.check.Micros;
import io.nudger.check.Shares;
import io.nudger.probe.ProbeFactory;
import io.nudger.reload.ConfigVerticle;
import io.nudger.share.Checks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** The probes of a monitor that shares its targets with others. */
final class SharedChecks implements Checks {
    /** So soon the last slot comes that is taken here: none later than that was taken yet. */
    private static final Duration NOTICE = Duration.ofMillis(20);
    /** A timer of that slot may be a little late. */
    private static final Duration LATENESS = Duration.ofMillis(50);

    private final Vertx vertx;
    private final ConfigVerticle targets;
    private final ProbeFactory probes;
    private final InstantSource clock;
    private final Runnable owned;

    /** @param owned called whenever all targets of the shares have begun */
    SharedChecks(Vertx vertx, ConfigVerticle targets, ProbeFactory probes, InstantSource clock, Runnable owned) {
        this.vertx = vertx;
        this.targets = targets;
        this.probes = probes;
        this.clock = clock;
        this.owned = owned;
    }

    @Override
    public Future<Void> own(Shares shares) {
        return targets.own(shares, Future::succeededFuture).onSuccess(done -> owned.run());
    }

    @Override
    public Future<Long> give(Shares rest) {
        long[] end = new long[1];
        return targets.own(rest, () -> {
                    end[0] = Micros.of(clock.instant().plus(NOTICE));
                    probes.endAfter(end[0], name -> !rest.holds(name));
                    return vertx.timer(NOTICE.plus(LATENESS).toMillis(), TimeUnit.MILLISECONDS);
                })
                .map(ended -> end[0]);
    }

    @Override
    public long fingerprint() {
        return targets.fingerprint();
    }
}
