package io.nudger.bench;

import io.nudger.check.CheckResult;
import io.nudger.testing.Deployment;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Node;
import io.nudger.testing.NudgerProcess;
import io.nudger.wire.WireFormat;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A persister that is held while its topic is filled, and how fast it empties it then. */
final class Drain implements AutoCloseable {
    private static final String STORED = "nudger_persisted_rows_total";
    private static final int PARTITIONS = 12;
    /** The group waits so long for a persister that is held. */
    private static final int HELD_MILLIS = 300_000;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;

    private final Lab lab;
    private final Deployment deployment;
    private final Node persister;
    private final String topic;
    private final WireFormat format;
    private final TypicalResults typical = new TypicalResults();

    /**
     * How fast results went through.
     *
     * @param count how many
     * @param seconds how long they took
     * @param cpuSeconds the processor time that the persister used
     */
    record Pace(double count, double seconds, double cpuSeconds) {
        double perSecond() {
            return count / seconds;
        }

        double cpuMicros() {
            return cpuSeconds * MICROS_PER_SECOND / count;
        }
    }

    private Drain(Lab lab, Deployment deployment, Node persister, String topic, WireFormat format) {
        this.lab = lab;
        this.deployment = deployment;
        this.persister = persister;
        this.topic = topic;
        this.format = format;
    }

    /** Of a persister that is started in this way, with a topic of its own; it is ready. */
    static Drain start(
            Lab lab,
            Deployment deployment,
            String name,
            WireFormat format,
            UnaryOperator<NudgerProcess.Launch> launch) {
        String topic = "bench." + name + "." + System.nanoTime();
        KafkaProbe.of(lab.kafka()).createTopic(topic, PARTITIONS);
        JsonObject settings = deployment.settings("persister");
        settings.getJsonObject("kafka")
                .put("topic", topic)
                .put("group", topic)
                .put("consumer", new JsonObject().put("session.timeout.ms", HELD_MILLIS));
        Node persister = deployment.start(settings, launch);
        persister.awaitReady();
        return new Drain(lab, deployment, persister, topic, format);
    }

    @Override
    public void close() {
        persister.kill();
    }

    /** So many new results, beside those that are stored. */
    Pace store(int count) {
        return run(STORED, count, () -> fill(typical, count));
    }

    /** So many new results, into an empty table. */
    Pace emptyAndStore(int count) {
        deployment.database().execute("TRUNCATE checks");
        return store(count);
    }

    /** Holds the persister, lets its topic be filled, and watches it from the moment it goes on. */
    Pace run(String counter, int count, Runnable filling) {
        double before = persister.metrics().sum(counter);
        persister.process().signal("STOP");
        filling.run();
        double cpu = ProcessStat.cpuSeconds(persister.process().pid());
        long since = System.nanoTime();
        persister.process().signal("CONT");
        while (persister.metrics().sum(counter) - before < count) {
            if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        persister.metrics().sum(counter) - before + " of " + count + " in " + PATIENCE);
            }
            Pause.of(Duration.ofMillis(100));
        }
        double seconds = (System.nanoTime() - since) / NANOS_PER_SECOND;
        return new Pace(
                count, seconds, ProcessStat.cpuSeconds(persister.process().pid()) - cpu);
    }

    /** Puts the next of these into the topic. */
    void fill(TypicalResults results, int count) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", lab.kafka().bootstrapServers(),
                "compression.type", "lz4",
                "linger.ms", "20",
                "batch.size", "65536");
        byte[] type = format.contentType().getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                CheckResult result = results.next();
                ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                        topic, result.target().name(), format.codec().encode(result));
                record.headers().add(WireFormat.HEADER, type);
                sent.add(producer.send(record));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
