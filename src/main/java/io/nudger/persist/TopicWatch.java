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
    Future<Map<Integer, Long>> ends(Collection<TopicPartition> partitions) {
        Map<org.apache.kafka.common.TopicPartition, OffsetSpec> question = partitions.stream()
                .collect(Collectors.toMap(
                        each -> new org.apache.kafka.common.TopicPartition(each.getTopic(), each.getPartition()),
                        each -> OffsetSpec.latest()));
        return future(admin.listOffsets(question).all()).map(ends -> ends.entrySet().stream()
                .collect(Collectors.toMap(
                        end -> end.getKey().partition(), end -> end.getValue().offset())));
    }

    /** What the group has committed, by partition. */
    Future<Map<TopicPartition, OffsetAndMetadata>> committed() {
        return future(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .map(offsets -> {
                    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
                    offsets.forEach((partition, offset) -> {
                        if (offset != null) {
                            committed.put(
                                    new TopicPartition(partition.topic(), partition.partition()),
                                    new OffsetAndMetadata(offset.offset(), offset.metadata()));
                        }
                    });
                    return committed;
                });
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
}
