package io.nudger.wire;

import static io.nudger.wire.Field.optional;
import static io.nudger.wire.Field.required;
import static io.nudger.wire.Field.requiredOrZero;
import static io.nudger.wire.Type.number;

import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phase;
import io.nudger.check.Phases;
import io.nudger.check.Quorum;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table of fields: the one place that knows how a record is written. JSON and protobuf, their writing, their reading
 * and the bounds of each value come from it. A field that is added is an entry here, and one in
 * {@code nudger/check_result.proto} for those who read protobuf; {@code FieldsTest} holds the two against each other.
 *
 * <p>A number of protobuf is never used again. 33 to 35 are those of gaps, which are JSON alone.
 */
final class Fields {
    private static final List<Field<TargetInfo, Draft, ?>> NAME = List.of(
            requiredOrZero("target", 2, Type.NAME, TargetInfo::name, (d, name) -> d.target = name),
            requiredOrZero("url", 3, Type.FILLED, TargetInfo::url, (d, url) -> d.url = url));

    private static final List<Field<TargetInfo, Draft, ?>> TARGET = List.of(
            requiredOrZero("interval", 23, Type.INTERVAL, TargetInfo::interval, (d, time) -> d.interval = time),
            optional("labels", 24, Type.TEXTS, TargetInfo::labels, Draft::labels),
            optional("regexp", 14, Type.TEXT, TargetInfo::regexp, (d, regexp) -> d.regexp = regexp),
            optional(
                    "failure_threshold",
                    26,
                    number(1, Thresholds.MAX),
                    info -> unlessOne(info.thresholds().failure()),
                    (d, threshold) -> d.failureThreshold = threshold),
            optional(
                    "success_threshold",
                    27,
                    number(1, Thresholds.MAX),
                    info -> unlessOne(info.thresholds().success()),
                    (d, threshold) -> d.successThreshold = threshold),
            optional("group", 36, Type.NAME, info -> info.alerting().group(), (d, group) -> d.group = group),
            optional("depends_on", 37, Type.NAMES, info -> info.alerting().dependsOn(), Draft::dependsOn),
            optional(
                    "quorum",
                    38,
                    Type.QUORUM,
                    info -> unlessMajority(info.alerting().quorum()),
                    (d, quorum) -> d.quorum = quorum),
            optional("maintenance", 39, Type.NAMES, info -> info.alerting().maintenance(), Draft::maintenance),
            optional("title", 40, Type.TITLE, info -> info.alerting().title(), (d, title) -> d.title = title),
            requiredOrZero("config", 22, Type.FILLED, TargetInfo::config, (d, config) -> d.config = config));

    private static final List<Field<Origin, Draft, ?>> ORIGIN = List.of(
            requiredOrZero("zone", 4, Type.NAME, Origin::zone, (d, zone) -> d.zone = zone),
            requiredOrZero("monitor", 5, Type.NAME, Origin::monitor, (d, monitor) -> d.monitor = monitor));

    private static final List<Field<Verdict, Draft, ?>> VERDICT = List.of(
            required("outcome", 8, Type.OUTCOME, Verdict::outcomeName, (Draft d, String name) -> d.outcome = name)
                    .orByName(31),
            optional("reason", 9, Type.REASON, Verdict::reason, (Draft d, FailureReason reason) -> d.reason = reason)
                    .orByName(32),
            optional("message", 10, Type.TEXT, Verdict::message, (d, message) -> d.message = message));

    static final Schema<Phases, Draft.OfPhases> PHASES = new Schema<>(
            Draft.OfPhases::new,
            Draft.OfPhases::build,
            Phase.ALL.stream()
                    .<Field<Phases, Draft.OfPhases, ?>>map(Fields::phase)
                    .toList());

    static final Schema<FirstFailure, Draft.OfFirstFailure> FIRST_FAILURE = new Schema<>(
            Draft.OfFirstFailure::new,
            Draft.OfFirstFailure::build,
            List.of(
                    required(
                                    "reason",
                                    1,
                                    Type.REASON,
                                    FirstFailure::reason,
                                    (Draft.OfFirstFailure d, FailureReason reason) -> d.reason = reason)
                            .orByName(3),
                    requiredOrZero(
                            "message", 2, Type.TEXT, FirstFailure::message, (d, message) -> d.message = message)));

    static final Schema<CertificateInfo, Draft.OfCertificate> CERTIFICATE = new Schema<>(
            Draft.OfCertificate::new,
            Draft.OfCertificate::build,
            List.of(
                    requiredOrZero(
                            "not_after", 1, Type.INSTANT, CertificateInfo::notAfter, (d, time) -> d.notAfter = time),
                    requiredOrZero("sha256", 2, Type.TEXT, CertificateInfo::sha256, (d, text) -> d.sha256 = text),
                    requiredOrZero("issuer", 3, Type.TEXT, CertificateInfo::issuer, (d, text) -> d.issuer = text),
                    optional("subject", 4, Type.TEXT, CertificateInfo::subject, (d, text) -> d.subject = text),
                    optional(
                            "tls_version", 5, Type.TEXT, CertificateInfo::tlsVersion, (d, text) -> d.tlsVersion = text),
                    optional("tls_cipher", 6, Type.TEXT, CertificateInfo::tlsCipher, (d, text) -> d.tlsCipher = text)));

