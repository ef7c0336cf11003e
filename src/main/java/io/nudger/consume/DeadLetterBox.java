package io.nudger.consume;

import io.nudger.config.KafkaSettings;
import io.nudger.kafka.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Looks through the dead letters, and sends them again. It blocks, and is meant for the command line. */
public final class DeadLetterBox {
    private static final int AT_ONCE = 500;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final KafkaClients clients;

    /**
     * @throws IllegalArgumentException when a Kafka client would refuse a property; the message names it
     */
    public DeadLetterBox(KafkaSettings settings) {
        this.settings = settings;
        clients = new KafkaClients(settings);
    }

    /**
     * Looks through the letters of a span, those of one partition in their order.
     *
     * @param span by the times at which they became dead letters
     * @param each called with each of them
     * @return how many there are
     * @throws RecordException when Kafka does not answer
     */
    public long read(Span span, Consumer<DeadLetter> each) throws RecordException {
        try (TopicSpan letters = TopicSpan.open(clients, List.of(settings.deadLetterTopic()), span, AT_ONCE)) {
            long count = 0;
            for (List<ConsumerRecord<byte[], byte[]>> next = letters.next(); !next.isEmpty(); next = letters.next()) {
                next.forEach(record -> each.accept(new DeadLetter(record)));
                count += next.size();
            }
            return count;
        }
    }

    /**
     * Sends letters to the topic they come from, as they came, with one header more that counts how often. They stay among
     * the dead letters: nothing can be taken out of a topic.
     *
     * @param span by the times at which they became dead letters
     * @param chosen which of them
     * @return what became of them
     * @throws RecordException when Kafka does not answer; some may have been sent
     */
    public Resent resend(Span span, Predicate<DeadLetter> chosen) throws RecordException {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                new HashMap<>(clients.producer()), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            List<DeadLetter> left = new ArrayList<>();
            long ignored = read(span, letter -> {
                if (!chosen.test(letter)) {
                    return;
                }
                if (letter.isCut() || !settings.topics().contains(letter.topic())) {
                    left.add(letter);
                } else {
                    sent.add(producer.send(again(letter)));
                }
            });
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
            producer.close(CLOSE);
            return new Resent(sent.size(), left);
        } catch (ExecutionException | KafkaException e) {
            throw new RecordException("kafka: " + clients.describe(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RecordException("interrupted", e);
        }
    }

    private static ProducerRecord<byte[], byte[]> again(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> record = letter.record();
        ProducerRecord<byte[], byte[]> again = new ProducerRecord<>(letter.topic(), null, record.key(), record.value());
        for (Header header : record.headers()) {
            if (!header.key().startsWith(DeadLetters.PREFIX)) {
                again.headers().add(header);
            }
        }
        String times = Integer.toString(letter.resent() + 1);
        again.headers().add(DeadLetters.RESENT, times.getBytes(StandardCharsets.UTF_8));
        return again;
    }

    /**
     * What became of letters that were to be sent again.
     *
     * @param sent how many were
     * @param left those that were not: only the beginning of them is left, or they come from a topic that is not ours
     */
    public record Resent(int sent, List<DeadLetter> left) {
        public Resent {
            left = List.copyOf(left);
        }
    }
}
