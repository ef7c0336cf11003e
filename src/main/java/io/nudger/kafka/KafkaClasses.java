package io.nudger.kafka;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.protocol.ApiKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes of Kafka's clients: of all that a process loads before it is ready a fifth, because each message of the
 * protocol is described by a few, and none of them needs the settings.
 */
public final class KafkaClasses {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.kafka");

    private KafkaClasses() {}

    /** Loads them, which takes a while. Whoever needs one that is not there yet loads it as always. */
    public static void load() {
        int properties = ProducerConfig.configNames().size()
                + ConsumerConfig.configNames().size()
                + AdminClientConfig.configNames().size();
        LOG.debug("kafka classes loaded messages={} properties={}", ApiKeys.values().length, properties);
    }
}
