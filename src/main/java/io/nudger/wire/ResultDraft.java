package io.nudger.wire;

import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.LaterName;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Outcome;
import io.nudger.check.Phases;
import io.nudger.check.SlotGap;
import io.nudger.check.Target;
import io.nudger.check.TargetInfo;
import io.nudger.check.Text;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record as a decoder finds them, in the types of the wire, and the one place that judges whether
 * together they are a result. Null means absent. Its bounds are wide, and yet what passes them fits the database: one
 * foreign record must not spoil a batch.
 */
final class ResultDraft {
    private static final long LONGEST_INTERVAL = 366 * Micros.PER_DAY;

    @Nullable Long v;

    @Nullable String target;

    @Nullable String url;

    @Nullable Long interval;

    final Map<String, String> labels = new TreeMap<>();

    @Nullable String regexp;

    @Nullable Long failureThreshold;

    @Nullable Long successThreshold;

    @Nullable String config;

    @Nullable String zone;

    @Nullable String monitor;

    @Nullable Long scheduledAt;

    @Nullable Long startedAt;

    @Nullable Long firstSlot;

    @Nullable Long lastSlot;

    @Nullable String outcome;

    @Nullable String reason;

    @Nullable String message;

    @Nullable Long attempts;

    @Nullable Long statusCode;

    @Nullable Long duration;

    @Nullable Boolean degraded;

    @Nullable Long resolve;

    @Nullable Long connect;

    @Nullable Long tls;

    @Nullable Long processing;

    @Nullable Long transfer;

    @Nullable Boolean regexpMatched;

    @Nullable String match;

    @Nullable String bodyExcerpt;

    @Nullable Long bodyBytes;

    @Nullable String remoteAddress;

    @Nullable String protocol;

    final Map<String, String> headers = new TreeMap<>();

    boolean hasFirstFailure;

    @Nullable String firstReason;

    @Nullable String firstMessage;

    boolean hasCertificate;

    @Nullable Long notAfter;

    @Nullable String sha256;

    @Nullable String issuer;

    @Nullable String subject;

    @Nullable String tlsVersion;

    @Nullable String tlsCipher;

    /** The result, when everything that makes one is there and right. */
    CheckResult build() throws MalformedResultException {
        version();
        return new CheckResult(
                info(),
                new Origin(name("zone", zone), name("monitor", monitor)),
                instant("scheduled_at", required("scheduled_at", "an instant", scheduledAt)),
                startedAt == null ? null : instant("started_at", startedAt),
                verdict(),
                observation());
    }

    /** The gap, when everything that makes one is there and right. */
    SlotGap buildGap() throws MalformedResultException {
        version();
        Verdict verdict = verdict();
        if (!SlotGap.tellsNothing(verdict.outcome())) {
            throw malformed("outcome", "missed or unknown", outcome);
        }
        Instant first = instant("first_slot", required("first_slot", "an instant", firstSlot));
        Instant last = instant("last_slot", required("last_slot", "an instant", lastSlot));
        TargetInfo info = info();
        if (!SlotGap.fits(first, last, info.interval())) {
            throw malformed("last_slot", "a whole number of intervals after first_slot " + first, last.toString());
        }
        return new SlotGap(info, new Origin(name("zone", zone), name("monitor", monitor)), first, last, verdict);
    }

    private void version() throws MalformedResultException {
        if (v != null && v != CheckResultCodec.VERSION) {
            throw new UnknownVersionException(v);
        }
        if (v == null) {
            throw malformed("v", "version " + CheckResultCodec.VERSION, v);
        }
    }

    private TargetInfo info() throws MalformedResultException {
        return new TargetInfo(
                name("target", target),
                text("url", url),
                interval(),
                labels,
                regexp,
                new Thresholds(
                        threshold("failure_threshold", failureThreshold),
                        threshold("success_threshold", successThreshold)),
                text("config", config));
    }

    private static int threshold(String field, @Nullable Long value) throws MalformedResultException {
        return value == null ? 1 : (int) number(field, value, 1, Thresholds.MAX);
    }

    /** What only a later version knows is kept by its name. An outcome of that kind need not have a reason. */
    private Verdict verdict() throws MalformedResultException {
        String name = laterName("outcome", outcome);
        Outcome known = Outcome.named(name);
        if (known == Outcome.UP) {
            absent("reason", reason);
            absent("message", message);
            return Verdict.up();
        }
        if (known == null) {
            return Verdict.later(
                    name,
                    reason == null ? FailureReason.OTHER : reason("reason", reason),
                    message == null ? "An outcome that this version does not know: " + name + "." : message);
        }
        return new Verdict(known, reason("reason", reason), required("message", "a text", message));
    }

