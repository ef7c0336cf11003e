package io.nudger.consume;

import io.nudger.config.KafkaSettings;
import io.nudger.config.PersisterSettings;
import io.nudger.kafka.KafkaClients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads a span of the topics once more and stores it. What the record has already stays as it is, what it lacks is there
 * afterwards. It may run beside persisters, and as often as one likes: results count once, in whatever order they come.
 */
public final class Replay {
    private static final long CLOSE_MILLIS = 500;

    private final KafkaSettings kafka;
    private final KafkaClients clients;
    private final PersisterSettings settings;
    private final RecordStore.Opener stores;
    private final InstantSource clock;

    /**
     * @param settings what is accepted; its limits for a minute do not apply
     * @param stores opens the store of the record
     * @param clock says which slots lie in the future or are too old
     * @throws IllegalArgumentException when a Kafka client would refuse a property; the message names it
     */
    public Replay(KafkaSettings kafka, PersisterSettings settings, RecordStore.Opener stores, InstantSource clock) {
        this.kafka = kafka;
        this.settings = settings;
        this.stores = stores;
        this.clock = clock;
        clients = new KafkaClients(kafka);
    }

    /**
     * Replays the span, blocking.
     *
     * @param progress called with the sums so far, after each batch
     * @throws RecordException when Kafka or the store do not answer, or no topic exists; what was stored until then stays
     */
    public Summary run(Span span, Consumer<Summary> progress) throws RecordException {
        Vertx vertx = Vertx.vertx();
        RecordStore store = stores.open(vertx.getOrCreateContext()).await();
        StoreSettings limits = store.settings();
        RecordDecoder decoder = new RecordDecoder(clock, limits.retention(), settings);
        Admission admission = new Admission(store, settings.limits(), false, System::nanoTime);
        try (TopicSpan records = TopicSpan.open(clients, kafka.topics(), span, limits.batchSize())) {
            if (records.missing().containsAll(kafka.topics())) {
                throw new RecordException("kafka: there is no topic " + String.join(", ", kafka.topics())
                        + "; kafka.topic names the one that the monitors write to");
            }
            Summary sum = Summary.NOTHING;
            for (List<ConsumerRecord<byte[], byte[]>> next = records.next(); !next.isEmpty(); next = records.next()) {
                sum = sum.and(store(store, admission, decoder.decodeAll(next)));
                progress.accept(sum);
            }
            return sum;
        } finally {
            store.close()
                    .timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                    .eventually(vertx::close)
                    .otherwiseEmpty()
                    .await();
        }
    }

    private static Summary store(RecordStore store, Admission admission, List<Decoded> readings)
            throws RecordException {
        String name = store.settings().name();
        DecodedBatch read = new DecodedBatch();
        read.addAll(readings);
        DecodedBatch admitted = await(name, admission.admit(read));
        Map<DeadReason, Long> dead = new EnumMap<>(DeadReason.class);
        admitted.deadLetters().forEach(letter -> dead.merge(letter.reason(), 1L, Long::sum));
        Stored stored = await(name, store.store(admitted.results(), RecordStore.ANY_INCARNATION));
        int refused = stored.refused().size()
                + await(name, store.storeGaps(admitted.slotGaps(), RecordStore.ANY_INCARNATION))
                        .size();
        if (refused > 0) {
            dead.put(DeadReason.REFUSED, (long) refused);
        }
        return new Summary(readings.size(), stored.rows(), stored.replaced(), dead);
    }

    private static <T> T await(String store, Future<T> done) throws RecordException {
        try {
            return done.await();
        } catch (Exception e) {
            // A future fails with whatever it likes, checked or not.
            throw new RecordException(store + ": " + e.getMessage(), e);
        }
    }

    /**
     * What became of the records.
     *
     * @param read how many there were
     * @param stored how many are new rows now
     * @param replaced how many took the place of a lesser result of their slot
     * @param dead by reason: how many cannot be stored; nothing is sent to the dead letters, they are there already
     */
    public record Summary(long read, long stored, long replaced, Map<DeadReason, Long> dead) {
        private static final Summary NOTHING = new Summary(0, 0, 0, Map.of());

        public Summary {
            dead = Map.copyOf(dead);
        }

        /** How many were in the record already, or had a better result in their place. */
        public long known() {
            return read - stored - replaced - cannotBeStored();
        }

        /** How many cannot be stored. */
        public long cannotBeStored() {
            return dead.values().stream().mapToLong(Long::longValue).sum();
        }

        private Summary and(Summary other) {
            Map<DeadReason, Long> sums = new EnumMap<>(DeadReason.class);
            sums.putAll(dead);
            other.dead.forEach((reason, count) -> sums.merge(reason, count, Long::sum));
            return new Summary(read + other.read, stored + other.stored, replaced + other.replaced, sums);
        }
    }
}
