package io.nudger.persist;

import io.nudger.config.KafkaSettings;
import io.nudger.config.PersisterSettings;
import io.nudger.config.PostgresSettings;
import io.nudger.kafka.KafkaClients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
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
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration CLOSE = Duration.ofMillis(500);

    private final PostgresSettings postgres;
    private final Storage.Limits limits;
    private final KafkaSettings kafka;
    private final KafkaClients clients;
    private final RecordReader reader;
    private final InstantSource clock;

    /**
     * @param settings what is accepted; its limits for a minute do not apply
     * @param clock tells which slots lie in the future or are too old
     * @throws IllegalArgumentException when a Kafka client would refuse a property; the message names it
     */
    public Replay(KafkaSettings kafka, PostgresSettings postgres, PersisterSettings settings, InstantSource clock) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.clock = clock;
        clients = new KafkaClients(kafka);
        limits = new Storage.Limits(settings.limits(), false);
        reader = new RecordReader(clock, postgres.retention(), settings);
    }

    /**
     * Replays the span, blocking.
     *
     * @param progress told the sums so far, after each batch
     * @throws RecordException when Kafka or PostgreSQL do not answer; what was stored until then stays
     */
    public Summary run(Span span, Consumer<Summary> progress) throws RecordException {
        Vertx vertx = Vertx.vertx();
        Storage storage = Storage.open(vertx.getOrCreateContext(), postgres, limits, clock, DEADLINE)
                .await();
        try (TopicSpan records = TopicSpan.open(clients, kafka.topics(), span, postgres.batchSize())) {
            Summary sum = Summary.NOTHING;
            for (List<ConsumerRecord<byte[], byte[]>> next = records.next(); !next.isEmpty(); next = records.next()) {
                sum = sum.and(store(storage, reader.readAll(next)));
                progress.accept(sum);
            }
            return sum;
        } finally {
            storage.close()
                    .timeout(CLOSE.toMillis(), TimeUnit.MILLISECONDS)
                    .eventually(vertx::close)
                    .otherwiseEmpty()
                    .await();
        }
    }

    private static Summary store(Storage storage, List<Reading> readings) throws RecordException {
        Sorted read = new Sorted();
        read.addAll(readings);
        Sorted sorted = await(storage.admit(read));
        Map<DeadReason, Long> dead = new EnumMap<>(DeadReason.class);
        sorted.deadLetters().forEach(letter -> dead.merge(letter.reason(), 1L, Long::sum));
        CheckStore.Stored stored = await(storage.store(sorted.results(), Incarnation.ANY));
        int refused = stored.refused().size()
                + await(storage.storeGaps(sorted.slotGaps(), Incarnation.ANY)).size();
        if (refused > 0) {
            dead.put(DeadReason.REFUSED, (long) refused);
        }
        return new Summary(readings.size(), stored.rows(), stored.replaced(), dead);
    }

    private static <T> T await(Future<T> done) throws RecordException {
        try {
            return done.await();
        } catch (Exception e) {
            // Whatever the client fails with comes as it is.
            throw new RecordException("postgres: " + PgFailure.describe(e), e);
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
