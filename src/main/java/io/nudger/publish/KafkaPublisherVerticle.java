package io.nudger.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.bus.ResultBus;
import io.nudger.check.CheckResult;
import io.nudger.config.KafkaSettings;
import io.nudger.kafka.KafkaClients;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Takes every result from the event bus and publishes it to Kafka, keyed by the name of its target. A result waits in
 * memory until Kafka has acknowledged it, whatever happens to the brokers meanwhile; when more wait than
 * {@link KafkaSettings#buffer} allows, the oldest is given up and counted. A result may arrive more than once, never in
 * parts.
 */
public final class KafkaPublisherVerticle extends VerticleBase {
    private static final String HEALTH = "kafka";
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final ResultBus results;
    private final HealthChecks readiness;
    private final MeterRegistry registry;

    private Outbox outbox;
    private PublishMetrics metrics;
    private Losses losses;
    private KafkaLink link;
    private Delivery delivery;
    private MessageConsumer<CheckResult> listening;
    private long arrived;

    /**
     * @param settings the topic, the format, the buffer, the clients
     * @param results where results come from
     * @param readiness gets the check {@code kafka}: down while Kafka is not known to take results
     * @param registry gets the {@code nudger_publish...} meters and {@code nudger_results_waiting}
     */
    public KafkaPublisherVerticle(
            KafkaSettings settings, ResultBus results, HealthChecks readiness, MeterRegistry registry) {
        this.settings = settings;
        this.results = results;
        this.readiness = readiness;
        this.registry = registry;
    }

    /**
     * Completes at once, whether Kafka is there or not.
     *
     * @throws IllegalArgumentException when a Kafka client would refuse a property; the message names it
     */
    @Override
    public Future<?> start() {
        KafkaClients clients = new KafkaClients(settings);
        outbox = new MemoryOutbox(settings.buffer());
        metrics = new PublishMetrics(registry, outbox);
        losses = new Losses(metrics, settings.buffer());
        link = new KafkaLink(vertx, settings, clients, registry.config().clock(), new SplittableRandom());
        delivery = new Delivery(vertx, outbox, link, metrics, losses, clients);
        listening = results.listen(this::accept);
        // Health is asked for on another event loop.
        readiness.register(HEALTH, answer -> context.runOnContext(here -> answer.tryComplete(status())));
        link.open(delivery::pump);
        return Future.succeededFuture();
    }

    /**
     * Delivers what waits, as long as Kafka takes it, within 7 seconds; what remains is counted as lost. No result must
     * come any more.
     */
    @Override
    public Future<?> stop() {
        readiness.unregister(HEALTH);
        return listening
                .unregister()
                .compose(unregistered -> delivery.drain(DRAIN))
                .eventually(link::close)
                .onComplete(closed -> losses.abandoned(outbox.size()));
    }

    private void accept(CheckResult result) {
        delivery.accept(new Parcel(arrived++, result, metrics.now()));
    }

    private Status status() {
        JsonObject data = new JsonObject().put("waiting", outbox.size());
        if (link.isReady()) {
            return Status.OK(data);
        }
        String trouble = link.trouble();
        return Status.KO(data.put("reason", trouble == null ? "looking for topic " + settings.topic() : trouble));
    }
}
