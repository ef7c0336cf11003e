package io.nudger.config;

import io.nudger.check.Outcome;
import io.nudger.document.Secret;
import io.nudger.wire.WireFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The topics and the clients.
 *
 * @param topic where results go
 * @param failures where results go that are not up; null when they go where all others go
 * @param topics the topics that a persister reads; not empty
 * @param deadLetterTopic where unreadable records go
 * @param partitions how many partitions the topic is created with
 * @param replicationFactor how many replicas the topics are created with
 * @param group the consumer group of the persisters
 * @param format how results are written; both are always read
 * @param buffer how many results wait in memory while Kafka is away
 * @param signingKey what records are signed with; null when they are not
 * @param client properties of every Kafka client, passed on untouched
 * @param producer properties of the producer, passed on untouched
 * @param consumer properties of the consumer, passed on untouched
 */
public record KafkaSettings(
        String topic,
        @Nullable FailureTopic failures,
        List<String> topics,
        String deadLetterTopic,
        int partitions,
        short replicationFactor,
        String group,
        WireFormat format,
        int buffer,
        @Nullable Secret signingKey,
        ClientProperties client,
        ClientProperties producer,
        ClientProperties consumer) {
    public KafkaSettings {
        topics = List.copyOf(topics);
    }

    /** The topics that a result with this outcome goes to. */
    public List<String> topicsFor(Outcome outcome) {
        if (failures == null || outcome == Outcome.UP) {
            return List.of(topic);
        }
        return failures.only() ? List.of(failures.name()) : List.of(topic, failures.name());
    }

    /** The topics that results go to. */
    public List<String> published() {
        return failures == null ? List.of(topic) : List.of(topic, failures.name());
    }
}
