package io.nudger.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedKafkaTest {
    @Test
    void sharedBrokerTakesAndGivesRecords() {
        KafkaProbe probe = KafkaProbe.of(EmbeddedKafka.shared());
        probe.createTopic("embedded", 3);
        probe.send("embedded", "key", bytes("value"), Map.of("content-type", "text/plain"));

        assertThat(probe.describe("embedded").partitions()).hasSize(3);
        assertThat(probe.consumeAll("embedded")).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("key");
            assertThat(record.value()).isEqualTo(bytes("value"));
            assertThat(KafkaProbe.header(record, "content-type")).isEqualTo("text/plain");
        });
    }

    @Test
    void restartKeepsAddressAndData() {
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
            String address = kafka.bootstrapServers();
            KafkaProbe probe = KafkaProbe.of(kafka);
            probe.createTopic("kept", 1);
            probe.send("kept", "key", bytes("value"), Map.of());

            kafka.restart();

            assertThat(kafka.bootstrapServers()).isEqualTo(address);
            assertThat(probe.awaitRecords("kept", 1)).hasSize(1);
        }
    }

    @Test
    void takenPortIsAnErrorAndNotTheEndOfTheJvm(@TempDir Path directory) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EmbeddedKafka noPort = EmbeddedKafka.at(directory, taken.getLocalPort(), FreePorts.next());
                EmbeddedKafka noControllerPort = EmbeddedKafka.at(directory, FreePorts.next(), taken.getLocalPort())) {
            assertThatThrownBy(noPort::start).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(noControllerPort::start).isInstanceOf(IllegalStateException.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
