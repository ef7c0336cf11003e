package io.nudger.testing;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Real Kafka brokers of one cluster, each in a process of its own and a controller too. Kafka's own topics are on all of them.
 */
public final class KafkaCluster implements AutoCloseable {
    private final List<KafkaProcess> brokers;

    private KafkaCluster(List<KafkaProcess> brokers) {
        this.brokers = brokers;
    }

    /** So many brokers, running, with their data in this directory. */
    public static KafkaCluster start(Path directory, int count) {
        List<Integer> controllers =
                IntStream.range(0, count).mapToObj(i -> FreePorts.next()).toList();
        String voters = IntStream.range(0, count)
                .mapToObj(i -> i + 1 + "@127.0.0.1:" + controllers.get(i))
                .collect(Collectors.joining(","));
        KafkaCluster cluster = new KafkaCluster(IntStream.range(0, count)
                .mapToObj(i -> KafkaProcess.absent(
                        directory.resolve("broker-" + (i + 1)),
                        FreePorts.next(),
                        controllers.get(i),
                        properties(i + 1, voters, count)))
                .toList());
        try {
            // None of them is ready before most of them run.
            CompletableFuture.allOf(cluster.brokers.stream()
                            .map(broker -> CompletableFuture.runAsync(broker::start))
                            .toArray(CompletableFuture[]::new))
                    .join();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static Map<String, String> properties(int id, String voters, int count) {
        Map<String, String> properties =
                new HashMap<>(Map.of("node.id", Integer.toString(id), "controller.quorum.voters", voters));
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            properties.put(topic + ".replication.factor", Integer.toString(count));
        }
        // On a busy machine three of them are slow.
        properties.put("broker.session.timeout.ms", "6000");
        return properties;
    }

    /** How many brokers there are, running or not. */
    public int size() {
        return brokers.size();
    }

    /** The broker with this id; the first has 1. */
    public KafkaProcess broker(int id) {
        return brokers.get(id - 1);
    }

    /** Where clients find them. */
    public String bootstrapServers() {
        return brokers.stream().map(KafkaProcess::bootstrapServers).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        brokers.forEach(KafkaProcess::close);
    }
}
