package io.nudger.bus;

import io.nudger.check.CheckResult;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * The way of a result inside the process. Results are immutable, so the event bus hands the object itself to every
 * listener: nothing is serialized, and delivery to a listener keeps the order of each sender.
 */
public final class ResultBus {
    private static final String ADDRESS = "nudger.results";

    private final EventBus eventBus;
    private final DeliveryOptions options;

    private ResultBus(EventBus eventBus, DeliveryOptions options) {
        this.eventBus = eventBus;
        this.options = options;
    }

    /** Registers the codec on this Vert.x; once per instance. */
    public static ResultBus create(Vertx vertx) {
        EventBus eventBus = vertx.eventBus();
        eventBus.registerCodec(new PassThroughCodec());
        return new ResultBus(
                eventBus,
                new DeliveryOptions().setCodecName(PassThroughCodec.NAME).setLocalOnly(true));
    }

    /** Hands the result to every listener. */
    public void publish(CheckResult result) {
        eventBus.publish(ADDRESS, result, options);
    }

    /** Listens on the caller's context, until the returned consumer is unregistered or its verticle undeployed. */
    public MessageConsumer<CheckResult> listen(Handler<CheckResult> listener) {
        return eventBus.localConsumer(ADDRESS, message -> listener.handle(message.body()));
    }
}
