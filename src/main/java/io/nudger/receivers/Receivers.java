package io.nudger.receivers;

import io.nudger.check.StatusSet;
import io.nudger.config.AddressRules;
import io.nudger.config.AlertmanagerSpec;
import io.nudger.config.Alerts;
import io.nudger.config.EmailSpec;
import io.nudger.config.HttpReceiverSpec;
import io.nudger.config.ReceiverSpec;
import io.nudger.config.Watchdog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All receivers of a file of alerts, ready to send; they share clients, and never wait for each other. */
public final class Receivers implements AutoCloseable {
    private final Map<String, Receiver> receivers = new LinkedHashMap<>();
    private final @Nullable Watchdog watchdog;
    private final HttpCaller caller;
    private final Clock clock;

    private Receivers(Vertx vertx, Alerts alerts, AddressRules addresses, Clock clock) {
        this.caller = new HttpCaller(vertx, addresses);
        this.watchdog = alerts.watchdog();
        this.clock = clock;
        int maxListed = alerts.defaults().maxListed();
        for (ReceiverSpec spec : alerts.receivers()) {
            receivers.put(spec.name(), create(spec, maxListed, vertx));
        }
    }

    /**
     * Makes the receivers.
     *
     * @param vertx the instance whose event loops they use
     * @param alerts which there are
     * @param addresses which addresses they may connect to
     */
    public static Receivers of(Vertx vertx, Alerts alerts, AddressRules addresses) {
        return new Receivers(vertx, alerts, addresses, Clock.systemUTC());
    }

    /** As {@link #of(Vertx, Alerts, AddressRules)}, by another clock. */
    static Receivers of(Vertx vertx, Alerts alerts, AddressRules addresses, Clock clock) {
        return new Receivers(vertx, alerts, addresses, clock);
    }

    private Receiver create(ReceiverSpec spec, int maxListed, Vertx vertx) {
        if (spec instanceof HttpReceiverSpec http) {
            return new HttpReceiver(http, maxListed, caller, clock);
        }
        if (spec instanceof AlertmanagerSpec alertmanager) {
            return new AlertmanagerReceiver(alertmanager, caller, clock);
        }
        return new EmailReceiver((EmailSpec) spec, maxListed, caller.guard(), vertx, clock);
    }

    /** All of them, in the order of the file. */
    public Collection<Receiver> all() {
        return Collections.unmodifiableCollection(receivers.values());
    }

    /** The one of this name; null when there is none. */
    public @Nullable Receiver get(String name) {
        return receivers.get(name);
    }

    /** Lets the watchdog know that all is well; accepted at once when there is none. The future does not fail. */
    public Future<Delivery> pingWatchdog() {
        if (watchdog == null) {
            return Future.succeededFuture(Delivery.accepted("there is no watchdog"));
        }
        Watchdog dog = watchdog;
        Answers answers = new Answers(Masks.of(dog.url().reveal(), List.of()), clock);
        return caller.send(new Request("GET", dog.url().reveal(), Map.of(), ""), dog.calling())
                .map(response -> answers.of(response, StatusSet.SUCCESS))
                .recover(failure -> Future.succeededFuture(answers.of(failure, dog.calling())));
    }

    /** Closes all connections; what is being sent may be lost, and is to be sent again. */
    @Override
    public void close() {
        new ArrayList<>(receivers.values()).forEach(Receiver::close);
        caller.close();
    }
}
