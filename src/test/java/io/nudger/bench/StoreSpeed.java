package io.nudger.bench;

import io.nudger.bench.Result.Goal;
import io.nudger.bench.Result.Reference;
import io.nudger.check.CheckResult;
import io.nudger.check.WireFormat;
import io.nudger.config.PostgresSettings;
import io.nudger.testing.Deployment;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Node;
import io.nudger.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Row 4: rows a second from Kafka into PostgreSQL by one persister that finds a full topic, beside {@code \copy} of the
 * same rows into the same table; and the same results once more, which change nothing.
 */
final class StoreSpeed implements Benchmark {
    private static final double GOAL = 0.7;
    private static final int RUNS = 3;
    private static final int PARTITIONS = 12;
    /** A new JVM warms up on the first of them. */
    private static final double WARM_UP_SHARE = 0.2;

    private static final String STORED = "nudger_persisted_rows_total";
    private static final String REPEATED = "nudger_persist_duplicates_total";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;

    @Override
    public int row() {
        return 4;
    }

    @Override
    public String title() {
        return "Rows per second from Kafka into PostgreSQL, one persister";
    }

    @Override
    public List<Result> run(Lab lab, Plan plan) {
        List<Result> results = new ArrayList<>();
        for (WireFormat format : WireFormat.values()) {
            String topic = "bench." + format.name().toLowerCase(Locale.ROOT) + "." + System.nanoTime();
            KafkaProbe.of(lab.kafka()).createTopic(topic, PARTITIONS);
            fill(lab, topic, format, plan.rows());
            results.addAll(store(lab, plan, topic, format));
        }
        return results;
    }

    private List<Result> store(Lab lab, Plan plan, String topic, WireFormat format) {
        List<Pace> paces = new ArrayList<>();
        List<Double> copies = new ArrayList<>();
        List<Pace> replays = new ArrayList<>();
        Optional<Tool> psql = Tool.find("psql");
        int runs = Math.min(RUNS, plan.runs());
        for (int run = 0; run < runs; run++) {
            boolean last = run == runs - 1;
            paces.add(lab.withDeployment(deployment -> {
                Pace pace = consume(deployment, topic, STORED, plan.rows());
                if (last && format == WireFormat.JSON) {
                    fill(lab, topic, format, plan.replayed() - plan.rows());
                    replays.add(consume(deployment, topic, REPEATED, plan.replayed()));
                }
                psql.ifPresent(tool -> copies.add(copy(tool, deployment.database(), lab.newDirectory(), plan.rows())));
                return pace;
            }));
        }
        String name = format.name().toLowerCase(Locale.ROOT);
        Reference copy = psql.isEmpty() ? Reference.absent("psql is absent") : new Reference("rows/s, \\copy", copies);
        List<Result> results = new ArrayList<>();
        results.add(Result.of(row(), name + ", rows stored", "rows/s", speeds(paces), copy)
                .with(Goal.ratioAtLeast(GOAL)));
        results.add(Result.of(
                row(), name + ", processor time of the persister", "CPU-µs/row", costs(paces), Reference.absent("")));
        if (!replays.isEmpty()) {
            results.add(Result.of(
                    row(),
                    String.format(Locale.ROOT, "%s, %,d results that are all stored already", name, plan.replayed()),
                    "results/s",
                    speeds(replays),
                    new Reference("rows/s, stored anew", speeds(paces))));
        }
        return results;
    }

    private static List<Double> speeds(List<Pace> paces) {
        return paces.stream().map(Pace::perSecond).toList();
    }

    private static List<Double> costs(List<Pace> paces) {
        return paces.stream().map(Pace::cpuMicros).toList();
    }

    /** Lets a persister of a group of its own consume the topic from its beginning. */
    private static Pace consume(Deployment deployment, String topic, String counter, int count) {
        JsonObject settings = deployment.settings("persister");
        settings.getJsonObject("kafka").put("topic", topic).put("group", topic + System.nanoTime());
        Node persister = deployment.start(settings);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        persister.awaitStatus("/metrics", 200);
        double first = 0;
        long since = System.nanoTime();
        double cpu = ProcessStat.cpuSeconds(persister.process().pid());
        boolean warm = false;
        while (true) {
            double now = persister.metrics().sum(counter);
            long time = System.nanoTime();
            if (!warm && now < count && now >= WARM_UP_SHARE * count) {
                warm = true;
                first = now;
                since = time;
                cpu = ProcessStat.cpuSeconds(persister.process().pid());
            }
            if (now >= count) {
                double used = ProcessStat.cpuSeconds(persister.process().pid()) - cpu;
                persister.stop();
                return new Pace(now - first, (time - since) / NANOS_PER_SECOND, used);
            }
            if (time > deadline) {
                throw new IllegalStateException(now + " of " + count + " in " + PATIENCE);
            }
            Pause.of(Duration.ofMillis(50));
        }
    }

    /** Empties the table and fills it again with what it held; rows a second. */
    private static double copy(Tool psql, TestDatabase database, Path directory, int rows) {
        String file = directory.toAbsolutePath().resolve("checks.copy").toString();
        List<String> out = psqlArguments(database, "\\copy (SELECT * FROM nudger.checks) TO '" + file + "'");
        Tool.Run ignored = psql.run(out.toArray(String[]::new));
        database.execute("TRUNCATE checks");
        List<String> in = psqlArguments(database, "\\copy nudger.checks FROM '" + file + "'");
        double seconds = psql.run(in.toArray(String[]::new)).seconds();
        delete(Path.of(file));
        if (database.number("SELECT count(*) FROM checks") != rows) {
            throw new IllegalStateException("the rows are not those that were stored");
        }
        return rows / seconds;
    }

    /** It is as large as the table. */
    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> psqlArguments(TestDatabase database, String command) {
        PostgresSettings settings = database.settings();
        String uri = "postgresql://%s@%s:%d/%s"
                .formatted(settings.user(), settings.host(), settings.port(), settings.database());
        return List.of("-X", "-q", "-d", uri, "-c", command);
    }

    /** Puts the first so many typical results into the topic; results that are there already come again. */
    private static void fill(Lab lab, String topic, WireFormat format, int count) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", lab.kafka().bootstrapServers(),
                "compression.type", "lz4",
                "linger.ms", "20",
                "batch.size", "65536");
        byte[] type = format.contentType().getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            TypicalResults results = new TypicalResults();
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

    /**
     * How fast results went through.
     *
     * @param count how many
     * @param seconds how long they took
     * @param cpuSeconds the processor time that the persister used
     */
    private record Pace(double count, double seconds, double cpuSeconds) {
        double perSecond() {
            return count / seconds;
        }

        double cpuMicros() {
            return cpuSeconds * MICROS_PER_SECOND / count;
        }
    }
}
