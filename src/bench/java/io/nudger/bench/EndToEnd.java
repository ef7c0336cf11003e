package io.nudger.bench;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.testing.Deployment;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Node;
import io.nudger.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Row 6: from the end of a site's answer to the commit that makes its row visible, as the server itself dates the commit;
 * monitor and persister are processes of their own. Beside it a record that goes alone through the bare clients.
 */
final class EndToEnd implements Benchmark {
    private static final int EVALUATED = 1_000;
    private static final double GOAL_MILLIS = 500;
    private static final int ALONE = 50;
    private static final int SECONDS_BETWEEN_SLOTS = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    /** Milliseconds from the answer to the commit, of every row of the slots of a while. */
    private static final String DELAYS =
            """
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY way) AS p50,
                   percentile_cont(0.99) WITHIN GROUP (ORDER BY way) AS p99, count(*)::float8 AS rows
              FROM (SELECT 1000 * extract(epoch FROM pg_xact_commit_timestamp(xmin) - scheduled_at)::float8
                             - (delay + duration) / 1000.0 AS way
                      FROM checks WHERE outcome = 1 AND scheduled_at >= ?::timestamptz AND scheduled_at < ?::timestamptz
                   ) AS ways
            """;

    @Override
    public int row() {
        return 6;
    }

    @Override
    public String title() {
        return "End to end: from the site's answer to the visible row";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        Optional<Nginx> site = lab.nginx();
        if (site.isEmpty()) {
            return List.of(
                    new Result(row(), "end to end", "ms", List.of(), Reference.absent("nginx is absent"), null, ""));
        }
        List<Result> results = new ArrayList<>();
        for (int rate : plan.flows()) {
            results.addAll(lab.withDeployment(deployment -> measure(lab, plan, deployment, site.get(), rate)));
        }
        return results;
    }

    private List<Result> measure(Lab lab, Plan plan, Deployment deployment, Nginx site, int rate) {
        Fleet fleet = Fleet.atRate(SECONDS_BETWEEN_SLOTS * rate, rate, site.http("/"));
        fleet.write(deployment.targetsFile());
        Node persister = deployment.start("persister");
        Node monitor = deployment.start("monitor");
        monitor.awaitReady();
        persister.awaitReady();
        Pause.of(plan.settling());
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        List<Double> alone50 = new ArrayList<>();
        List<Double> alone99 = new ArrayList<>();
        double rows = 0;
        for (int run = 0; run < Math.min(3, plan.runs()); run++) {
            Instant since = Instant.now();
            Pause.of(plan.observation().dividedBy(2));
            Samples alone = alone(lab, deployment.database());
            Instant until = Instant.now();
            Pause.of(Duration.ofSeconds(2));
            Map<String, ?> delays = deployment
                    .database()
                    .query(DELAYS, since.toString(), until.toString())
                    .get(0);
            p50.add(number(delays.get("p50")));
            p99.add(number(delays.get("p99")));
            rows += number(delays.get("rows")) / fleet.slots(since, until) / Math.min(3, plan.runs());
            alone50.add(alone.median());
            alone99.add(alone.quantile(0.99));
        }
        monitor.kill();
        persister.kill();
        String name = String.format(Locale.ROOT, "%,d checks/s, ", rate);
        String bare = "ms, one record at a time";
        Result late = Result.of(row(), name + "p99", "ms", p99, new Reference(bare, alone99))
                .with(String.format(Locale.ROOT, "%.1f %% of the slots were rows within two seconds", 100 * rows));
        return List.of(
                Result.of(row(), name + "p50", "ms", p50, new Reference(bare, alone50)),
                rate == EVALUATED ? late.with(Goal.atMost(GOAL_MILLIS)) : late);
    }

    private static double number(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Sends, receives, inserts and commits a record, and only then the next; milliseconds that each took. */
    private static Samples alone(Lab lab, TestDatabase database) {
        String topic = "alone." + System.nanoTime();
        KafkaProbe.of(lab.kafka()).createTopic(topic, 1);
        Map<String, Object> client = Map.of("bootstrap.servers", lab.kafka().bootstrapServers());
        List<Double> times = new ArrayList<>();
        try (KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Connection connection = database.connect();
                PreparedStatement insert = prepare(connection)) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            for (int i = 0; i < ALONE; i++) {
                long begin = System.nanoTime();
                var sent = producer.send(new ProducerRecord<>(topic, "alone", new byte[600]));
                while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {
                    Thread.onSpinWait();
                }
                insert.execute();
                times.add((System.nanoTime() - begin) / NANOS_PER_MILLI);
                // It has been received; this only looks at what became of it.
                if (sent.get().offset() != i) {
                    throw new IllegalStateException("records are lost or doubled on the way");
                }
            }
        } catch (SQLException | InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return Samples.of(times);
    }

    private static PreparedStatement prepare(Connection connection) throws SQLException {
        connection.createStatement().execute("CREATE TABLE IF NOT EXISTS alone (at timestamptz, payload bytea)");
        return connection.prepareStatement("INSERT INTO alone VALUES (now(), decode(repeat('00', 90), 'hex'))");
    }
}
