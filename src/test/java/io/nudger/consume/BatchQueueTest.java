package io.nudger.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.kafka.client.common.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BatchQueueTest {
    private static final TopicPartition ONE = new TopicPartition("results", 1);
    private static final TopicPartition TWO = new TopicPartition("results", 2);

    private final Map<String, Decoded> readings = new HashMap<>();
    private final BatchQueue backlog = new BatchQueue();

    @BeforeEach
    void fill() {
        backlog.add(chunk(ONE, 10, 13));
        backlog.add(chunk(TWO, 50, 54));
        backlog.add(chunk(ONE, 13, 15));
    }

    @Test
    void givesWholeChunksInTheOrderInWhichTheyCame() {
        assertThat(backlog.take(100)).containsExactly(chunk(ONE, 10, 13), chunk(TWO, 50, 54), chunk(ONE, 13, 15));
        assertThat(backlog.isEmpty()).isTrue();
        assertThat(backlog.size()).isZero();
    }

    @Test
    void cutsTheChunkThatIsMoreThanIsTaken() {
        assertThat(backlog.take(5)).containsExactly(chunk(ONE, 10, 13), chunk(TWO, 50, 52));
        assertThat(backlog.size()).isEqualTo(4);
        assertThat(backlog.take(1)).containsExactly(chunk(TWO, 52, 53));
        assertThat(backlog.take(3)).containsExactly(chunk(TWO, 53, 54), chunk(ONE, 13, 15));
        assertThat(backlog.take(1)).isEmpty();
    }

    @Test
    void countsTheBytesOfWhatWaits() {
        backlog.add(new Chunk(TWO, 0, List.of(large(54), large(55))));
        assertThat(backlog.bytes()).isEqualTo(2_000);
        assertThat(backlog.take(10)).hasSize(4);
        assertThat(backlog.bytes()).isEqualTo(1_000);
        backlog.release(List.of(TWO));
        assertThat(backlog.bytes()).isZero();
    }

    private static Decoded large(long offset) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                TWO.getTopic(),
                TWO.getPartition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                1_000,
                null,
                new byte[1_000],
                new ProducerRecord<>("any", new byte[0]).headers(),
                Optional.empty());
        return new Decoded.Rejected(record, DeadReason.MALFORMED, "large");
    }

    @Test
    void forgetsThePartitionsOfOthers() {
        backlog.release(List.of(ONE));

        assertThat(backlog.size()).isEqualTo(4);
        assertThat(backlog.take(9)).containsExactly(chunk(TWO, 50, 54));
    }

    @Test
    void knowsTheFirstOfEachPartition() {
        assertThat(backlog.take(1)).hasSize(1);
        assertThat(backlog.first(ONE)).hasValue(11);
        assertThat(backlog.first(TWO)).hasValue(50);
        assertThat(backlog.first(new TopicPartition("results", 3))).isEmpty();
    }

    @Test
    void batchBeginsWithTheFirstOfEachPartition() {
        Batch all = new Batch(backlog.take(8));

        assertThat(all.first()).isEqualTo(Map.of(ONE, 10L, TWO, 50L));
        assertThat(all.readings().deadLetters()).hasSize(8);
        assertThat(all.readings().results()).isEmpty();
        all.release(List.of(TWO));
        assertThat(all.first()).isEqualTo(Map.of(ONE, 10L));
    }

    private Chunk chunk(TopicPartition partition, long from, long to) {
        return new Chunk(
                partition,
                0,
                LongStream.range(from, to)
                        .mapToObj(offset -> reading(partition, offset))
                        .toList());
    }

    /** Always the same one: records of Kafka are equal to nothing but themselves. */
    private Decoded reading(TopicPartition partition, long offset) {
        return readings.computeIfAbsent(
                partition.getPartition() + "-" + offset,
                name -> new Decoded.Rejected(
                        new ConsumerRecord<>(partition.getTopic(), partition.getPartition(), offset, null, null),
                        DeadReason.MALFORMED,
                        name));
    }
}
