package io.nudger.alert;

import io.nudger.config.Watchdog;
import io.nudger.receivers.Receivers;
import io.vertx.core.Future;
import java.time.Duration;
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

    /** When not all is well, it looks again after so long. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final NoticeSender sender;
    private final TakenOutReader takenOut;
    private final LongSupplier nanoTime;
    private long due;
    private @Nullable String quiet;

    WatchdogPing(NoticeSender sender, TakenOutReader takenOut, LongSupplier nanoTime) {
        this.sender = sender;
        this.takenOut = takenOut;
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
        List<Integer> silent = snapshot.subjects().stream()
                .filter(subject -> !isFresh(subject, subject.freshFrom(snapshot.now())))
                .map(Subject::id)
                .toList();
        takenOut.count(silent).onComplete(count -> {
            int targets = snapshot.subjects().size() - (count.succeeded() ? count.result() : 0);
            List<String> problems = problems(targets, snapshot.subjects().size() - silent.size());
            if (problems.isEmpty()) {
                due = now + dog.interval().toNanos();
                ping().onSuccess(this::tell);
            } else {
                tell(String.join("; ", problems));
            }
        });
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

    private List<String> problems(int targets, int fresh) {
        return targets == 0 ? List.of("there are no targets") : new Watch(targets, fresh, sender.oldest()).problems();
    }

    private static boolean isFresh(Subject subject, Instant oldest) {
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
