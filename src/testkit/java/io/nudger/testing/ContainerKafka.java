package io.nudger.testing;

import java.util.HashMap;
import java.util.Map;

/** A Kafka broker in a container. */
final class ContainerKafka implements Broker {
    private static final int PORT = 9092;

    private final int port = FreePorts.next();
    private final ServiceContainer container;

    private ContainerKafka() {
        container = new ServiceContainer(Services.KAFKA_IMAGE, port, PORT, environment(port), () -> KafkaProbe.of(this)
                .awaitAnswer());
    }

    /** Starts one. */
    static ContainerKafka running() {
        return new ContainerKafka();
    }

    /** One node that is broker and controller, as {@link EmbeddedKafka} is. */
    private static Map<String, String> environment(int port) {
        Map<String, String> e = new HashMap<>();
        e.put("KAFKA_NODE_ID", "1");
        e.put("KAFKA_PROCESS_ROLES", "broker,controller");
        e.put("KAFKA_LISTENERS", "PLAINTEXT://:" + PORT + ",CONTROLLER://:9093");
        e.put("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:" + port);
        e.put("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER");
        e.put("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093");
        e.put("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        e.put("KAFKA_INTER_BROKER_LISTENER_NAME", "PLAINTEXT");
        e.put("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        e.put("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1");
        e.put("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "1");
        e.put("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1");
        e.put("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1");
        e.put("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1");
        e.put("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");
        e.put("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        // Kept over a stop; the default lies in /tmp.
        e.put("KAFKA_LOG_DIRS", "/var/lib/kafka/data");
        e.put("CLUSTER_ID", "4L6g3nShT-eMCtK--X86sw");
        e.put("KAFKA_HEAP_OPTS", "-Xmx512m -Xms128m");
        return e;
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void close() {
        container.close();
    }
}
