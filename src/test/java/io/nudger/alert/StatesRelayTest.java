package io.nudger.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.kafka.KafkaClients;
import io.nudger.record.Database;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Services;
import io.nudger.testing.StateRows;
import io.nudger.testing.TestKafkaSettings;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class StatesRelayTest {
    private static final String TOPIC = "states-" + System.nanoTime();

    private final StateRows rows = new StateRows().zones("eu", "us").target("shop", "https://shop.example/");
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Database connections = new Database(vertx, rows.database.settings(), Duration.ofSeconds(20));
    private final KafkaClients clients =
            new KafkaClients(TestKafkaSettings.of(Services.kafka(), TOPIC).build());
    private final KafkaProbe probe = KafkaProbe.of(Services.kafka(), Map.of("isolation.level", "read_committed"));

    @AfterEach
    void close() {
        connections.close().await();
        vertx.close().await();
    }

    @Test
    void everyChangeIsInTheTopicOnceInOrderWhateverAnEarlierLeaderDoes() {
        changes(1_201);
        Lease first = lease();
        StatesRelay relay = relay(first);
        wake(relay);
        awaitPublished(1_201);

        // The first leader stands still, a second one takes over.
        rows.database.execute("UPDATE leases SET until = now() - interval '1 second'");
        Lease second = lease();
        StatesRelay successor = relay(second);
        changes(1);
        wake(successor);
        awaitPublished(1_202);

        // It wakes, takes itself for the leader, and sends what it finds: the broker does not take it.
        changes(1);
        assertThat(first.isHeld()).isTrue();
        wake(relay);
        await().until(() -> relay.trouble() != null || !first.isHeld());
        wake(successor);
        awaitPublished(1_203);

        List<ConsumerRecord<String, byte[]>> records = probe.consumeAll(TOPIC);
        assertThat(records.stream().map(record -> json(record).getLong("sequence")))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1_203).boxed().toList());
        JsonObject newest = json(records.get(records.size() - 1));
        assertThat(records.get(0).key()).isEqualTo("shop");
        assertThat(newest.fieldNames())
                .containsExactly(
                        "v",
                        "id",
                        "sequence",
                        "target",
                        "url",
                        "group",
                        "labels",
                        "state",
                        "previous",
                        "since",
                        "decided_at",
                        "cause",
                        "late",
                        "zones",
                        "reason",
                        "message",
                        "status_code",
                        "outage",
                        "started_at",
                        "ended_at",
                        "maintenance",
                        "acknowledged",
                        "flapping",
                        "config");
        assertThat(newest.getString("state")).isEqualTo("up");
        assertThat(newest.getString("previous")).isEqualTo("down");
        assertThat(newest.getJsonObject("zones").encode())
                .isEqualTo("{\"up\":[\"eu\"],\"down\":[\"us\"],\"suspect\":[],\"stale\":[],\"unknown\":[]}");
        assertThat(probe.describe(TOPIC).partitions()).hasSize(1);
        stop(relay);
        stop(successor);
    }

    private Lease lease() {
        Lease lease = new Lease(connections, connections, Duration.ofMinutes(5), System::nanoTime);
        assertThat(lease.renew().await()).isNotNull();
        return lease;
    }

    private StatesRelay relay(Lease lease) {
        return new StatesRelay(vertx, clients, TOPIC, connections, lease);
    }

    private void wake(StatesRelay relay) {
        Promise<Void> woken = Promise.promise();
        context.runOnContext(here -> {
            relay.wake();
            woken.complete();
        });
        woken.future().await();
    }

    private void stop(StatesRelay relay) {
        relay.stop().await();
    }

    private void changes(int count) {
        rows.database.execute(
                """
                INSERT INTO state_changes (target_id, sequence, slot, decided_at, since, from_state, to_state, cause, late,
                    zones)
                SELECT 1, (SELECT count(*) FROM state_changes) + n, now(), now(), now(), 'down', 'up', 'checks', false,
                       '{"up": ["eu"], "down": ["us"]}'
                  FROM generate_series(1, ?) AS n""",
                count);
    }

    private void awaitPublished(int count) {
        await().until(() ->
                rows.database.number("SELECT count(*) FROM state_changes WHERE published_at IS NOT NULL") == count);
    }

    private static JsonObject json(ConsumerRecord<String, byte[]> record) {
        return new JsonObject(new String(record.value(), java.nio.charset.StandardCharsets.UTF_8));
    }
}
