package io.nudger.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.config.KafkaSettings;
import io.nudger.testing.EmbeddedKafka;
import io.nudger.testing.Futures;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.SecuredKafka;
import io.nudger.testing.Services;
import io.nudger.testing.TestKafkaSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class TopicsTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<String> troubles = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        Futures.get(vertx.close());
    }

    private Topics topics(KafkaSettings settings) {
        return new Topics(
                vertx,
                settings,
                new KafkaClients(settings),
                List.of(settings.topic(), settings.deadLetterTopic()),
                new SplittableRandom(1));
    }

    @Test
    void missingTopicsAreCreated() {
        Topics topics = topics(TestKafkaSettings.of(Services.kafka(), "topics.missing")
                .partitions(5)
                .build());

        Futures.get(topics.ensure(troubles::add));

        KafkaProbe probe = KafkaProbe.of(Services.kafka());
        assertThat(probe.describe("topics.missing").partitions()).hasSize(5);
        assertThat(probe.describe("topics.missing.dead").partitions()).hasSize(5);
        assertThat(troubles).isEmpty();
    }

    @Test
    void existingTopicsAreTakenAsTheyAre() {
        KafkaProbe probe = KafkaProbe.of(Services.kafka());
        probe.createTopic("topics.there", 2);
        Topics topics = topics(TestKafkaSettings.of(Services.kafka(), "topics.there")
                .partitions(5)
                .build());

        Futures.get(topics.ensure(troubles::add));
        Futures.get(topics.ensure(troubles::add));

        assertThat(probe.describe("topics.there").partitions()).hasSize(2);
        assertThat(probe.topics()).contains("topics.there.dead");
    }

    @Test
    void tooFewBrokersAreReportedClearly() {
        Topics topics = topics(TestKafkaSettings.of(Services.kafka(), "topics.wide")
                .replicationFactor(3)
                .build());
        Future<Void> ensured = topics.ensure(troubles::add);

        await().until(() -> troubles.size() >= 2);
        assertThat(troubles).allSatisfy(trouble -> assertThat(trouble)
                .startsWith("kafka.replication_factor: topic topics.wide cannot be created yet: ")
                .contains("1 broker"));
        assertThat(ensured.isComplete()).isFalse();

        Futures.get(topics.close());
        assertThat(ensured.cause()).isInstanceOf(CancellationException.class);
    }

    @Test
    void permissionToCreateIsNeededForMissingTopicsOnly() {
        try (EmbeddedKafka kafka = SecuredKafka.start()) {
            KafkaProbe admin = KafkaProbe.of(kafka, SecuredKafka.login("admin", SecuredKafka.PASSWORD));
            admin.createTopic("topics.allowed", 1);
            admin.allow("monitor", AclOperation.DESCRIBE, "topics.allowed");
            admin.allow("monitor", AclOperation.DESCRIBE, "topics.allowed.dead");
            Topics topics = topics(TestKafkaSettings.of(kafka, "topics.allowed")
                    .client(SecuredKafka.login("monitor", SecuredKafka.PASSWORD))
                    .build());
            Future<Void> ensured = topics.ensure(troubles::add);
            await().until(() -> !troubles.isEmpty());

            admin.createTopic("topics.allowed.dead", 1);

            Futures.get(ensured);
            assertThat(troubles)
                    .containsOnly(
                            "topic topics.allowed.dead does not exist, and we may not create it: create it, or allow it");
        }
    }

    @Test
    void brokerThatComesLateIsWaitedFor() {
        try (EmbeddedKafka kafka = EmbeddedKafka.absent()) {
            Topics topics = topics(TestKafkaSettings.of(kafka, "topics.late")
                    .client("default.api.timeout.ms", "1000")
                    .client("request.timeout.ms", "1000")
                    .build());
            Future<Void> ensured = topics.ensure(troubles::add);
            await().until(() -> troubles.size() >= 2);

            kafka.start();

            Futures.get(ensured);
            assertThat(troubles).containsOnly("no broker answers at " + kafka.bootstrapServers());
            assertThat(KafkaProbe.of(kafka).topics()).contains("topics.late", "topics.late.dead");
        }
    }
}
