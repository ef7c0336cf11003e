package io.nudger.persist;

import static io.nudger.persist.Results.CLOCK;
import static io.nudger.persist.Results.NOON;
import static io.nudger.persist.Results.down;
import static io.nudger.persist.Results.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.check.WireFormat;
import io.nudger.config.KafkaSettings;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.EmbeddedPostgres;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.TestDatabase;
import io.nudger.testing.TestKafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

final class PersisterVerticleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaProbe kafka = KafkaProbe.of(EmbeddedKafka.shared());
    private final TestDatabase database = EmbeddedPostgres.shared().createDatabase();

    @Test
    void resultsOfBothFormatsBecomeRows() {
        KafkaSettings settings = settings("persist-formats");
        kafka.createTopic(settings.topic(), 3);
        send(settings, WireFormat.JSON, up("json", "home", NOON), down("json", "home", NOON.plusSeconds(10)));
        send(settings, WireFormat.PROTOBUF, up("protobuf", "home", NOON), up("json", "home", NOON));

        try (Persisting persisting = Persisting.start(settings, database.settings())) {
            awaitRows(3);
            awaitCommitted(settings, 4);

            assertThat(database.query("SELECT target, outcome FROM check_results ORDER BY target, scheduled_at"))
                    .containsExactly(
                            Map.of("target", "json", "outcome", "up"),
                            Map.of("target", "json", "outcome", "down"),
                            Map.of("target", "protobuf", "outcome", "up"));
            await().atMost(PATIENCE).until(persisting::isReady);
            assertThat(persisting.partitions()).isEqualTo(3);
            assertThat(persisting.counter("nudger.persisted.rows")).isEqualTo(3);
            assertThat(persisting.counter("nudger.persist.duplicates")).isEqualTo(1);
            assertThat(persisting.stop()).isLessThan(Duration.ofSeconds(7));
        }
    }

    @Test
    void recordsThatCannotBeStoredGoToTheDeadLetters() {
        KafkaSettings settings = settings("persist-poison");
        kafka.createTopic(settings.topic(), 1);
        byte[] good = WireFormat.JSON.codec().encode(up("good", "home", NOON));
        String text = new String(good, StandardCharsets.UTF_8);
        List<byte[]> poison = new ArrayList<>();
        poison.add("{".getBytes(StandardCharsets.UTF_8));
        poison.add(text.replace("\"v\":1", "\"v\":9").getBytes(StandardCharsets.UTF_8));
        poison.add(text.replace("\"target\":\"good\"", "\"target\":7").getBytes(StandardCharsets.UTF_8));
        poison.add(WireFormat.JSON
                .codec()
                .encode(up("future", "home", CLOCK.instant().plusSeconds(4_000))));
        poison.add(WireFormat.JSON.codec().encode(up("expired", "home", NOON.minus(Duration.ofDays(100)))));
        for (byte[] value : poison) {
            kafka.send(settings.topic(), "key", value, Map.of("content-type", "application/json", "trace", "abc"));
        }
        kafka.send(settings.topic(), "key", good, Map.of("content-type", "text/plain"));
        kafka.sendAll(List.of(new ProducerRecord<>(settings.topic(), "key", null)));
        kafka.send(settings.topic(), "key", good, Map.of());

        try (Persisting persisting = Persisting.start(settings, database.settings())) {
            awaitRows(1);
            List<ConsumerRecord<String, byte[]>> letters = kafka.awaitRecords(settings.deadLetterTopic(), 7);
            awaitCommitted(settings, 8);

            assertThat(letters.stream().sorted((a, b) -> Integer.compare(offset(a), offset(b))))
                    .extracting(letter -> KafkaProbe.header(letter, DeadLetters.REASON))
                    .containsExactly(
                            "malformed", "malformed", "malformed", "future", "expired", "malformed", "malformed");
            assertThat(letters)
                    .filteredOn(letter -> offset(letter) == 1)
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(letter.key()).isEqualTo("key");
                        assertThat(letter.value()).isEqualTo(poison.get(1));
                        assertThat(KafkaProbe.header(letter, "trace")).isEqualTo("abc");
                        assertThat(KafkaProbe.header(letter, DeadLetters.MESSAGE))
                                .contains("version 1");
                        assertThat(KafkaProbe.header(letter, DeadLetters.TOPIC)).isEqualTo(settings.topic());
                        assertThat(KafkaProbe.header(letter, DeadLetters.PARTITION))
                                .isEqualTo("0");
                        assertThat(KafkaProbe.header(letter, DeadLetters.TIMESTAMP))
                                .matches("\\d{13}");
                    });
            assertThat(persisting.counter("nudger.dead.letters", "reason", "malformed"))
                    .isEqualTo(5);
        }
    }

    private static int offset(ConsumerRecord<?, ?> letter) {
        return Integer.parseInt(KafkaProbe.header(letter, DeadLetters.OFFSET));
    }

    private static KafkaSettings settings(String topic) {
        return TestKafkaSettings.of(EmbeddedKafka.shared(), topic).build();
    }

    private void send(KafkaSettings settings, WireFormat format, CheckResult... results) {
        kafka.sendAll(IntStream.range(0, results.length)
                .mapToObj(i -> record(settings, format, results[i]))
                .toList());
    }

    private static ProducerRecord<String, byte[]> record(
            KafkaSettings settings, WireFormat format, CheckResult result) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                settings.topic(), result.target().name(), format.codec().encode(result));
        record.headers().add(WireFormat.HEADER, format.contentType().getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private void awaitRows(long count) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        database.number("SELECT count(*) FROM checks"))
                .isEqualTo(count));
    }

    private void awaitCommitted(KafkaSettings settings, long offsets) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(kafka.committed(settings.group()))
                .isEqualTo(offsets));
    }
}
