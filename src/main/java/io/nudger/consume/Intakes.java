package io.nudger.consume;

import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.util.Map;

/**
 * What all intakes have in common.
 *
 * @param vertx reads records on its workers
 * @param reader reads records
 * @param writer takes batches
 * @param settings the size of batches, and how long one waits to fill
 * @param onAssigned called when partitions are assigned that others may have stored
 */
record Intakes(Vertx vertx, RecordReader reader, BatchWriter writer, StoreSettings settings, Runnable onAssigned) {
    /**
     * An intake from a consumer that is not subscribed yet.
     *
     * @param watch knows what is committed
     * @param topicIds the ids of the topics, by name
     */
    Intake open(KafkaConsumer<byte[], byte[]> consumer, TopicWatch watch, Map<String, String> topicIds) {
        return new Intake(this, consumer, watch, topicIds);
    }
}
