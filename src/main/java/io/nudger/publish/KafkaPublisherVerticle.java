package io.nudger.publish;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.nudger.bus.ResultBus;
import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.SlotGap;
import io.nudger.check.SlotMark;
import io.nudger.config.KafkaSettings;
import io.nudger.config.SpoolSettings;
import io.nudger.kafka.KafkaClients;
import io.nudger.spool.LossCause;
import io.nudger.spool.Spool;
import io.nudger.spool.SpoolState;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Takes every result from the event bus and publishes it to Kafka, keyed by the name of its target. A result waits until
 * Kafka has acknowledged it, whatever happens to the brokers meanwhile: in memory, and when that takes more than a moment
 * on disk as well, where it survives the end of the process. When more wait than {@link KafkaSettings#buffer} allows, the
 * oldest wait on disk alone. Of what has to be given up the slots are told. A result may arrive more than once, never in parts.
 */
public final class KafkaPublisherVerticle extends VerticleBase {
    private static final String HEALTH = "kafka";
    private static final String DISK_HEALTH = "spool";
    private static final Duration DRAIN = Duration.ofSeconds(4);

    /** What Kafka has not acknowledged by then is written. */
    private static final long FLUSH_MILLIS = 50;

    private static final long TIDY_MILLIS = 5_000;

    private final KafkaSettings settings;
    private final SpoolSettings spoolSettings;
    private final Spool spool;
    private final ResultBus results;
    private final HealthChecks readiness;
    private final HealthChecks detail;
    private final MeterRegistry registry;

    private Outbox outbox;
    private DiskQueue disk;
    private PublishMetrics metrics;
    private Losses losses;
    private KafkaLink link;
    private Delivery delivery;
    private MessageConsumer<CheckResult> listening;
    private MessageConsumer<SlotGap> listeningForGaps;
    private long arrived;

    /**
     * A publisher; it opens the spool, and closes it.
     *
     * @param settings the topic, the format, the buffer, the clients
     * @param spoolSettings how often the disk is synced, and how fast it is emptied
     * @param spool where results wait that Kafka does not take
     * @param results where results come from
     * @param readiness gets the check {@code kafka}: down while Kafka is not known to take results
     * @param detail gets the check {@code spool}: down while nothing can be kept on disk
     * @param registry gets the {@code nudger_publish...} and {@code nudger_spool...} meters and
     *     {@code nudger_results_waiting}
     */
    public KafkaPublisherVerticle(
            KafkaSettings settings,
            SpoolSettings spoolSettings,
            Spool spool,
            ResultBus results,
            HealthChecks readiness,
            HealthChecks detail,
            MeterRegistry registry) {
        this.settings = settings;
        this.spoolSettings = spoolSettings;
        this.spool = spool;
        this.results = results;
        this.readiness = readiness;
        this.detail = detail;
        this.registry = registry;
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
        Future<Void> opening = spool.open();
        Clock clock = registry.config().clock();
        outbox = new MemoryOutbox(settings.buffer());
        metrics = new PublishMetrics(registry, outbox);
        losses = new Losses(metrics, settings.buffer());
        disk = new DiskQueue(spool, registry, spoolSettings.fsyncInterval(), settings.buffer(), losses);
        link = new KafkaLink(vertx, settings, clients, clock, new SplittableRandom());
        delivery = new Delivery(
                vertx,
                outbox,
                disk,
                new Allowance(clock, spoolSettings.drainRate()),
                link,
                metrics,
                losses,
                clients,
                settings.format());
        listening = results.listen(this::accept);
        listeningForGaps = results.listenForGaps(this::accept);
        // The brokers are looked for while the disk is looked at.
        link.open(delivery::pump);
        return opening.onSuccess(opened -> begin())
                .recover(cause -> link.close().transform(closed -> Future.failedFuture(cause)));
    }

    private void begin() {
        arrived = disk.begin();
        // Health is asked for on another event loop.
        readiness.register(HEALTH, answer -> context.runOnContext(here -> answer.tryComplete(status())));
        detail.register(DISK_HEALTH, answer -> answer.tryComplete(diskStatus()));
        vertx.setPeriodic(FLUSH_MILLIS, tick -> {
            disk.flush();
            delivery.pump();
            tellLosses();
        });
        vertx.setPeriodic(TIDY_MILLIS, tick -> {
            disk.tidy();
            losses.summarize(disk.untold());
        });
    }

    private void tellLosses() {
        if (link.isReady() && disk.mayTell()) {
            disk.tell(arrived);
            arrived += LossTeller.AT_ONCE;
        }
    }

    /**
     * Delivers what waits, as long as Kafka takes it, within 6 seconds; what remains is on disk, or counted as lost. No
     * result must come any more.
     */
    @Override
    public Future<?> stop() {
        readiness.unregister(HEALTH);
        detail.unregister(DISK_HEALTH);
        return Future.join(listening.unregister(), listeningForGaps.unregister())
                .compose(unregistered -> delivery.drain(DRAIN))
                .eventually(link::close)
                .eventually(disk::flushAll)
                .onComplete(closed -> losses.abandoned(disk.unsaved()))
                .eventually(spool::close);
    }

    private void accept(CheckResult result) {
        String target = result.target().name();
        Parcel parcel;
        try {
            parcel = Parcel.of(arrived, result, settings.format(), metrics.now());
        } catch (RuntimeException defect) {
            losses.refused(target, result.scheduledAt(), "it cannot be written: " + defect);
            disk.teller().giveUp(LossCause.REFUSED.gap(result));
            return;
        }
        arrived++;
        delivery.accept(parcel);
        spool.accounted(
                target,
                new SlotMark(
                        Micros.of(result.scheduledAt()),
                        Micros.of(result.target().interval())));
    }

    private void accept(SlotGap gap) {
        delivery.acceptForLater(Parcel.of(arrived++, gap, metrics.now()));
        spool.accounted(
                gap.target().name(),
                new SlotMark(Micros.of(gap.last()), Micros.of(gap.target().interval())));
    }

    private Status status() {
        JsonObject data = new JsonObject().put("waiting", outbox.size()).put("waiting_on_disk", disk.backlog());
        if (link.isReady()) {
            return Status.OK(data);
        }
        String trouble = link.trouble();
        return Status.KO(data.put("reason", trouble == null ? "looking for topic " + settings.topic() : trouble));
    }

    private Status diskStatus() {
        SpoolState state = spool.state();
        JsonObject data = new JsonObject().put("results", state.entries()).put("bytes", state.bytes());
        if (state.oldest() != null) {
            data.put("oldest", state.oldest().toString());
        }
        return state.trouble() == null ? Status.OK(data) : Status.KO(data.put("reason", state.trouble()));
    }
}
