package io.nudger.consume;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class DeadLetterEpisodesTest {
    private final AtomicLong nanos = new AtomicLong();
    private final DeadLetterEpisodes episodes = new DeadLetterEpisodes(nanos::get);
    private final Logger logger = (Logger) LoggerFactory.getLogger("nudger.persister");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
    }

    private void letters(DeadReason reason, int count) {
        ConsumerRecord<byte[], byte[]> source = new ConsumerRecord<>("t", 3, 7, new byte[0], new byte[0]);
        for (int i = 0; i < count; i++) {
            episodes.add(new Decoded.Rejected(source, reason, "number " + i));
        }
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        episodes.endThoseThatAreOver();
    }

    @Test
    void eachReasonIsOneLineHoweverManyComeAndOneWhenItIsOver() {
        letters(DeadReason.FORGED, 10_000);
        letters(DeadReason.EXPIRED, 1);
        pass(Duration.ofMinutes(4));
        letters(DeadReason.FORGED, 1);
        pass(Duration.ofMinutes(2));

        assertThat(lines()).hasSize(3);
        assertThat(lines().get(0)).contains("reason=forged first=t/3/7 message=\"number 0\"");
        assertThat(lines().get(1)).contains("reason=expired");
        assertThat(lines().get(2)).isEqualTo("no more dead letters reason=expired letters=1 quiet=360s");
        assertThat(episodes.status().isOk()).isFalse();
        assertThat(episodes.status().getData().getString("reason"))
                .isEqualTo("forged: 10001 records, the first: number 0");

        pass(Duration.ofMinutes(3));
        assertThat(episodes.status().isOk()).isTrue();
        letters(DeadReason.FORGED, 2);
        assertThat(lines()).hasSize(5);
        assertThat(lines().get(3)).contains("no more", "letters=10001");
    }
}
