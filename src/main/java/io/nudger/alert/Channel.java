package io.nudger.alert;

import io.nudger.receivers.Delivery;
import io.nudger.receivers.Notice;
import io.nudger.receivers.Receiver;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one receiver: one message after the other, in the order in which they were due. A message that is not accepted
 * is sent again, later each time, and what comes after it waits; other receivers do not. Belongs to one event loop.
 */
final class Channel {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.alerter");
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Receiver receiver;
    private final Outbox outbox;
    private final Lease lease;
    private final AlertMetrics metrics;
    private final InstantSource clock;
    private final RandomGenerator random = new SplittableRandom();
    private final AckLinks links;
    /** Accepted, and perhaps not marked as sent: what the database does not know yet is not sent again. */
    private final Set<Long> accepted;

    private Future<Void> running;
    private boolean closed;
    private @Nullable String trouble;

    /** @param before the channel in whose place this one comes: it finishes what it sends; null for none */
    Channel(
            @Nullable Channel before,
            Receiver receiver,
            Outbox outbox,
            Lease lease,
            AlertMetrics metrics,
            InstantSource clock,
            AckLinks links) {
        this.receiver = receiver;
        this.outbox = outbox;
        this.lease = lease;
        this.metrics = metrics;
        this.clock = clock;
        this.links = links;
        accepted = before == null ? new HashSet<>() : before.accepted;
        running = before == null ? Future.succeededFuture() : before.close();
    }

    /** Sends what is due, unless it is at it. */
    void wake() {
        if (!closed && running.isComplete()) {
            running = next().onFailure(cause -> LOG.debug("notices of {}: {}", receiver.name(), cause.toString()));
        }
    }

    /** Why the receiver does not accept what is sent; null when all is well. */
    @Nullable String trouble() {
        return trouble;
    }

    /** Sends no more; completes when what is under way has ended. */
    Future<Void> close() {
        closed = true;
        return running.otherwiseEmpty();
    }

    private Future<Void> next() {
        if (closed || !lease.isHeld()) {
            return Future.succeededFuture();
        }
        return outbox.next(receiver.name()).compose(message -> {
            if (message == null || !message.due()) {
                return Future.succeededFuture();
            }
            return attempt(message).compose(settled -> settled ? next() : Future.succeededFuture());
        });
    }

    /** Gives whether the next one may follow. */
    private Future<Boolean> attempt(Outbox.Message message) {
        if (closed || !lease.isHeld()) {
            return Future.succeededFuture(false);
        }
        Future<Delivery> delivery = accepted.contains(message.id())
                ? Future.succeededFuture(new Delivery(Delivery.Result.ACCEPTED, "", null))
                : outbox.held(receiver.name()).compose(held -> receiver.send(notice(message, held)));
        return delivery.compose(result -> settle(message, result));
    }

    /** A notice by itself keeps its key; those that are sent together have one that stays as long as they are bound. */
    private Notice notice(Outbox.Message message, Map<String, Integer> held) {
        List<Outbox.Row> rows = message.rows();
        String key = rows.size() == 1 ? rows.get(0).key() : receiver.name() + "/" + message.id();
        List<Grouping.Entry> entries = rows.stream()
                .map(row -> new Grouping.Entry(row.key(), row.kind(), NewsJson.ofJson(row.payload())))
                .toList();
        return Grouping.merge(
                key, entries, held, links.of(message.id(), entries.get(0).kind()), clock.instant());
    }

    private Future<Boolean> settle(Outbox.Message message, Delivery delivery) {
        boolean first = delivery.result() != Delivery.Result.ACCEPTED || accepted.add(message.id());
        if (first) {
            metrics.attempted(receiver.name(), message, delivery, clock.instant());
            tell(message, delivery);
        }
        Duration wait = wait(message.attempts(), delivery.retryAfter());
        return outbox.settle(receiver.name(), message.id(), delivery, wait).map(kept -> {
            accepted.remove(message.id());
            return delivery.result() != Delivery.Result.RETRY;
        });
    }

    private void tell(Outbox.Message message, Delivery delivery) {
        String name = receiver.name();
        switch (delivery.result()) {
            case ACCEPTED -> {
                LOG.info(
                        "notice sent receiver={} message={} notices={}",
                        name,
                        message.id(),
                        message.rows().size());
                trouble = null;
            }
            case RETRY -> {
                if (!delivery.detail().equals(trouble)) {
                    LOG.warn("notice not accepted; sent again receiver={} reason=\"{}\"", name, delivery.detail());
                }
                trouble = delivery.detail();
            }
            case REFUSED -> {
                LOG.warn(
                        "notice refused; not sent again receiver={} notices={} reason=\"{}\"; look at the receiver in the"
                                + " file of alerts, and try it with notify --test",
                        name,
                        message.rows().size(),
                        delivery.detail());
                trouble = delivery.detail();
            }
        }
    }

    /** Twice as long each time, or as long as the receiver wants to be left alone. */
    private Duration wait(int attempts, @Nullable Duration retryAfter) {
        long cap = Math.min(LONGEST_WAIT.toMillis(), FIRST_WAIT.toMillis() << Math.min(attempts, 20));
        Duration backoff = Duration.ofMillis(random.nextLong(cap / 2, cap + 1));
        return retryAfter == null || retryAfter.compareTo(backoff) < 0 ? backoff : retryAfter;
    }
}
