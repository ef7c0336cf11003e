package io.nudger.alert;

import io.nudger.config.Watchdog;
import io.nudger.receivers.Receivers;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings a service that calls somebody when the pings stop, while all is well: monitors check, results
 * arrive, states are decided and notices are accepted. Belongs to one event loop.
 */
final class WatchdogPing {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.alerter");
    private final NoticeSender sender;
    private final LongSupplier nanoTime;
    private long pinged;
    private boolean ever;
    private @Nullable String quiet;

    WatchdogPing(NoticeSender sender, LongSupplier nanoTime) {
        this.sender = sender;
        this.nanoTime = nanoTime;
    }

    /** Says so when it is time, if it is true. */
    void look(@Nullable Watchdog dog, Snapshot snapshot) {
        if (dog == null
                || (ever && nanoTime.getAsLong() - pinged < dog.interval().toNanos())) {
            return;
        }
        List<String> problems = problems(snapshot);
        if (!problems.isEmpty()) {
            tell(String.join("; ", problems));
            return;
        }
        ever = true;
        pinged = nanoTime.getAsLong();
        ping().onSuccess(this::tell);
    }

    private Future<@Nullable String> ping() {
        Receivers receivers = sender.receivers();
        if (receivers == null) {
            return Future.succeededFuture(null);
        }
        return receivers.pingWatchdog().map(delivery -> switch (delivery.result()) {
            case ACCEPTED -> null;
            case RETRY, REFUSED -> "it does not accept that: " + delivery.detail();
        });
    }

    private List<String> problems(Snapshot snapshot) {
        Instant now = snapshot.now();
        int targets = snapshot.subjects().size();
        long fresh = snapshot.subjects().stream()
                .filter(subject -> isFresh(subject, now))
                .count();
        if (targets == 0) {
            return List.of("there are no targets");
        }
        return new Watch(targets, Math.toIntExact(fresh), sender.oldest()).problems();
    }

    private static boolean isFresh(Subject subject, Instant now) {
        Instant oldest = now.minus(subject.interval().multipliedBy(3)).minusSeconds(10);
        return subject.pairs().stream().anyMatch(pair -> pair.newest().isAfter(oldest));
    }

    private void tell(@Nullable String reason) {
        if (reason != null && !reason.equals(quiet)) {
            LOG.warn("watchdog not pinged reason=\"{}\"", reason);
        }
        if (reason == null && quiet != null) {
            LOG.info("watchdog pinged again");
        }
        quiet = reason;
    }
}
