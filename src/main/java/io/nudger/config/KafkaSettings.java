package io.nudger.config;

import io.nudger.check.WireFormat;

/**
 * The topics and the clients.
 *
 * @param topic where results go
 * @param deadLetterTopic where unreadable records go
 * @param partitions how many partitions the topic is created with
 * @param replicationFactor how many replicas the topics are created with
 * @param group the consumer group of the persisters
 * @param format how results are written; both are always read
 * @param buffer how many results wait in memory while Kafka is away
 * @param client properties of every Kafka client, passed on untouched
 * @param producer properties of the producer, passed on untouched
 * @param consumer properties of the consumer, passed on untouched
 */
public record KafkaSettings(
        String topic,
        String deadLetterTopic,
        int partitions,
        short replicationFactor,
        String group,
        WireFormat format,
        int buffer,
        ClientProperties client,
        ClientProperties producer,
        ClientProperties consumer) {}
