package io.nudger.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.function.Function.identity;

import io.nudger.document.FileText;
import io.nudger.document.Refusal;
import io.nudger.document.Section;
import io.nudger.document.Type;
import io.nudger.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the settings of Kafka. The properties of its clients are its own affair, and may all be secrets. */
final class KafkaReader {
    static final Type<String> TOPIC = Type.text(
            "the name of a topic: 1 to 249 of a-z, A-Z, 0-9, ., _ and -",
            Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}"));
    private static final Type<String> FAILURE_TOPIC = Type.text(
            "the name of a topic, or \"\" for none: up to 249 of a-z, A-Z, 0-9, ., _ and -",
            Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{0,249}"));
    private static final String TOPICS = "a list of the names of topics";
    private static final Type<String> GROUP = Type.text("the name of a consumer group", Pattern.compile(".{1,255}"));
    private static final Type<WireFormat> FORMAT = Type.oneOf(Stream.of(WireFormat.values())
            .collect(Collectors.toMap(format -> format.name().toLowerCase(Locale.ROOT), identity())));
    private static final Type<String> PROPERTY_KEY = Type.text(
                    "the key of a property", Pattern.compile("[A-Za-z0-9._-]+"))
            .hidden();
    private static final Type<String> PROPERTY =
            Type.scalar("a text, number or boolean", Pattern.compile("(?s).*")).hidden();

    private static final String SERVERS = "bootstrap.servers";
    private static final String DEFAULT_TOPIC = "${KAFKA_TOPIC:-nudger.checks}";
    private static final String DEFAULT_SERVERS = "${KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}";

    private KafkaReader() {}

    static KafkaSettings read(Section kafka) {
        String topic = kafka.readOr("topic", TOPIC, DEFAULT_TOPIC, "nudger.checks");
        String deadLetterTopic = kafka.read("dead_letter_topic", TOPIC, "nudger.checks.dead");
        FailureTopic failures = failures(kafka, topic);
        KafkaSettings settings = new KafkaSettings(
                topic,
                failures,
                topics(kafka, topic, failures),
                deadLetterTopic,
                kafka.read("partitions", Type.number(1, 10_000), 12),
                kafka.read("replication_factor", Type.number(1, 100), 1).shortValue(),
                kafka.read("group", GROUP, "nudger-persister"),
                kafka.read("format", FORMAT, WireFormat.JSON),
                kafka.read("buffer", Type.number(1, 100_000_000), 100_000),
                PersisterReader.key(kafka, "signing_key"),
                properties(kafka, "client", Map.of(SERVERS, DEFAULT_SERVERS)),
                properties(kafka, "producer", Map.of()),
                properties(kafka, "consumer", Map.of()));
        boolean loops = Stream.concat(settings.published().stream(), settings.topics().stream())
                .anyMatch(deadLetterTopic::equals);
        if (loops) {
            kafka.problem("dead_letter_topic", "wanted another topic than that of the results");
        }
        kafka.end();
        return settings;
    }

    private static @Nullable FailureTopic failures(Section kafka, String topic) {
        String name = kafka.read("failure_topic", FAILURE_TOPIC, "");
        boolean only = kafka.read("failure_topic_only", Type.BOOLEAN, false);
        if (name.isEmpty()) {
            if (only && kafka.entry("failure_topic") == null) {
                kafka.problem("failure_topic_only", "wanted failure_topic beside it, found none");
            }
            return null;
        }
        if (name.equals(topic)) {
            kafka.problem("failure_topic", "wanted another topic than that of all results");
        }
        return new FailureTopic(name, only);
    }

    /** All topics that results go to, unless the list says otherwise. */
    private static List<String> topics(Section kafka, String topic, @Nullable FailureTopic failures) {
        Set<String> topics = new LinkedHashSet<>();
        int before = kafka.reading().problems().count();
        kafka.forEach("topics", TOPICS, (node, place) -> {
            String name = kafka.reading().value(node, place, TOPIC);
            if (name != null && !topics.add(name)) {
                kafka.reading().problems().add(place.problem("stands twice"));
            }
        });
        if (!topics.isEmpty()) {
            return List.copyOf(topics);
        }
        if (kafka.has("topics") && kafka.reading().problems().count() == before) {
            kafka.problem("topics", "wanted " + TOPICS + ", found none");
        }
        return failures == null ? List.of(topic) : List.of(topic, failures.name());
    }

    private static ClientProperties properties(Section kafka, String key, Map<String, String> defaults) {
        Map<String, String> properties = new HashMap<>();
        Map<String, FileText> files = new HashMap<>();
        Section section = kafka.section(key);
        section.readAll(PROPERTY_KEY, PROPERTY, properties);
        properties.keySet().forEach(property -> {
            FileText file = section.fileText(property);
            if (file != null) {
                files.put(property, file);
            }
        });
        defaults.forEach((name, value) -> {
            if (!section.has(name)) {
                properties.put(name, section.readOr(name, PROPERTY, value, ""));
            }
        });
        checkKey(section, properties);
        return new ClientProperties(properties, files);
    }

    /** A file that is not there yet is waited for; one with another key would be waited for in vain. */
    private static void checkKey(Section section, Map<String, String> properties) {
        String key = properties.get("ssl.keystore.key");
        String store = properties.get("ssl.keystore.location");
        if (key != null) {
            checkKey(section, "ssl.keystore.key", key);
        } else if (store != null && "PEM".equals(properties.get("ssl.keystore.type"))) {
            try {
                checkKey(section, "ssl.keystore.location", Files.readString(Path.of(store), ISO_8859_1));
            } catch (IOException | InvalidPathException reportedLater) {
                // Whoever opens it next says so, and tries again.
            }
        }
    }

    private static void checkKey(Section section, String property, String pem) {
        try {
            Pem.requirePkcs8(pem);
        } catch (Refusal e) {
            section.problem(property, e.fault());
        }
    }
}
