package io.nudger.config;

import io.nudger.document.Section;
import io.nudger.document.Type;
import java.time.Duration;

/** Reads how the monitors of a zone share its targets. */
final class SharingReader {
    private static final Type<Integer> PARTITIONS = Type.number(1, 10_000);
    private static final Type<Duration> SESSION = Type.duration(Duration.ofSeconds(1), Duration.ofMinutes(5));
    private static final Type<Duration> HEARTBEAT = Type.duration(Duration.ofMillis(100), Duration.ofMinutes(1));

    private SharingReader() {}

    static SharingSettings read(Section sharing) {
        SharingSettings usual = SharingSettings.DEFAULT;
        SharingSettings settings = new SharingSettings(
                sharing.read("enabled", Type.BOOLEAN, usual.enabled()),
                sharing.read("topic", KafkaReader.TOPIC, usual.topic()),
                sharing.read("partitions", PARTITIONS, usual.partitions()),
                sharing.read("session_timeout", SESSION, usual.sessionTimeout()),
                sharing.read("heartbeat", HEARTBEAT, usual.heartbeat()));
        // Kafka's own advice: two heartbeats may be lost.
        if (settings.heartbeat().multipliedBy(3).compareTo(settings.sessionTimeout()) > 0) {
            sharing.problem("heartbeat", "wanted at most a third of session_timeout, found more");
        }
        sharing.end();
        return settings;
    }
}