    private static FailureReason reason(String field, @Nullable String name) throws MalformedResultException {
        return FailureReason.named(laterName(field, name));
    }

    private static String laterName(String field, @Nullable String name) throws MalformedResultException {
        if (name == null || !LaterName.isName(name)) {
            throw malformed(field, LaterName.WANTED, name);
        }
        return name;
    }

    private Observation observation() throws MalformedResultException {
        return new Observation(
                attempts == null ? 0 : (int) number("attempts", attempts, 0, Short.MAX_VALUE),
                statusCode == null
                        ? null
                        : (int) number("status_code", statusCode, Bounds.MIN_STATUS, Bounds.MAX_STATUS),
                span("duration", duration),
                new Phases(
                        span("phases.resolve", resolve),
                        span("phases.connect", connect),
                        span("phases.tls", tls),
                        span("phases.processing", processing),
                        span("phases.transfer", transfer)),
                regexpMatched,
                match,
                bodyExcerpt,
                bodyBytes == null ? null : number("body_bytes", bodyBytes, 0, Long.MAX_VALUE),
                remoteAddress,
                protocol,
                certificate(),
                degraded,
                firstFailure(),
                headers);
    }

    private @Nullable FirstFailure firstFailure() throws MalformedResultException {
        if (!hasFirstFailure) {
            return null;
        }
        return new FirstFailure(
                reason("first_failure.reason", firstReason), required("first_failure.message", "a text", firstMessage));
    }

    private @Nullable CertificateInfo certificate() throws MalformedResultException {
        if (!hasCertificate) {
            return null;
        }
        return new CertificateInfo(
                instant("certificate.not_after", required("certificate.not_after", "an instant", notAfter)),
                required("certificate.sha256", "a text", sha256),
                required("certificate.issuer", "a text", issuer),
                subject,
                tlsVersion,
                tlsCipher);
    }

    private static String name(String field, @Nullable String text) throws MalformedResultException {
        if (text == null || !Text.isName(text)) {
            throw malformed(field, "a name of 1 to " + Target.MAX_NAME + " printable characters", text);
        }
        return text;
    }

    /** A text that must be there, and not empty. */
    private static String text(String field, @Nullable String text) throws MalformedResultException {
        if (text == null || text.isEmpty()) {
            throw malformed(field, "a text", text);
        }
        return text;
    }

    private static void absent(String field, @Nullable String text) throws MalformedResultException {
        if (text != null) {
            throw malformed(field, "nothing beside outcome up", text);
        }
    }

    private static <T> T required(String field, String wanted, @Nullable T value) throws MalformedResultException {
        if (value == null) {
            throw malformed(field, wanted, null);
        }
        return value;
    }

    private Duration interval() throws MalformedResultException {
        long micros = required("interval", "seconds", interval);
        if (micros <= 0 || micros > LONGEST_INTERVAL) {
            throw MalformedResultException.field(
                    "interval", "more than 0 seconds and at most 366 days", micros + " microseconds");
        }
        return Micros.toDuration(micros);
    }

    private static long number(String field, long value, long min, long max) throws MalformedResultException {
        if (value < min || value > max) {
            throw malformed(field, "a number from " + min + " to " + max, value);
        }
        return value;
    }

    private static @Nullable Duration span(String field, @Nullable Long micros) throws MalformedResultException {
        if (micros == null) {
            return null;
        }
        if (!Bounds.isSpan(micros)) {
            throw MalformedResultException.field(field, "from 0 seconds to a day", micros + " microseconds");
        }
        return Micros.toDuration(micros);
    }

    private static Instant instant(String field, long micros) throws MalformedResultException {
        if (!Bounds.isInstant(micros)) {
            throw MalformedResultException.field(field, "a year from 0 to 9999", micros + " microseconds since 1970");
        }
        return Micros.toInstant(micros);
    }

    private static MalformedResultException malformed(String field, String wanted, @Nullable Object found) {
        String shown = found == null ? "nothing" : found instanceof String text ? Text.quote(text) : found.toString();
        return MalformedResultException.field(field, wanted, shown);
    }
}
