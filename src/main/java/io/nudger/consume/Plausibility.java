package io.nudger.consume;

import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.Micros;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.config.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a record may claim at one moment. Anybody who may produce to the topic can claim anything, and no monitor claims
 * more than this: within these bounds a record costs no more than any other, and none wins over another by an absurd time.
 *
 * @param now the moment
 * @param tolerance how far the clocks of monitors may be from ours
 * @param retention how long the record is kept
 */
record Plausibility(Instant now, Duration tolerance, Retention retention) {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
    /** All texts of a target together, in characters; those of a real one have a few hundred. */
    private static final int MAX_TEXTS = 65_536;
    /** Of what becomes a key of the database. */
    private static final int MAX_HASH = 128;

    /** The result, or a dead letter. */
    Decoded accept(ConsumerRecord<byte[], byte[]> source, CheckResult result) {
        Decoded.Rejected outside = outsideTheRecord(source, "scheduled_at", result.scheduledAt());
        if (outside != null) {
            return outside;
        }
        String objection = objection(result.target());
        objection = objection == null ? objectionToStart(result) : objection;
        objection = objection == null ? objection(result.observation().certificate()) : objection;
        return objection == null ? new Decoded.Result(source, result) : implausible(source, objection);
    }

    /** The gap, without what is longer ago than the record is kept; or a dead letter. */
    Decoded accept(ConsumerRecord<byte[], byte[]> source, SlotGap gap) {
        Decoded.Rejected outside = outsideTheRecord(source, "last_slot", gap.last());
        if (outside != null) {
            return outside;
        }
        String objection = objection(gap.target());
        return objection == null ? new Decoded.Gap(source, shortened(gap)) : implausible(source, objection);
    }

    private Decoded.@Nullable Rejected outsideTheRecord(
            ConsumerRecord<byte[], byte[]> source, String field, Instant slot) {
        if (slot.isAfter(now.plus(tolerance))) {
            return new Decoded.Rejected(
                    source,
                    DeadReason.FUTURE,
                    field + " " + slot + " lies in the future: it is " + now + "; is the clock of the monitor right,"
                            + " and ours?");
        }
        if (slot.isBefore(now.minus(retention.checks()))) {
            return new Decoded.Rejected(
                    source,
                    DeadReason.EXPIRED,
                    field + " " + slot + " is older than the retention of "
                            + retention.checks().toDays() + " days");
        }
        return null;
    }

    /** Depends on the gap alone, not on the time at which it is read: a replay stores the same. */
    private SlotGap shortened(SlotGap gap) {
        long interval = Micros.of(gap.target().interval());
        long most = Micros.of(retention.archive()) / interval + 1;
        if (gap.slots() <= most) {
            return gap;
        }
        Instant first = Micros.toInstant(Micros.of(gap.last()) - (most - 1) * interval);
        return new SlotGap(gap.target(), gap.origin(), first, gap.last(), gap.verdict());
    }

    private static @Nullable String objection(TargetInfo target) {
        Duration interval = target.interval();
        if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
            return "interval: wanted 0.1 s to one day, found " + Micros.of(interval) + " microseconds";
        }
        if (target.config().length() > MAX_HASH) {
            return "config: wanted at most " + MAX_HASH + " characters, found "
                    + target.config().length();
        }
        int texts = length(target.url()) + length(target.regexp());
        for (String name : target.alerting().names()) {
            texts += name.length();
        }
        for (Map.Entry<String, String> label : target.labels().entrySet()) {
            texts += label.getKey().length() + label.getValue().length();
        }
        return texts <= MAX_TEXTS
                ? null
                : "url, regexp, labels and names: wanted at most " + MAX_TEXTS + " characters together, found " + texts;
    }

    /** A check begins in its slot, by the clock of its monitor; that clock may be set at any moment. */
    private @Nullable String objectionToStart(CheckResult result) {
        Instant started = result.startedAt();
        if (started == null) {
            return null;
        }
        Instant slot = result.scheduledAt();
        if (started.isBefore(slot.minus(tolerance))) {
            return "started_at " + started + " lies before its slot " + slot;
        }
        return started.isAfter(slot.plus(result.target().interval()).plus(tolerance))
                ? "started_at " + started + " lies after the end of its slot " + slot
                : null;
    }

    private static @Nullable String objection(@Nullable CertificateInfo certificate) {
        return certificate == null || certificate.sha256().length() <= MAX_HASH
                ? null
                : "certificate.sha256: wanted at most " + MAX_HASH + " characters, found "
                        + certificate.sha256().length();
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static Decoded implausible(ConsumerRecord<byte[], byte[]> source, String objection) {
        return new Decoded.Rejected(source, DeadReason.IMPLAUSIBLE, objection);
    }
}
