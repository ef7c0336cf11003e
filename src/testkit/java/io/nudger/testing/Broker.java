package io.nudger.testing;

/** A Kafka broker that tests use, wherever it runs. What a test asks of it is in {@link KafkaProbe}. */
public interface Broker extends Service {
    /** {@code host:port}, for the clients. */
    String bootstrapServers();
}
