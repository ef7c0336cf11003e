package io.nudger.wire;

import io.nudger.check.Alerting;
import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Phase;
import io.nudger.check.Phases;
import io.nudger.check.Quorum;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Text;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A result or a gap while it is read. Each field has been evaluated by itself; what must hold of several together is evaluated
 * here. What is not null was there, or there is no result.
 */
final class Draft {
    private static final String NO_TEXT = "";

    String target = NO_TEXT;
    String url = NO_TEXT;
    Duration interval = Duration.ZERO;
    final Map<String, String> labels = new TreeMap<>();

    @Nullable String regexp;

    int failureThreshold = 1;
    int successThreshold = 1;

    @Nullable String title;

    @Nullable String group;

    Quorum quorum = Quorum.MAJORITY;
    private final List<String> dependsOn = new ArrayList<>();
    private final List<String> maintenance = new ArrayList<>();
    String config = NO_TEXT;
    String zone = NO_TEXT;
    String monitor = NO_TEXT;
    Instant scheduledAt = Instant.EPOCH;

    @Nullable Instant startedAt;

    Instant firstSlot = Instant.EPOCH;
    Instant lastSlot = Instant.EPOCH;
    String outcome = NO_TEXT;

    @Nullable FailureReason reason;

    @Nullable String message;

    final Observation.Builder observation = Observation.builder();

    /** What was read of all labels, or of one after the other. */
    Draft labels(Map<String, String> more) {
        labels.putAll(more);
        return this;
    }

    /** As {@link #labels}. */
    Draft dependsOn(List<String> more) {
        dependsOn.addAll(more);
        return this;
    }

    /** As {@link #labels}. */
    Draft maintenance(List<String> more) {
        maintenance.addAll(more);
        return this;
    }

    CheckResult result(Source in) throws MalformedResultException {
        return new CheckResult(info(in), origin(in), scheduledAt, startedAt, verdict(in), observation.build());
    }

    SlotGap gap(Source in) throws MalformedResultException {
        Verdict verdict = verdict(in);
        if (!SlotGap.saysNothing(verdict.outcome())) {
            throw in.malformed("outcome", "missed or unknown", Text.quote(outcome));
        }
        if (!SlotGap.fits(firstSlot, lastSlot, interval)) {
            throw in.malformed(
                    "last_slot", "a whole number of intervals after first_slot " + firstSlot, lastSlot.toString());
        }
        return new SlotGap(info(in), origin(in), firstSlot, lastSlot, verdict);
    }

    private TargetInfo info(Source in) {
        Thresholds thresholds = failureThreshold == 1 && successThreshold == 1
                ? Thresholds.ONE
                : new Thresholds(failureThreshold, successThreshold);
        return in.shared(target, new TargetInfo(target, url, interval, labels, regexp, thresholds, alerting(), config));
    }

    private Alerting alerting() {
        boolean none = title == null && group == null && dependsOn.isEmpty() && maintenance.isEmpty();
        return none && quorum.equals(Quorum.MAJORITY)
                ? Alerting.DEFAULT
                : new Alerting(title, group, dependsOn, quorum, maintenance);
    }

    private Origin origin(Source in) {
        return in.shared(monitor, new Origin(zone, monitor));
    }

    /** What only a later version knows is kept by its name. An outcome of that kind need not have a reason. */
    private Verdict verdict(Source in) throws MalformedResultException {
        Outcome known = Outcome.named(outcome);
        if (known == Outcome.UP) {
            if (reason != null || message != null) {
                throw in.malformed(
                        reason == null ? "message" : "reason",
                        "nothing beside outcome up",
                        Text.quote(reason == null ? String.valueOf(message) : reason.wireName()));
            }
            return Verdict.up();
        }
        if (known == null) {
            return Verdict.later(
                    outcome,
                    reason == null ? FailureReason.OTHER : reason,
                    message == null ? "An outcome that this version does not know: " + outcome + "." : message);
        }
        if (reason == null) {
            throw in.malformed("reason", Type.REASON.wanted(), Source.NOTHING);
        }
        if (message == null) {
            throw in.malformed("message", Type.TEXT.wanted(), Source.NOTHING);
        }
        return new Verdict(known, reason, message);
    }

    /** Phases while they are read. */
    static final class OfPhases {
        final Map<Phase, Duration> times = new EnumMap<>(Phase.class);

        Phases build(Source in) {
            return Phases.of(times::get);
        }
    }

    /** A certificate while it is read. */
    static final class OfCertificate {
        Instant notAfter = Instant.EPOCH;
        String sha256 = NO_TEXT;
        String issuer = NO_TEXT;

        @Nullable String subject;

        @Nullable String tlsVersion;

        @Nullable String tlsCipher;

        CertificateInfo build(Source in) {
            return in.shared(sha256, new CertificateInfo(notAfter, sha256, issuer, subject, tlsVersion, tlsCipher));
        }
    }

    /** A first failure while it is read. */
    static final class OfFirstFailure {
        FailureReason reason = FailureReason.OTHER;
        String message = NO_TEXT;

        FirstFailure build(Source in) {
            return new FirstFailure(reason, message);
        }
    }
}
