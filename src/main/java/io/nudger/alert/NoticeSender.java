package io.nudger.alert;

import io.nudger.config.AddressRules;
import io.nudger.config.Alerts;
import io.nudger.receivers.Receiver;
import io.nudger.receivers.Receivers;
import io.nudger.record.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what waits in the outbox, to each receiver by a way of its own. Belongs to one event loop. */
final class NoticeSender {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.alerter");

    private final Vertx vertx;
    private final AddressRules addresses;
    private final Database database;
    private final Lease lease;
    private final AlertMetrics metrics;
    private final InstantSource clock;
    private final Outbox outbox;
    private final AckLinks links;
    private final Map<String, Channel> channels = new HashMap<>();
    private final Map<String, Firing> firing = new HashMap<>();
    private @Nullable Receivers receivers;
    private Alerts alerts = Alerts.NONE;
    private long waiting;
    private Instant oldest = Instant.MAX;

    NoticeSender(
            Vertx vertx,
            AddressRules addresses,
            Database database,
            Lease lease,
            AlertMetrics metrics,
            InstantSource clock,
            AckLinks links) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.database = database;
        this.lease = lease;
        this.metrics = metrics;
        this.clock = clock;
        this.links = links;
        outbox = new Outbox(database, lease);
    }

    /** Sends to the receivers of this file from now on; what is being sent to those before is finished. */
    void follow(Alerts next) {
        alerts = next;
        Map<String, Channel> before = Map.copyOf(channels);
        Receivers replaced = receivers;
        List<Future<?>> ending =
                new ArrayList<>(firing.values().stream().map(Firing::close).toList());
        channels.clear();
        firing.clear();
        Receivers made = Receivers.of(vertx, next, addresses);
        receivers = made;
        for (Receiver receiver : made.all()) {
            if (receiver.wantsEverything()) {
                firing.put(receiver.name(), new Firing(receiver, database, lease, clock, System::nanoTime, links));
            } else {
                channels.put(receiver.name(), channel(before.get(receiver.name()), receiver));
            }
        }
        before.values().forEach(channel -> ending.add(channel.close()));
        if (replaced != null) {
            Future.join(ending).onComplete(done -> replaced.close());
        }
    }

    private Channel channel(@Nullable Channel before, Receiver receiver) {
        return new Channel(before, receiver, outbox, lease, metrics, clock, links);
    }

    /** Sends what is due. It completes when it is known what that is; no receiver is waited for. */
    Future<Void> wake() {
        return outbox.receivers()
                .onSuccess(names -> {
                    names.forEach(name -> {
                        Channel channel = channels.get(name);
                        if (channel != null) {
                            channel.wake();
                        }
                    });
                    firing.forEach((name, each) -> each.wake(names.contains(name)));
                })
                .mapEmpty();
    }

    /** Gives up what was not accepted in time, and counts what waits. */
    Future<Void> housekeep() {
        return outbox.giveUp(alerts.defaults().giveUpAfter())
                .onSuccess(expired -> expired.forEach(notice -> {
                    metrics.expired(notice.receiver());
                    LOG.error(
                            "notice not sent in time and given up receiver={} key={} reason=\"{}\"",
                            notice.receiver(),
                            notice.key(),
                            notice.error());
                }))
                .compose(done -> outbox.backlog())
                .onSuccess(backlog -> {
                    waiting =
                            backlog.stream().mapToLong(Outbox.Backlog::waiting).sum();
                    oldest = backlog.stream()
                            .map(Outbox.Backlog::oldest)
                            .min(Comparator.naturalOrder())
                            .orElse(Instant.MAX);
                    metrics.backlog(backlog, clock.instant());
                })
                .mapEmpty();
    }

    /** How many notices are due and not accepted. */
    long waiting() {
        return waiting;
    }

    /** For how long the oldest notice is due and not accepted. */
    Duration oldest() {
        Instant now = clock.instant();
        return oldest.isBefore(now) ? Duration.between(oldest, now) : Duration.ZERO;
    }

    /** The receivers as they are now; null before there are any. */
    @Nullable Receivers receivers() {
        return receivers;
    }

    Status status() {
        JsonObject troubles = new JsonObject();
        channels.forEach((name, channel) -> put(troubles, name, channel.trouble()));
        firing.forEach((name, each) -> put(troubles, name, each.trouble()));
        return troubles.isEmpty() ? Status.OK() : Status.KO(troubles);
    }

    private static void put(JsonObject troubles, String name, @Nullable String trouble) {
        if (trouble != null) {
            troubles.put(name, trouble);
        }
    }

    /** Completes when what is being sent has been sent. */
    Future<Void> stop() {
        List<Future<?>> ending = new ArrayList<>();
        channels.values().forEach(channel -> ending.add(channel.close()));
        firing.values().forEach(each -> ending.add(each.close()));
        return Future.join(ending).<Void>mapEmpty().otherwiseEmpty();
    }
}
