package io.nudger.consume;

import static io.nudger.consume.Results.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.config.KafkaSettings;
import io.nudger.testing.Futures;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.testing.TestKafkaSettings;
import io.nudger.wire.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Persisters come and go, and the record hardly lags. */
@Tag("services")
final class RollingRestartTest {
    private static final int TARGETS = 60;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration BOUND = Duration.ofSeconds(2);

    private final TestDatabase database = Services.postgres().createDatabase();

    @Test
    void threePersistersAreReplacedOneByOneUnderLoad() {
        Topic topic = Topic.create(Services.kafka(), "rolling", 6);
        List<Persisting> running = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                running.add(Persisting.start(topic.settings, database.settings()));
            }
            await().until(() -> partitions(running).equals(List.of(2, 2, 2)));
            try (Load load = new Load(topic)) {
                await().until(() -> load.slotsStored(database) > 10);
                load.forgetLag();
                await().until(() -> load.slotsStored(database) > 40);
                // What the machine itself makes of it, with nothing going on.
                Duration usual = load.worstLag();
                load.forgetLag();
                for (int i = 0; i < 3; i++) {
                    Persisting old = running.remove(0);
                    assertThat(old.stop()).isLessThan(Futures.GRACE);
                    old.close();
                    running.add(Persisting.start(topic.settings, database.settings()));
                    await().until(() -> partitions(running).equals(List.of(2, 2, 2)));
                }
                int sent = load.slotsSent();
                await().until(() -> load.slotsStored(database) >= sent);

                assertThat(load.worstLag()).isLessThan(BOUND.plus(usual.multipliedBy(3)));
            }
        } finally {
            running.forEach(Persisting::close);
        }
    }

    @Test
    void aStaticMemberThatIsBackSoonMovesNothing() {
        Topic topic = Topic.create(Services.kafka(), "static-members", 4);
        KafkaSettings one = named("static-members", "persister-1");
        KafkaSettings other = named("static-members", "persister-2");
        try (Persisting stays = Persisting.start(other, database.settings())) {
            try (Persisting leaves = Persisting.start(one, database.settings())) {
                await().until(() -> leaves.partitions() == 2 && stays.partitions() == 2);
                assertThat(leaves.stop()).isLessThan(Futures.GRACE);
            }
            Set<Integer> seen = ConcurrentHashMap.newKeySet();
            try (Persisting back = Persisting.start(one, database.settings())) {
                await().until(() -> {
                    seen.add(stays.partitions());
                    return back.partitions() == 2;
                });
                topic.sendSlot(20, 0);
                Topic.awaitRows(database, 20);
                assertThat(seen).containsExactly(2);
            }
        }
    }

    private static KafkaSettings named(String topic, String instance) {
        return TestKafkaSettings.of(Services.kafka(), topic)
                .client("group.instance.id", instance)
                .client("session.timeout.ms", "30000")
                .build();
    }

    private static List<Integer> partitions(List<Persisting> persisters) {
        return persisters.stream().map(Persisting::partitions).toList();
    }

    /** A slot of each target every tenth of a second, and how long each takes until it is stored. */
    private final class Load implements AutoCloseable {
        private final Topic topic;
        private final Producer<String, byte[]> producer;
        private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        private final Map<Integer, Long> sent = new ConcurrentHashMap<>();
        private volatile long worstNanos;
        private volatile int stored;

        Load(Topic topic) {
            this.topic = topic;
            Map<String, Object> properties =
                    new HashMap<>(topic.settings.client().values());
            producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
            Future<?> unusedSending = clock.scheduleAtFixedRate(this::send, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            Future<?> unusedLooking =
                    clock.scheduleWithFixedDelay(this::look, 1_000, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }

        int slotsSent() {
            return sent.size();
        }

        /** Slots that are stored of all targets. */
        int slotsStored(TestDatabase from) {
            return (int) from.number("SELECT coalesce(min(n), 0) FROM (SELECT count(*) AS n FROM checks"
                    + " GROUP BY target_id UNION ALL SELECT 0 WHERE (SELECT count(*) FROM targets) < " + TARGETS
                    + ") AS counts");
        }

        void forgetLag() {
            worstNanos = 0;
        }

        Duration worstLag() {
            return Duration.ofNanos(worstNanos);
        }

        @Override
        public void close() {
            clock.shutdownNow();
            producer.close(Duration.ofSeconds(1));
        }

        private void send() {
            int slot = sent.size();
            for (int target = 0; target < TARGETS; target++) {
                ProducerRecord<String, byte[]> record =
                        topic.record(WireFormat.JSON, Results.up("target-" + target, "home", NOON.plusSeconds(slot)));
                Future<?> unused = producer.send(record);
            }
            producer.flush();
            sent.put(slot, System.nanoTime());
        }

        /** The oldest slot that is not stored of all targets has waited since it was sent. */
        private void look() {
            long now = System.nanoTime();
            stored = Math.max(stored, slotsStored(database));
            Long waitingSince = sent.get(stored);
            if (waitingSince != null) {
                worstNanos = Math.max(worstNanos, now - waitingSince);
            }
        }
    }
}
