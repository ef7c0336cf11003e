package io.nudger.bench;

import io.nudger.check.Outcome;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Node;
import io.nudger.testing.NudgerProcess.Launch;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A monitor that has just been started, with an empty spool.
 *
 * @param begin when its process began
 * @param outcomes what became of its slots
 */
record ColdStart(Instant begin, Outcomes outcomes) {
    private static final int PARTITIONS = 6;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double PERCENT = 100;
    /** What was checked by then is published then. */
    private static final Duration PUBLISHED = Duration.ofSeconds(3);

    /** Starts one in this way, and ends it after so long. */
    static ColdStart of(Lab lab, Fleet fleet, Duration time, UnaryOperator<Launch> launch) {
        return lab.withDeployment(deployment -> {
            fleet.write(deployment.targetsFile());
            // As at every start but the very first.
            KafkaProbe.of(lab.kafka()).createTopic(deployment.topic(), PARTITIONS);
            Instant begin = Instant.now();
            Node monitor = deployment.start(deployment.settings("monitor"), launch);
            Pause.of(time);
            Instant end = Instant.now();
            Pause.of(PUBLISHED);
            monitor.kill();
            return new ColdStart(begin, Outcomes.read(lab.kafka().bootstrapServers(), deployment.topic(), begin, end));
        });
    }

    /** Seconds from the start of the process to its first check; NaN when there was none. */
    double firstCheck() {
        Instant first = outcomes.first();
        return first == null ? Double.NaN : Duration.between(begin, first).toMillis() / MILLIS_PER_SECOND;
    }

    /** What became of this many slots from the first on. */
    Outcomes first(int count) {
        return new Outcomes(outcomes.slots().stream().limit(count).toList());
    }

    /** What became of the slots from this long after the first. */
    Outcomes after(Duration time) {
        @Nullable Instant first = outcomes.slots().stream()
                .map(Outcomes.Slot::scheduled)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return first == null ? new Outcomes(List.of()) : outcomes.between(first.plus(time), Instant.MAX);
    }

    /** Percent of these slots of which nothing is known of the site. */
    static double unseen(Outcomes outcomes) {
        int slots = outcomes.slots().size();
        long seen = outcomes.count(Outcome.UP) + outcomes.count(Outcome.DOWN);
        return slots == 0 ? PERCENT : PERCENT * (slots - seen) / slots;
    }
}
