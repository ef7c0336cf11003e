package io.nudger.alert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.nudger.check.State;
import io.nudger.receivers.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The metrics of an alerter. Those of states and notices are of the leader; a follower has none of them. */
final class AlertMetrics {
    private static final String RECEIVER = "receiver";

    private final MeterRegistry registry;
    private final MultiGauge states;
    private final MultiGauge suspects;
    private final MultiGauge waiting;
    private final MultiGauge oldest;
    private final Timer sweeps;
    private final Timer delivered;
    private volatile boolean leads;
    private volatile double lastSweep;

    AlertMetrics(MeterRegistry registry) {
        this.registry = registry;
        states = MultiGauge.builder("nudger.states")
                .description("Targets by their state over all zones.")
                .register(registry);
        suspects = MultiGauge.builder("nudger.zone.suspect")
                .description("1 for a zone whose own network is in trouble: it has no vote.")
                .register(registry);
        waiting = MultiGauge.builder("nudger.notices.waiting")
                .description("Notices that are due and not accepted yet.")
                .register(registry);
        oldest = MultiGauge.builder("nudger.notices.oldest.waiting")
                .description("For how long the oldest notice has been due that is not accepted yet.")
                .baseUnit("seconds")
                .register(registry);
        sweeps = Timer.builder("nudger.sweep")
                .description("How long it took to read the record, decide the states and write what changed.")
                .register(registry);
        delivered = Timer.builder("nudger.notice")
                .description("From the decision to the moment when the receiver accepted the notice.")
                .register(registry);
        Gauge.builder("nudger.alerter.leader", this, metrics -> metrics.leads ? 1 : 0)
                .description("1 for the alerter that leads. Exactly one should.")
                .register(registry);
        Gauge.builder("nudger.alerter.last.sweep.timestamp", this, metrics -> metrics.lastSweep)
                .description("When this alerter last decided the states, since the epoch.")
                .baseUnit("seconds")
                .register(registry);
    }

    /** It leads, or it does not: then another says what is to be said of states. */
    void leads(boolean now) {
        if (leads && !now) {
            List.of(states, suspects, waiting, oldest).forEach(gauge -> gauge.register(List.of(), true));
        }
        leads = now;
    }

    void swept(Duration took, Instant at, Map<State, Long> counts, Collection<ZoneVerdict> zones) {
        sweeps.record(took);
        lastSweep = at.toEpochMilli() / 1_000.0;
        fill(states, counts.entrySet(), "state", count -> count.getKey().wireName(), Map.Entry::getValue);
        fill(suspects, zones, "zone", ZoneVerdict::zone, zone -> zone.suspect() ? 1 : 0);
    }

    void changed(State to, Cause cause) {
        Counter.builder("nudger.state.changes")
                .description("Changes of states.")
                .tags("to", to.wireName(), "cause", cause.wireName())
                .register(registry)
                .increment();
    }

    void attempted(String receiver, Outbox.Message message, Delivery delivery, Instant now) {
        count(
                receiver,
                delivery.result().name().toLowerCase(Locale.ROOT),
                message.rows().size());
        if (delivery.result() == Delivery.Result.ACCEPTED) {
            message.rows().forEach(row -> delivered.record(nonNegative(Duration.between(row.createdAt(), now))));
        }
    }

    void expired(String receiver) {
        count(receiver, "expired", 1);
    }

    private void count(String receiver, String result, int notices) {
        Counter.builder("nudger.notices")
                .description("Attempts to send notices: accepted, retry, refused; expired ones are not sent again.")
                .tags(RECEIVER, receiver, "result", result)
                .register(registry)
                .increment(notices);
    }

    void backlog(List<Outbox.Backlog> backlog, Instant now) {
        fill(waiting, backlog, RECEIVER, Outbox.Backlog::receiver, Outbox.Backlog::waiting);
        fill(
                oldest,
                backlog,
                RECEIVER,
                Outbox.Backlog::receiver,
                each -> nonNegative(Duration.between(each.oldest(), now)).toMillis() / 1_000.0);
    }

    private static <T> void fill(
            MultiGauge gauge, Collection<T> rows, String tag, Function<T, String> name, Function<T, Number> value) {
        gauge.register(
                rows.stream()
                        .<MultiGauge.Row<?>>map(
                                row -> MultiGauge.Row.of(Tags.of(tag, name.apply(row)), value.apply(row)))
                        .toList(),
                true);
    }

    private static Duration nonNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