    /** What a check measured and saw: a new measurement is a line here. */
    private static final List<Field<Observation, Draft, ?>> OBSERVATION = List.of(
            seen("attempts", 25, number(0, Short.MAX_VALUE), Observation::attempts, Observation.Builder::attempts),
            seen("status_code", 11, number(100, 999), Observation::statusCode, Observation.Builder::statusCode),
            seen("duration", 12, Type.SPAN, Observation::duration, Observation.Builder::duration),
            seen("degraded", 28, Type.FLAG, Observation::degraded, Observation.Builder::degraded),
            seen("phases", 13, Type.object(PHASES), Fields::unlessNone, Observation.Builder::phases),
            seen("regexp_matched", 15, Type.FLAG, Observation::regexpMatched, Observation.Builder::regexpMatched),
            seen("match", 16, Type.TEXT, Observation::match, Observation.Builder::match),
            seen("body_excerpt", 17, Type.TEXT, Observation::bodyExcerpt, Observation.Builder::bodyExcerpt),
            seen("body_bytes", 18, number(0, Long.MAX_VALUE), Observation::bodyBytes, Observation.Builder::bodyBytes),
            seen("remote_address", 19, Type.TEXT, Observation::remoteAddress, Observation.Builder::remoteAddress),
            seen("protocol", 20, Type.TEXT, Observation::protocol, Observation.Builder::protocol),
            seen("headers", 29, Type.TEXTS, Observation::headers, Observation.Builder::headers),
            seen(
                    "first_failure",
                    30,
                    Type.object(FIRST_FAILURE),
                    Observation::firstFailure,
                    Observation.Builder::firstFailure),
            seen(
                    "certificate",
                    21,
                    Type.object(CERTIFICATE),
                    Observation::certificate,
                    Observation.Builder::certificate));

    private static final List<Field<CheckResult, Draft, ?>> SLOT = List.of(
            required("scheduled_at", 6, Type.INSTANT, CheckResult::scheduledAt, (d, slot) -> d.scheduledAt = slot),
            optional("started_at", 7, Type.INSTANT, CheckResult::startedAt, (d, time) -> d.startedAt = time));

    private static final List<Field<SlotGap, Draft, ?>> SLOTS = List.of(
            required("first_slot", 33, Type.INSTANT, SlotGap::first, (d, slot) -> d.firstSlot = slot),
            required("last_slot", 34, Type.INSTANT, SlotGap::last, (d, slot) -> d.lastSlot = slot),
            optional("slots", 35, number(1, Long.MAX_VALUE), SlotGap::slots, (d, followsFromTheOthers) -> null));

    /** A result. */
    static final Schema<CheckResult, Draft> RESULT = new Schema<>(
            Draft::new,
            Draft::result,
            all(
                    version(),
                    of(CheckResult::target, NAME),
                    of(CheckResult::origin, ORIGIN),
                    SLOT,
                    of(CheckResult::verdict, VERDICT),
                    of(CheckResult::observation, OBSERVATION),
                    of(CheckResult::target, TARGET)));

    /** A gap. */
    static final Schema<SlotGap, Draft> GAP = new Schema<>(
            Draft::new,
            Draft::gap,
            all(
                    version(),
                    of(SlotGap::target, NAME),
                    of(SlotGap::origin, ORIGIN),
                    SLOTS,
                    of(SlotGap::verdict, VERDICT),
                    of(SlotGap::target, TARGET)));

    private Fields() {}

    private static <S> List<Field<S, Draft, ?>> version() {
        return List.of(requiredOrZero(
                "v", 1, Type.VERSION, whole -> (long) CheckResultCodec.VERSION, (draft, theOnlyOne) -> null));
    }

    /** Their numbers are their order; one that is added within it has to bring a number of its own. */
    private static Field<Phases, Draft.OfPhases, Duration> phase(Phase phase) {
        return optional(
                phase.wireName(),
                Phase.ALL.indexOf(phase) + 1,
                Type.SPAN,
                phases -> phases.get(phase),
                (d, time) -> d.times.put(phase, time));
    }

    private static <T> Field<Observation, Draft, T> seen(
            String name,
            int number,
            Type<T> type,
            Field.Getter<Observation, T> getter,
            Field.Setter<Observation.Builder, T> setter) {
        return optional(name, number, type, getter, (draft, value) -> setter.set(draft.observation, value));
    }

    private static @Nullable Integer unlessOne(int threshold) {
        return threshold == 1 ? null : threshold;
    }

    private static @Nullable Quorum unlessMajority(Quorum quorum) {
        return quorum.equals(Quorum.MAJORITY) ? null : quorum;
    }

    private static @Nullable Phases unlessNone(Observation observation) {
        return observation.phases().equals(Phases.NONE) ? null : observation.phases();
    }

    private static <R, S> List<Field<R, Draft, ?>> of(Function<R, S> part, List<Field<S, Draft, ?>> fields) {
        return fields.stream().<Field<R, Draft, ?>>map(field -> field.of(part)).toList();
    }

    @SafeVarargs
    private static <S> List<Field<S, Draft, ?>> all(List<Field<S, Draft, ?>>... parts) {
        List<Field<S, Draft, ?>> all = new ArrayList<>();
        for (List<Field<S, Draft, ?>> part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
