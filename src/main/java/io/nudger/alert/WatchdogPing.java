package io.nudger.alert;

import io.nudger.config.Watchdog;
import io.nudger.receivers.Receivers;
import io.vertx.core.Future;
import java.time.Duration;
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

    /** When not all is well, it looks again after so long. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final NoticeSender sender;
    private final LongSupplier nanoTime;
    private long due;
    private @Nullable String quiet;

    WatchdogPing(NoticeSender sender, LongSupplier nanoTime) {
        this.sender = sender;
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    /** Says so when it is time, if it is true. */
    void look(@Nullable Watchdog dog, Snapshot snapshot) {
        long now = nanoTime.getAsLong();
        if (dog == null || now - due < 0) {
            return;
        }
        due = now + Math.min(dog.interval().toNanos(), AGAIN.toNanos());
        List<String> problems = problems(snapshot);
        if (problems.isEmpty()) {
            due = now + dog.interval().toNanos();
            ping().onSuccess(this::tell);
        } else {
            tell(String.join("; ", problems));
        }
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
        int targets = 0;
        int fresh = 0;
        for (Subject subject : snapshot.subjects()) {
            boolean isFresh = subject.isFresh(snapshot.now());
            fresh += isFresh ? 1 : 0;
            targets += isFresh || !isTakenOut(subject, snapshot) ? 1 : 0;
        }
        return targets == 0 ? List.of("there are no targets") : new Watch(targets, fresh, sender.oldest()).problems();
    }

    private static boolean isTakenOut(Subject subject, Snapshot snapshot) {
        CurrentState current = subject.current();
        return (current != null && current.takenOut()) || snapshot.takenOut().containsKey(subject.id());
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
