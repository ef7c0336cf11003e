package io.nudger.kafka;

import io.nudger.config.ClientProperties;
import io.nudger.config.KafkaSettings;
import io.nudger.support.Causes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.client.producer.KafkaProducer;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The properties of the Kafka clients: what nudger chooses, each choice with its reason, then what the settings say, which
 * always has the last word. Keys are texts, values are bytes.
 */
public final class KafkaClients {
    private static final Map<String, String> PRODUCER = Map.ofEntries(
            // A result counts as delivered when every replica in sync has it, and is in the log once however often the
            // client itself has to retry.
            Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
            Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true"),
            // Results resemble each other: a batch of JSON shrinks to about a quarter. LZ4 costs next to no CPU, and
            // has
            // a form in plain Java for platforms without native code.
            Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
            // The publisher sends in batches; this is only so that the first record does not go alone.
            Map.entry(ProducerConfig.LINGER_MS_CONFIG, "5"),
            Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, "65536"),
            // Without any broker the client forgets its metadata (metadata.recovery.strategy=rebootstrap, the default,
            // so
            // that it finds brokers that come back elsewhere), and then send() blocks its worker for that long.
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000"),
            // A broker that is silent for that long is given up, and the batch goes to the next leader.
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000"),
            // The client retries within that time, in order and without doubles; later the publisher itself does.
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000"));

    private static final Map<String, String> CONSUMER = Map.of(
            // Offsets are committed when the rows are, and never by a timer.
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            "false",
            // A new group begins with the oldest result: the record is to be complete.
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            StringDeserializer.class.getName(),
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class.getName());

    private static final Map<String, String> ADMIN = Map.of(
            // Whoever asks waits with a backoff of its own, and wants to report the trouble soon.
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "5000",
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");

    private final KafkaSettings settings;
    /** The one that the clients show; they report it on their own threads. */
    private volatile @Nullable X509Certificate certificate;

    /**
     * @throws IllegalArgumentException when a client would refuse a property; the message names it
     */
    public KafkaClients(KafkaSettings settings) {
        this.settings = settings;
        Map<String, Object> producer = merge(PRODUCER, Map.of(), settings.producer(), ClientProperties::values);
        producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        check("kafka.producer", () -> new ProducerConfig(producer));
        check(
                "kafka.consumer",
                () -> new ConsumerConfig(merge(CONSUMER, Map.of(), settings.consumer(), ClientProperties::values)));
        check(
                "kafka.client",
                () -> new AdminClientConfig(merge(ADMIN, Map.of(), ClientProperties.NONE, ClientProperties::values)));
    }

    /** What they are made from. */
    public KafkaSettings settings() {
        return settings;
    }

    /** The properties of a producer, with the files they come from as they are now. Blocks. */
    public Map<String, Object> producer() {
        return producer(Map.of());
    }

    private Map<String, Object> producer(Map<String, String> choices) {
        return merge(PRODUCER, choices, settings.producer(), ClientProperties::renewed);
    }

    /**
     * The properties of a consumer, without its group, with the files they come from as they are now. Blocks.
     *
     * @param choices what the caller chooses beside the choices made here; the settings override them too
     */
    public Map<String, Object> consumer(Map<String, String> choices) {
        return merge(CONSUMER, choices, settings.consumer(), ClientProperties::renewed);
    }

    /**
     * As {@link #consumer}, for one that is no consumer of results: what the settings say of those does not concern it.
     *
     * @param choices what the caller chooses beside the choices made here
     */
    public Map<String, Object> member(Map<String, String> choices) {
        return merge(CONSUMER, choices, ClientProperties.NONE, ClientProperties::renewed);
    }

    /** The properties of an admin client, with the files they come from as they are now. Blocks. */
    public Map<String, Object> admin() {
        return merge(ADMIN, Map.of(), ClientProperties.NONE, ClientProperties::renewed);
    }

    /**
     * Opens a producer on a worker thread, because it looks up the addresses of the brokers. It is not tied to the
     * calling verticle: who opens it closes it.
     */
    public Future<KafkaProducer<String, byte[]>> openProducer(Vertx vertx) {
        return openProducer(vertx, Map.of());
    }

    /**
     * As {@link #openProducer(Vertx)}.
     *
     * @param choices what the caller chooses beside the choices made here; the settings override them too
     */
    public Future<KafkaProducer<String, byte[]>> openProducer(Vertx vertx, Map<String, String> choices) {
        return vertx.executeBlocking(
                        () -> new org.apache.kafka.clients.producer.KafkaProducer<>(
                                producer(choices), new StringSerializer(), new ByteArraySerializer()),
                        false)
                .map(producer -> KafkaProducer.create(vertx, producer));
    }

    /** As {@link #openProducer}, an admin client. */
    public Future<KafkaAdminClient> openAdmin(Vertx vertx) {
        return vertx.executeBlocking(() -> AdminClient.create(admin()), false)
                .map(admin -> KafkaAdminClient.create(vertx, admin));
    }

    /**
     * What went wrong, in words that stay the same as long as the trouble does: so it can be logged once. They hold no
     * secret.
     */
    public String describe(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof TimeoutException) {
            return silence();
        }
        if (cause instanceof SslAuthenticationException) {
            return servers() + " " + TlsFailure.describe(cause, certificate);
        }
        if (cause instanceof AuthenticationException) {
            return servers() + " refuses the login: " + Causes.line(cause);
        }
        if (cause instanceof AuthorizationException) {
            return servers() + " does not allow it, see the ACLs of our user: " + Causes.line(cause);
        }
        return Causes.line(cause);
    }

    /** The words of {@link #describe} for brokers that do not answer. */
    public String silence() {
        return "no broker answers at " + servers();
    }

    /** The error itself, without the exceptions that only carry it. */
    public static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean carrier = thrown instanceof CompletionException
                || thrown instanceof ExecutionException
                // "Failed to construct kafka producer", "Failed to create new KafkaAdminClient"
                || thrown.getClass() == KafkaException.class;
        return carrier && cause != null ? unwrap(cause) : thrown;
    }

    private String servers() {
        return settings.client().values().getOrDefault("bootstrap.servers", "the brokers");
    }

    private Map<String, Object> merge(
            Map<String, String> defaults,
            Map<String, String> choices,
            ClientProperties overrides,
            Function<ClientProperties, Map<String, String>> read) {
        Map<String, Object> merged = new HashMap<>(defaults);
        merged.putAll(choices);
        merged.putAll(read.apply(settings.client()));
        merged.putAll(read.apply(overrides));
        RenewingSslEngineFactory.putInto(merged, new TlsSource() {
            @Override
            public Map<String, String> properties() {
                Map<String, String> renewed = settings.client().renewed();
                renewed.putAll(overrides.renewed());
                return renewed;
            }

            @Override
            public void shows(@Nullable X509Certificate shown) {
                certificate = shown;
            }
        });
        return merged;
    }

    private static void check(String path, Runnable construction) {
        try {
            construction.run();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }
}
