package io.nudger.testing;

import io.nudger.config.ClientProperties;
import io.nudger.config.FailureTopic;
import io.nudger.config.KafkaSettings;
import io.nudger.document.Secret;
import io.nudger.wire.WireFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings for a test's own topic: few partitions, one replica, JSON, unless the test says otherwise. */
public final class TestKafkaSettings {
    private final String bootstrapServers;
    private final String topic;
    private final Map<String, String> client = new HashMap<>();
    private final Map<String, String> producer = new HashMap<>();
    private int partitions = 3;
    private int replicationFactor = 1;
    private int buffer = 10_000;
    private WireFormat format = WireFormat.JSON;

    private @Nullable FailureTopic failures;
    private @Nullable Secret signingKey;

    private TestKafkaSettings(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    /** For this broker and topic; the dead letters go to {@code <topic>.dead}. */
    public static TestKafkaSettings of(Broker kafka, String topic) {
        return of(kafka.bootstrapServers(), topic);
    }

    /** As {@link #of(Broker, String)}, for brokers at these addresses. */
    public static TestKafkaSettings of(String bootstrapServers, String topic) {
        return new TestKafkaSettings(bootstrapServers, topic);
    }

    /** What is not up goes to this topic as well, or only there. */
    public TestKafkaSettings failures(String name, boolean only) {
        this.failures = new FailureTopic(name, only);
        return this;
    }

    /** What records are signed with. */
    public TestKafkaSettings signingKey(String key) {
        this.signingKey = Secret.of(key);
        return this;
    }

    public TestKafkaSettings partitions(int partitions) {
        this.partitions = partitions;
        return this;
    }

    public TestKafkaSettings replicationFactor(int replicationFactor) {
        this.replicationFactor = replicationFactor;
        return this;
    }

    public TestKafkaSettings buffer(int buffer) {
        this.buffer = buffer;
        return this;
    }

    public TestKafkaSettings format(WireFormat format) {
        this.format = format;
        return this;
    }

    public TestKafkaSettings client(String key, String value) {
        client.put(key, value);
        return this;
    }

    public TestKafkaSettings client(Map<String, String> properties) {
        client.putAll(properties);
        return this;
    }

    public TestKafkaSettings producer(String key, String value) {
        producer.put(key, value);
        return this;
    }

    /** The settings. */
    public KafkaSettings build() {
        Map<String, String> all = new HashMap<>(client);
        all.putIfAbsent("bootstrap.servers", bootstrapServers);
        return new KafkaSettings(
                topic,
                failures,
                failures == null ? List.of(topic) : List.of(topic, failures.name()),
                topic + ".dead",
                partitions,
                (short) replicationFactor,
                topic + "-persister",
                format,
                buffer,
                signingKey,
                new ClientProperties(all),
                new ClientProperties(producer),
                ClientProperties.NONE);
    }
}
