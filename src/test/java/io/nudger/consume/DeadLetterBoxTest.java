package io.nudger.consume;

import static io.nudger.consume.Results.CLOCK;
import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.up;
import static io.nudger.consume.Topic.awaitRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.nudger.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class DeadLetterBoxTest {
    private final TestDatabase database = Services.postgres().createDatabase();

    @Test
    void lettersAreListedAndSentAgain() throws RecordException {
        Topic topic = Topic.create(Services.kafka(), "letters", 1);
        DeadLetterBox box = new DeadLetterBox(topic.settings);
        assertThat(list(box, Span.ALL)).isEmpty();
        try (Persisting persisting = Persisting.start(topic.settings, database.settings())) {
            await().until(persisting::isReady);
            database.execute(
                    """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        RAISE EXCEPTION 'not yet' USING ERRCODE = 'data_exception';
                    END $$;
                    CREATE TRIGGER refuse BEFORE INSERT ON targets
                        FOR EACH ROW WHEN (NEW.name = 'refused') EXECUTE FUNCTION refuse()""");
            topic.send(WireFormat.JSON, up("refused", "home", NOON));
            topic.kafka.send(topic.settings.topic(), "key", new byte[] {'{', (byte) 0xff}, Map.of("trace", "abc"));
            topic.kafka.send(topic.settings.topic(), "large", new byte[1_048_450], Map.of());
            topic.send(WireFormat.JSON, up("future", "home", CLOCK.instant().plusSeconds(4_000)));
            topic.awaitCommitted(4);

            List<DeadLetter> letters = list(box, Span.ALL);
            assertThat(letters)
                    .extracting(DeadLetter::reason)
                    .containsExactly("refused", "malformed", "too_large", "future");
            assertThat(letters.get(1).json().getMap())
                    .containsEntry("key", "key")
                    .containsEntry("topic", topic.settings.topic())
                    .containsEntry("source", "0/1")
                    .containsEntry("resent", 0)
                    .containsEntry("cut", false)
                    .containsEntry("value_base64", "e/8=");
            assertThat(list(box, new Span(Instant.now().plusSeconds(60), null))).isEmpty();

            database.execute("DROP TRIGGER refuse ON targets");
            Set<String> chosen = Set.of("refused", "malformed", "too_large");
            DeadLetterBox.Resent resent = box.resend(Span.ALL, letter -> chosen.contains(letter.reason()));

            assertThat(resent.sent()).isEqualTo(2);
            assertThat(resent.left()).extracting(DeadLetter::reason).containsExactly("too_large");
            awaitRows(database, 1);
            topic.awaitCommitted(6);
            assertThat(list(box, Span.ALL)).hasSize(5).last().satisfies(again -> {
                assertThat(again.reason()).isEqualTo("malformed");
                assertThat(again.resent()).isOne();
                assertThat(KafkaProbe.header(again.record(), "trace")).isEqualTo("abc");
            });
        }
    }

    @Test
    void lettersOfOtherTopicsAreNotSent() throws RecordException {
        Topic topic = Topic.create(Services.kafka(), "letters-foreign", 1);
        ProducerRecord<String, byte[]> foreign =
                new ProducerRecord<>(topic.settings.deadLetterTopic(), "key", "{}".getBytes(StandardCharsets.UTF_8));
        foreign.headers().add(DeadLetters.TOPIC, "elsewhere".getBytes(StandardCharsets.UTF_8));
        topic.kafka.createTopic(topic.settings.deadLetterTopic(), 1);
        topic.kafka.sendAll(List.of(foreign));

        DeadLetterBox.Resent resent = new DeadLetterBox(topic.settings).resend(Span.ALL, letter -> true);

        assertThat(resent.sent()).isZero();
        assertThat(resent.left()).extracting(DeadLetter::topic).containsExactly("elsewhere");
    }

    /** In the order of what they were. */
    private static List<DeadLetter> list(DeadLetterBox box, Span span) throws RecordException {
        List<DeadLetter> letters = new ArrayList<>();
        long ignored = box.read(span, letters::add);
        letters.sort(Comparator.comparing(DeadLetterBoxTest::offset));
        return letters;
    }

    private static int offset(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> record = letter.record();
        return Integer.parseInt(KafkaProbe.header(record, DeadLetters.OFFSET));
    }
}
