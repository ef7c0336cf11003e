package io.nudger.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nudger.testing.TestKafkaSettings;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

final class KafkaClientsTest {
    private static TestKafkaSettings settings() {
        return TestKafkaSettings.of("kafka:9092", "clients");
    }

    @Test
    void settingsHaveTheLastWord() {
        KafkaClients clients = new KafkaClients(settings()
                .client("request.timeout.ms", "4000")
                .producer("linger.ms", "5")
                .build());

        assertThat(clients.producer())
                .containsEntry("acks", "all")
                .containsEntry("bootstrap.servers", "kafka:9092")
                .containsEntry("request.timeout.ms", "4000")
                .containsEntry("linger.ms", "5");
        assertThat(clients.consumer(Map.of("request.timeout.ms", "7000", "max.poll.records", "9")))
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("request.timeout.ms", "4000")
                .containsEntry("max.poll.records", "9");
        assertThat(clients.admin()).containsEntry("request.timeout.ms", "4000").doesNotContainKey("acks");
    }

    @Test
    void certificatesAreReadAnewUnlessTheSettingsNameAFactoryOfTheirOwn() {
        String factory = "ssl.engine.factory.class";
        TestKafkaSettings tls = settings().client("security.protocol", "SASL_SSL");

        assertThat(new KafkaClients(tls.build()).admin()).containsEntry(factory, RenewingSslEngineFactory.class);
        assertThat(new KafkaClients(settings().build()).admin()).doesNotContainKey(factory);
        String own = "org.apache.kafka.common.security.ssl.DefaultSslEngineFactory";
        assertThat(new KafkaClients(tls.client(factory, own).build()).producer())
                .containsEntry(factory, own);
    }

    @Test
    void wrongPropertiesAreNamed() {
        assertThatThrownBy(() ->
                        new KafkaClients(settings().producer("acks", "some").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "kafka.producer: Invalid value some for configuration acks: String must be one of: all, -1, 0, 1");
    }

    @Test
    void troubleIsReportedInWordsThatStayTheSame() {
        KafkaClients clients = new KafkaClients(settings().build());

        assertThat(clients.describe(new CompletionException(new TimeoutException("deadlineMs=1763719200123, tries=1"))))
                .isEqualTo("no broker answers at kafka:9092");
        assertThat(clients.describe(new SaslAuthenticationException("Authentication failed: invalid credentials")))
                .isEqualTo("kafka:9092 refuses the login: Authentication failed: invalid credentials");
        assertThat(clients.describe(new TopicAuthorizationException("Not authorized to access topics: [clients]")))
                .isEqualTo(
                        "kafka:9092 does not allow it, see the ACLs of our user: Not authorized to access topics: [clients]");
        assertThat(clients.describe(new KafkaException(
                        "Failed to construct kafka producer",
                        new KafkaException("Failed to load SSL keystore /x.pem"))))
                .isEqualTo("Failed to load SSL keystore /x.pem");
    }
}
