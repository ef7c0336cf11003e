package io.nudger.consume;

import io.nudger.config.KafkaSettings;
import io.nudger.kafka.KafkaClients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks at the topics without the consumer: which are there, whether they are still the same, how far they reach. */
final class TopicWatch {
    private final Vertx vertx;
    private final List<String> topics;
    private final String group;
    private final Admin admin;

    private TopicWatch(Vertx vertx, List<String> topics, String group, Admin admin) {
        this.vertx = vertx;
        this.topics = topics;
        this.group = group;
        this.admin = admin;
    }

    static Future<TopicWatch> open(Vertx vertx, KafkaClients clients, KafkaSettings settings) {
        return vertx.executeBlocking(() -> Admin.create(clients.admin()), false)
                .map(admin -> new TopicWatch(vertx, settings.topics(), settings.group(), admin));
    }

    /** The ids of the topics that exist, by name. */
    Future<Map<String, String>> ids() {
        Map<String, String> ids = new HashMap<>();
        List<Future<Void>> described = new ArrayList<>();
        admin.describeTopics(topics)
                .topicNameValues()
                .forEach((topic, description) -> described.add(future(description)
                        .<Void>map(found -> {
                            ids.put(topic, found.topicId().toString());
                            return null;
                        })
                        .recover(cause -> KafkaClients.unwrap(cause) instanceof UnknownTopicOrPartitionException
                                ? Future.succeededFuture()
                                : Future.failedFuture(cause))));
        return Future.join(described).map(all -> Map.copyOf(ids));
    }

    /** By partition: the offset that the next record will get. */
    Future<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest());
    }

    /** By partition: the offset of the oldest record that there is. */
    Future<Map<TopicPartition, Long>> begins(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest());
    }

    /** What the group has committed; the oldest record where it has committed nothing yet. */
    Future<Map<TopicPartition, OffsetAndMetadata>> committed(Collection<TopicPartition> partitions) {
        return future(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .compose(committed -> begins(partitions).map(oldest -> {
                    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                    oldest.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset, "")));
                    partitions.forEach(partition -> {
                        var offset = committed.get(kafka(partition));
                        if (offset != null) {
                            offsets.put(partition, new OffsetAndMetadata(offset.offset(), offset.metadata()));
                        }
                    });
                    return offsets;
                }));
    }

    Future<Void> close() {
        return vertx.executeBlocking(
                () -> {
                    admin.close(Duration.ZERO);
                    return null;
                },
                false);
    }

    private <T> Future<T> future(KafkaFuture<T> kafka) {
        return Future.fromCompletionStage(kafka.toCompletionStage(), vertx.getOrCreateContext());
    }

    private Future<Map<TopicPartition, Long>> offsets(Collection<TopicPartition> partitions, OffsetSpec which) {
        Map<org.apache.kafka.common.TopicPartition, OffsetSpec> question =
                partitions.stream().collect(Collectors.toMap(TopicWatch::kafka, partition -> which));
        return future(admin.listOffsets(question).all()).map(found -> {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            found.forEach((partition, info) ->
                    offsets.put(new TopicPartition(partition.topic(), partition.partition()), info.offset()));
            return offsets;
        });
    }

    private static org.apache.kafka.common.TopicPartition kafka(TopicPartition partition) {
        return new org.apache.kafka.common.TopicPartition(partition.getTopic(), partition.getPartition());
    }
}
