package io.nudger.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.config.KafkaSettings;
import io.nudger.testing.Broker;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.TestDatabase;
import io.nudger.testing.TestKafkaSettings;
import io.nudger.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A topic of a test's own: what is sent to it, and what has to become of that. */
public final class Topic {
    public final KafkaProbe kafka;
    public final KafkaSettings settings;

    /** A topic that does not exist yet. */
    public Topic(Broker broker, String name) {
        this(KafkaProbe.of(broker), TestKafkaSettings.of(broker, name).build());
    }

    private Topic(KafkaProbe kafka, KafkaSettings settings) {
        this.kafka = kafka;
        this.settings = settings;
    }

    /** One that goes with a topic of failures, {@code <name>.failures}; neither exists yet. */
    public static Topic withFailures(Broker broker, String name) {
        return new Topic(
                KafkaProbe.of(broker),
                TestKafkaSettings.of(broker, name)
                        .failures(name + ".failures", true)
                        .build());
    }

    /** The topic of failures. */
    public String failures() {
        return settings.published().get(1);
    }

    public static Topic create(Broker broker, String name, int partitions) {
        Topic topic = new Topic(broker, name);
        topic.create(partitions);
        return topic;
    }

    public void create(int partitions) {
        kafka.createTopic(settings.topic(), partitions);
    }

    public void send(WireFormat format, CheckResult... results) {
        kafka.sendAll(
                Arrays.stream(results).map(result -> record(format, result)).toList());
    }

    /** One slot of each of these targets: {@code target-<n>}. */
    public void sendSlot(int targets, int slot) {
        kafka.sendAll(IntStream.range(0, targets)
                .mapToObj(target ->
                        record(WireFormat.JSON, Results.up("target-" + target, "home", Results.NOON.plusSeconds(slot))))
                .toList());
    }

    public void sendTo(String topic, CheckResult... results) {
        kafka.sendAll(Arrays.stream(results)
                .map(result -> record(topic, WireFormat.JSON, result))
                .toList());
    }

    /** Into this partition, whatever the key says. */
    public void sendIn(int partition, CheckResult result) {
        ProducerRecord<String, byte[]> record = record(WireFormat.JSON, result);
        kafka.sendAll(List.of(
                new ProducerRecord<>(record.topic(), partition, record.key(), record.value(), record.headers())));
    }

    public ProducerRecord<String, byte[]> record(WireFormat format, CheckResult result) {
        return record(settings.topic(), format, result);
    }

    private static ProducerRecord<String, byte[]> record(String topic, WireFormat format, CheckResult result) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                topic, result.target().name(), format.codec().encode(result));
        record.headers().add(WireFormat.HEADER, format.contentType().getBytes(StandardCharsets.UTF_8));
        return record;
    }

    public long committed() {
        return kafka.committed(settings.group());
    }

    public void awaitCommitted(long offsets) {
        kafka.awaitCommitted(settings.group(), offsets);
    }

    /** The dead letters, in the order of the records they were. */
    public List<ConsumerRecord<String, byte[]>> awaitDeadLetters(int count) {
        await().until(() -> kafka.topics().contains(settings.deadLetterTopic()));
        return kafka.awaitRecords(settings.deadLetterTopic(), count).stream()
                .sorted(Comparator.comparingInt(
                        letter -> Integer.parseInt(KafkaProbe.header(letter, DeadLetters.OFFSET))))
                .toList();
    }

    public static void awaitRows(TestDatabase database, long count) {
        await().ignoreExceptions().untilAsserted(() -> assertThat(database.number("SELECT count(*) FROM checks"))
                .isEqualTo(count));
    }

    /** Waits until a transaction waits for a lock that another one holds. */
    public static void awaitLockWait(TestDatabase database) {
        await().until(() -> database.number("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                > 0);
    }

    public static List<String> texts(TestDatabase database, String sql) {
        return database.query(sql).stream()
                .flatMap(row -> Stream.of(String.valueOf(row.values().iterator().next())))
                .toList();
    }
}
