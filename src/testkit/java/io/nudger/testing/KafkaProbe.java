package io.nudger.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a test asks of a broker and does to it, with plain blocking clients of its own. */
public final class KafkaProbe {
    private final Map<String, Object> client;

    private KafkaProbe(Map<String, Object> client) {
        this.client = client;
    }

    /** Looks at this broker. */
    public static KafkaProbe of(Broker kafka) {
        return of(kafka, Map.of());
    }

    /** Looks at this broker with these further properties, such as a login. */
    public static KafkaProbe of(Broker kafka, Map<String, String> properties) {
        return at(kafka.bootstrapServers(), properties);
    }

    /** Looks at the broker with this address, {@code host:port}. */
    public static KafkaProbe at(String bootstrapServers) {
        return at(bootstrapServers, Map.of());
    }

    /** Looks at the broker with this address with these further properties. */
    public static KafkaProbe at(String bootstrapServers, Map<String, String> properties) {
        Map<String, Object> client = new HashMap<>(properties);
        client.put("bootstrap.servers", bootstrapServers);
        return new KafkaProbe(client);
    }

    /** Creates a topic, and waits until each of its partitions can be written and read. */
    public void createTopic(String topic, int partitions) {
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
            awaitPartitions(admin, topic, partitions);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives a topic more partitions; the keys of old records may lie in others from now on. */
    public void addPartitions(String topic, int total) {
        try (Admin admin = Admin.create(client)) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total)))
                    .all()
                    .get();
            awaitPartitions(admin, topic, total);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A controller answers before its brokers know what it made: until then they say that there is no such topic. */
    private static void awaitPartitions(Admin admin, String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        await("partitions of " + topic)
                .atMost(Patience.LIMIT)
                .ignoreExceptionsMatching(thrown -> thrown.getCause() instanceof UnknownTopicOrPartitionException)
                .untilAsserted(() -> admin.listOffsets(ends).all().get());
    }

    /** The id of the broker that coordinates this group. */
    public int coordinator(String group) {
        try (Admin admin = Admin.create(client)) {
            return requireNonNull(admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group))
                    .get()
                    .coordinator()
                    .id();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many records of this topic the members of this group have not done with. */
    public long lag(String group, String topic) {
        try (Admin admin = Admin.create(client);
                KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                    .mapToLong(end -> {
                        OffsetAndMetadata done = committed.get(end.getKey());
                        return end.getValue() - (done == null ? 0 : done.offset());
                    })
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Allows a user to do something with a topic. */
    public void allow(String user, AclOperation operation, String topic) {
        ResourcePattern resource = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        AccessControlEntry entry = new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW);
        try (Admin admin = Admin.create(client)) {
            admin.createAcls(List.of(new AclBinding(resource, entry))).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The names of all topics. */
    public Set<String> topics() {
        try (Admin admin = Admin.create(client)) {
            return admin.listTopics().names().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails unless the broker answers within a few seconds. */
    void awaitAnswer() {
        Map<String, Object> impatient = new HashMap<>(client);
        impatient.put("default.api.timeout.ms", "3000");
        impatient.put("request.timeout.ms", "3000");
        try (Admin admin = Admin.create(impatient)) {
            admin.describeCluster().nodes().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the broker says of a topic. */
    public TopicDescription describe(String topic) {
        try (Admin admin = Admin.create(client)) {
            return admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many records the members of this group have done with: the sum of what they committed. */
    public long committed(String group) {
        try (Admin admin = Admin.create(client)) {
            return committed(admin, group);
        }
    }

    /** Waits until that is so many, by one client: to make one takes as long as ten questions. */
    public void awaitCommitted(String group, long offsets) {
        try (Admin admin = Admin.create(client)) {
            await().atMost(Patience.LIMIT)
                    .untilAsserted(() -> assertThat(committed(admin, group)).isEqualTo(offsets));
        }
    }

    private static long committed(Admin admin, String group) {
        try {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The members of this group, as the broker names them: one that left and came back has another name. */
    public Set<String> members(String group) {
        try (Admin admin = Admin.create(client)) {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .flatMap(description -> description.members().stream())
                    .map(MemberDescription::consumerId)
                    .collect(Collectors.toSet());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes a topic, and waits until it is gone. */
    public void deleteTopic(String topic) {
        try (Admin admin = Admin.create(client)) {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        while (topics().contains(topic)) {
            Thread.onSpinWait();
        }
    }

    /** Writes one record, and waits until it is stored. */
    public void send(String topic, String key, byte[] value, Map<String, String> headers) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        sendAll(List.of(record));
    }

    /** Writes records in their order, and waits until all are stored. */
    public void sendAll(List<ProducerRecord<String, byte[]>> records) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (ProducerRecord<String, byte[]> record : records) {
                sent.add(producer.send(record));
            }
            for (Future<?> future : sent) {
                future.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every record that the topic holds now, in order within each partition. */
    public List<ConsumerRecord<String, byte[]>> consumeAll(String topic) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
            return readToEnd(consumer);
        }
    }

    /**
     * Reads until so many records were seen.
     *
     * @throws AssertionError when they do not come in time
     */
    public List<ConsumerRecord<String, byte[]>> awaitRecords(String topic, int count) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        Instant deadline = Instant.now().plus(Patience.LIMIT);
        try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
            while (records.size() < count) {
                if (Instant.now().isAfter(deadline)) {
                    throw new AssertionError("wanted " + count + " records in " + topic + ", found " + records.size());
                }
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** The value of a record's header, or an empty text when it has none. */
    public static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private KafkaConsumer<String, byte[]> consumer(String topic) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(
                        0, describe(topic).partitions().size())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static List<ConsumerRecord<String, byte[]>> readToEnd(KafkaConsumer<String, byte[]> consumer) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }
}
