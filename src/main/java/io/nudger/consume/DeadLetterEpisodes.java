package io.nudger.consume;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports dead letters: one log line when the first of a reason comes, and one when none has come for a while, however many
 * there were between. Until then health shows the reason. Belongs to one event loop.
 */
final class DeadLetterEpisodes {
    private static final Logger LOG = LoggerFactory.getLogger("nudger.persister");
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final LongSupplier nanos;
    private final Map<DeadReason, Episode> open = new EnumMap<>(DeadReason.class);

    private static final class Episode {
        private final String example;
        private long letters;
        private long last;

        Episode(String example) {
            this.example = example;
        }
    }

    /** @param nanos a monotonic clock */
    DeadLetterEpisodes(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A record has gone to the dead letters. */
    void add(Decoded.Rejected letter) {
        Episode episode = open.computeIfAbsent(letter.reason(), reason -> begin(letter));
        episode.letters++;
        episode.last = nanos.getAsLong();
    }

    /** Reports the end of those that are over. */
    void endThoseThatAreOver() {
        long now = nanos.getAsLong();
        List<DeadReason> over = new ArrayList<>();
        open.forEach((reason, episode) -> {
            if (now - episode.last >= QUIET_NANOS) {
                over.add(reason);
                LOG.info(
                        "no more dead letters reason={} letters={} quiet={}s",
                        reason.wireName(),
                        episode.letters,
                        TimeUnit.NANOSECONDS.toSeconds(now - episode.last));
            }
        });
        over.forEach(open::remove);
    }

    /** Up while there is no episode. */
    Status status() {
        if (open.isEmpty()) {
            return Status.OK();
        }
        JsonObject data = new JsonObject();
        data.put(
                "reason",
                open.entrySet().stream()
                        .map(each -> each.getKey().wireName() + ": " + each.getValue().letters + " records, the first: "
                                + each.getValue().example)
                        .collect(Collectors.joining("; ")));
        return Status.KO(data);
    }

    private static Episode begin(Decoded.Rejected letter) {
        ConsumerRecord<byte[], byte[]> source = letter.source();
        LOG.warn(
                "records go to the dead letters reason={} first={}/{}/{} message=\"{}\"; further ones of this reason are counted by"
                        + " nudger_dead_letters_total and listed by the command dead-letters",
                letter.reason().wireName(),
                source.topic(),
                source.partition(),
                source.offset(),
                letter.message());
        return new Episode(letter.message());
    }
}
