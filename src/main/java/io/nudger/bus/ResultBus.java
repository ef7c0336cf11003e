package io.nudger.bus;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
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
    private static final String RESULTS = "nudger.results";
    private static final String GAPS = "nudger.gaps";

    private final EventBus eventBus;
    private final DeliveryOptions resultOptions = passedOn(RESULTS);
    private final DeliveryOptions gapOptions = passedOn(GAPS);

    private ResultBus(EventBus eventBus) {
        this.eventBus = eventBus;
    }

    /** Registers the codec on this Vert.x; once per instance. */
    public static ResultBus create(Vertx vertx) {
        EventBus eventBus = vertx.eventBus();
        eventBus.registerCodec(new PassThroughCodec<CheckResult>(RESULTS));
        eventBus.registerCodec(new PassThroughCodec<SlotGap>(GAPS));
        return new ResultBus(eventBus);
    }

    /** Hands the result to every listener. */
    public void publish(CheckResult result) {
        eventBus.publish(RESULTS, result, resultOptions);
    }

    /** Hands the gap to every listener. */
    public void publish(SlotGap gap) {
        eventBus.publish(GAPS, gap, gapOptions);
    }

    /** Listens on the caller's context, until the returned consumer is unregistered or its verticle undeployed. */
    public MessageConsumer<CheckResult> listen(Handler<CheckResult> listener) {
        return eventBus.localConsumer(RESULTS, message -> listener.handle(message.body()));
    }

    /** As {@link #listen}, for gaps: what did not run, as a whole. */
    public MessageConsumer<SlotGap> listenForGaps(Handler<SlotGap> listener) {
        return eventBus.localConsumer(GAPS, message -> listener.handle(message.body()));
    }

    private static DeliveryOptions passedOn(String codec) {
        return new DeliveryOptions().setCodecName(codec).setLocalOnly(true);
    }
}
