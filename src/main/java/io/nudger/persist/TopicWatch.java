package io.nudger.persist;

import io.nudger.config.KafkaSettings;
import io.nudger.kafka.KafkaClients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks at the topic without the consumer: whether it is there, whether it is still the same, how far it reaches. */
final class TopicWatch {
    private final Vertx vertx;
    private final String topic;
    private final String group;
    private final Admin admin;

    private TopicWatch(Vertx vertx, String topic, String group, Admin admin) {
        this.vertx = vertx;
        this.topic = topic;
        this.group = group;
        this.admin = admin;
    }

    static Future<TopicWatch> open(Vertx vertx, KafkaClients clients, KafkaSettings settings) {
        return vertx.executeBlocking(() -> Admin.create(new HashMap<>(clients.admin())), false)
                .map(admin -> new TopicWatch(vertx, settings.topic(), settings.group(), admin));
    }

    /** The id of the topic; empty when there is none of this name. */
    Future<Optional<String>> id() {
        return future(admin.describeTopics(List.of(topic)).allTopicNames())
                .map(described -> described.values().stream()
                        .map(description -> description.topicId().toString())
                        .findFirst())
                .recover(cause -> KafkaClients.unwrap(cause) instanceof UnknownTopicOrPartitionException
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause));
    }

    /** By partition: the offset that the next record will get. */
    Future<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest());
    }

    /** What the group has committed; the oldest record where it has committed nothing yet. */
    Future<Map<TopicPartition, OffsetAndMetadata>> committed(Collection<TopicPartition> partitions) {
        return future(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .compose(committed -> offsets(partitions, OffsetSpec.earliest()).map(oldest -> {
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
