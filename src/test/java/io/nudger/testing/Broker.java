package io.nudger.testing;

/** A Kafka broker that tests use, wherever it runs. What a test asks of it is in {@link KafkaProbe}. */
public interface Broker extends AutoCloseable {
    /** {@code host:port}, for the clients. */
    String bootstrapServers();

    /** Stops it in an orderly way; address and data stay its own. Only for one of the caller's own. */
    void stop();

    /** Starts it again where it was, with the data it has. */
    void start();

    @Override
    void close();
}
