package io.nudger.outbox;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.bus.ResultBus;
import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import io.nudger.config.KafkaSettings;
import io.nudger.config.SpoolSettings;
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
 * Takes every result from the event bus and publishes it to Kafka, keyed by the name of its target. A result waits in the
 * {@link Outbox} until Kafka has acknowledged it: in memory, and when that takes more than a moment on disk, where it
 * survives the end of the process. A result may arrive more than once, never in parts. The slots of results that had to be
 * discarded are reported.
 */
public final class KafkaPublisherVerticle extends VerticleBase {
    private static final String HEALTH = "kafka";
    private static final String DISK_HEALTH = "spool";
    private static final Duration DRAIN = Duration.ofSeconds(4);

    private final KafkaSettings settings;
    private final SpoolSettings spool;
    private final SlotMarks marks;
    private final ResultBus results;
    private final HealthChecks readiness;
    private final HealthChecks detail;
    private final MeterRegistry registry;

    private OutboxMetrics metrics;
    private OutboxDisk disk;
    private Outbox outbox;
    private KafkaLink link;
    private Delivery delivery;
    private MessageConsumer<CheckResult> listening;
    private MessageConsumer<SlotGap> listeningForGaps;
    private Duration patience = DRAIN;

    /**
     * A publisher; it opens the outbox on disk, and closes it.
     *
     * @param settings the topic, the format, the buffer, the clients
     * @param spool where results wait on disk, how much of them, and how fast they leave it
     * @param marks how far each target was accounted for
     * @param results where results come from
     * @param readiness gets the check {@code kafka}: down while Kafka is not known to take results
     * @param detail gets the check {@code spool}: down while nothing can be kept on disk
     * @param registry gets the {@code nudger_publish...} and {@code nudger_spool...} meters and
     *     {@code nudger_results_waiting}
     */
    public KafkaPublisherVerticle(
            KafkaSettings settings,
            SpoolSettings spool,
            SlotMarks marks,
            ResultBus results,
            HealthChecks readiness,
            HealthChecks detail,
            MeterRegistry registry) {
        this.settings = settings;
        this.spool = spool;
        this.marks = marks;
        this.results = results;
        this.readiness = readiness;
        this.detail = detail;
        this.registry = registry;
    }

    /** Gives Kafka so long, when this stops, to acknowledge what waits. */
    KafkaPublisherVerticle withPatience(Duration drain) {
        patience = drain;
        return this;
    }

    /**
     * Completes when the disk was looked at, whether Kafka is there or not.
     *
     * @return fails when the spool's directory cannot be used
     * @throws IllegalArgumentException when a Kafka client would refuse a property; the message names it
     */
    @Override
    public Future<?> start() {
        KafkaClients clients = new KafkaClients(settings);
        Clock clock = registry.config().clock();
        metrics = new OutboxMetrics(registry);
        disk = new OutboxDisk(vertx, spool, marks, clock);
        Future<Long> opening = disk.open();
        outbox = new Outbox(settings.buffer(), spool, settings.format(), marks, clock, metrics);
        link = new KafkaLink(vertx, settings, clients, clock, new SplittableRandom());
        Allowance allowance = new Allowance(clock, spool.drainRate());
        delivery = new Delivery(vertx, outbox, disk, link, allowance, metrics, clock);
        // Nothing comes before the start is complete.
        listening = results.listen(this::accept);
        listeningForGaps = results.listenForGaps(this::accept);
        // The brokers are looked for while the disk is looked at.
        link.open(delivery::work);
        return opening.onSuccess(this::begin)
                .recover(cause -> link.close().eventually(disk::close).transform(closed -> Future.failedFuture(cause)));
    }

    private void begin(long lastNumber) {
        outbox.begin(lastNumber, disk.state());
        metrics.watch(outbox, disk::state);
        // Health is asked for on another event loop.
        readiness.register(HEALTH, answer -> context.runOnContext(here -> answer.tryComplete(status())));
        detail.register(DISK_HEALTH, answer -> answer.tryComplete(diskStatus()));
        marks.onChange(() -> context.runOnContext(here -> delivery.work()));
        delivery.work();
    }

    /**
     * Delivers what waits, as long as Kafka takes it, within 6 seconds; what remains is on disk, or counted as discarded.
     * No result must come any more.
     */
    @Override
    public Future<?> stop() {
        readiness.unregister(HEALTH);
        detail.unregister(DISK_HEALTH);
        return Future.join(listening.unregister(), listeningForGaps.unregister())
                .compose(unregistered -> delivery.drain(patience))
                .eventually(link::close)
                .eventually(delivery::writeAll)
                .onComplete(closed -> metrics.abandoned(outbox.unstored()))
                .eventually(disk::close);
    }

    private void accept(CheckResult result) {
        outbox.accept(result);
        delivery.work();
    }

    private void accept(SlotGap gap) {
        outbox.accept(gap);
        delivery.work();
    }

    private Status status() {
        JsonObject data = new JsonObject()
                .put("waiting", outbox.waitingInMemory())
                .put("waiting_on_disk", OutboxMetrics.waitingOnDisk(outbox, disk.state()));
        if (link.isReady()) {
            return Status.OK(data);
        }
        String trouble = link.trouble();
        return Status.KO(data.put("reason", trouble == null ? "looking for topic " + settings.topic() : trouble));
    }

    private Status diskStatus() {
        DiskState state = disk.state();
        JsonObject data = new JsonObject().put("results", state.entries()).put("bytes", state.bytes());
        if (state.oldest() != null) {
            data.put("oldest", state.oldest().toString());
        }
        return state.trouble() == null ? Status.OK(data) : Status.KO(data.put("reason", state.trouble()));
    }
}
