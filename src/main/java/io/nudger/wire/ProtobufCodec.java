package io.nudger.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.Micros;
import io.nudger.check.Observation;
import io.nudger.check.Outcome;
import io.nudger.check.Phases;
import io.nudger.check.TargetInfo;
import io.nudger.check.Text;
import io.nudger.check.Verdict;
import io.nudger.wire.proto.CertificateMessage;
import io.nudger.wire.proto.CheckResultMessage;
import io.nudger.wire.proto.FirstFailureMessage;
import io.nudger.wire.proto.OutcomeCode;
import io.nudger.wire.proto.PhasesMessage;
import io.nudger.wire.proto.ReasonCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The message of {@code nudger/check_result.proto}. Its codes of outcomes and reasons are those of the enums here. */
final class ProtobufCodec implements CheckResultCodec {
    static final ProtobufCodec INSTANCE = new ProtobufCodec();

    private static final Map<Integer, String> OUTCOMES =
            Arrays.stream(Outcome.values()).collect(Collectors.toMap(o -> (int) o.code(), Outcome::wireName));
    private static final Map<Integer, String> REASONS =
            FailureReason.values().stream().collect(Collectors.toMap(r -> (int) r.code(), FailureReason::wireName));

    @Override
    public byte[] encode(CheckResult result) {
        CheckResultMessage.Builder out = CheckResultMessage.newBuilder();
        write(out, result);
        write(out, result.target());
        write(out, result.observation());
        return out.build().toByteArray();
    }

    private static void write(CheckResultMessage.Builder out, CheckResult result) {
        Verdict verdict = result.verdict();
        out.setV(VERSION)
                .setZone(result.origin().zone())
                .setMonitor(result.origin().monitor())
                .setScheduledAt(Micros.of(result.scheduledAt()));
        if (verdict.isOutcomeKnown()) {
            out.setOutcome(OutcomeCode.forNumber(verdict.outcome().code()));
        } else {
            out.setOutcomeName(verdict.outcomeName());
        }
        ifPresent(result.startedAt(), at -> out.setStartedAt(Micros.of(at)));
        ifPresent(verdict.reason(), reason -> {
            if (reason.hasCode()) {
                out.setReason(ReasonCode.forNumber(reason.code()));
            } else {
                out.setReasonName(reason.wireName());
            }
        });
        ifPresent(verdict.message(), out::setMessage);
    }

    private static void write(CheckResultMessage.Builder out, TargetInfo target) {
        out.setTarget(target.name())
                .setUrl(target.url())
                .setInterval(Micros.of(target.interval()))
                .putAllLabels(target.labels())
                .setConfig(target.config());
        ifPresent(target.regexp(), out::setRegexp);
        if (target.thresholds().failure() != 1) {
            out.setFailureThreshold(target.thresholds().failure());
        }
        if (target.thresholds().success() != 1) {
            out.setSuccessThreshold(target.thresholds().success());
        }
    }

    private static void write(CheckResultMessage.Builder out, Observation seen) {
        out.setAttempts(seen.attempts());
        ifPresent(seen.statusCode(), out::setStatusCode);
        ifPresent(seen.duration(), time -> out.setDuration(Micros.of(time)));
        ifPresent(seen.degraded(), out::setDegraded);
        if (!seen.phases().equals(Phases.NONE)) {
            out.setPhases(phases(seen.phases()));
        }
        ifPresent(seen.regexpMatched(), out::setRegexpMatched);
        ifPresent(seen.match(), out::setMatch);
        ifPresent(seen.bodyExcerpt(), out::setBodyExcerpt);
        ifPresent(seen.bodyBytes(), out::setBodyBytes);
        ifPresent(seen.remoteAddress(), out::setRemoteAddress);
        ifPresent(seen.protocol(), out::setProtocol);
        out.putAllHeaders(seen.headers());
        ifPresent(seen.firstFailure(), first -> out.setFirstFailure(firstFailure(first)));
        ifPresent(seen.certificate(), certificate -> out.setCertificate(certificate(certificate)));
    }

    private static FirstFailureMessage firstFailure(FirstFailure first) {
        FirstFailureMessage.Builder out = FirstFailureMessage.newBuilder().setMessage(first.message());
        FailureReason reason = first.reason();
        return (reason.hasCode()
                        ? out.setReason(ReasonCode.forNumber(reason.code()))
                        : out.setReasonName(reason.wireName()))
                .build();
    }

    private static CertificateMessage certificate(CertificateInfo certificate) {
        CertificateMessage.Builder out = CertificateMessage.newBuilder()
                .setNotAfter(Micros.of(certificate.notAfter()))
                .setSha256(certificate.sha256())
                .setIssuer(certificate.issuer());
        ifPresent(certificate.subject(), out::setSubject);
        ifPresent(certificate.tlsVersion(), out::setTlsVersion);
        ifPresent(certificate.tlsCipher(), out::setTlsCipher);
        return out.build();
    }

    private static PhasesMessage phases(Phases phases) {
        PhasesMessage.Builder out = PhasesMessage.newBuilder();
        span(phases.resolve(), out::setResolve);
        span(phases.connect(), out::setConnect);
        span(phases.tls(), out::setTls);
        span(phases.processing(), out::setProcessing);
        span(phases.transfer(), out::setTransfer);
        return out.build();
    }

    private static void span(@Nullable Duration span, Consumer<Long> setter) {
        ifPresent(span, value -> setter.accept(Micros.of(value)));
    }

    /** The builder that a setter returns is the one it was called on. */
    private static <T> void ifPresent(@Nullable T value, Consumer<? super T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    @Override
    public CheckResult decode(byte[] bytes) throws MalformedResultException {
        try {
            return draft(CheckResultMessage.parseFrom(bytes)).build();
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedResultException(
                    "not the protobuf message of a result: " + Text.oneLine(String.valueOf(e.getMessage()), 200), e);
        }
    }

    private static ResultDraft draft(CheckResultMessage in) {
        ResultDraft draft = new ResultDraft();
        draft.v = (long) in.getV();
        draft.target = in.getTarget();
        draft.url = in.getUrl();
        draft.interval = in.getInterval();
        draft.labels.putAll(in.getLabelsMap());
        draft.regexp = in.hasRegexp() ? in.getRegexp() : null;
        draft.failureThreshold = in.hasFailureThreshold() ? Integer.toUnsignedLong(in.getFailureThreshold()) : null;
        draft.successThreshold = in.hasSuccessThreshold() ? Integer.toUnsignedLong(in.getSuccessThreshold()) : null;
        draft.config = in.getConfig();
        draft.zone = in.getZone();
        draft.monitor = in.getMonitor();
        draft.scheduledAt = in.hasScheduledAt() ? in.getScheduledAt() : null;
        draft.startedAt = in.hasStartedAt() ? in.getStartedAt() : null;
        draft.outcome = in.hasOutcomeName() ? in.getOutcomeName() : name(OUTCOMES, "outcome_", in.getOutcomeValue());
        draft.reason = in.hasReasonName() ? in.getReasonName() : name(REASONS, "reason_", in.getReasonValue());
        draft.message = in.hasMessage() ? in.getMessage() : null;
        readObservation(in, draft);
        if (in.hasPhases()) {
            readPhases(in.getPhases(), draft);
        }
        draft.hasFirstFailure = in.hasFirstFailure();
        FirstFailureMessage first = in.getFirstFailure();
        draft.firstReason =
                first.hasReasonName() ? first.getReasonName() : name(REASONS, "reason_", first.getReasonValue());
        draft.firstMessage = first.getMessage();
        draft.hasCertificate = in.hasCertificate();
        readCertificate(in.getCertificate(), draft);
        return draft;
    }

    private static void readCertificate(CertificateMessage in, ResultDraft draft) {
        draft.notAfter = in.getNotAfter();
        draft.sha256 = in.getSha256();
        draft.issuer = in.getIssuer();
        draft.subject = in.hasSubject() ? in.getSubject() : null;
        draft.tlsVersion = in.hasTlsVersion() ? in.getTlsVersion() : null;
        draft.tlsCipher = in.hasTlsCipher() ? in.getTlsCipher() : null;
    }

    /** Of a code that only a later version knows, and that came without its name, the name is made of the code. */
    private static @Nullable String name(Map<Integer, String> known, String prefix, int code) {
        return code == 0 ? null : known.getOrDefault(code, prefix + Integer.toUnsignedString(code));
    }

    private static void readObservation(CheckResultMessage in, ResultDraft draft) {
        draft.attempts = Integer.toUnsignedLong(in.getAttempts());
        draft.statusCode = in.hasStatusCode() ? (long) in.getStatusCode() : null;
        draft.duration = in.hasDuration() ? in.getDuration() : null;
        draft.headers.putAll(in.getHeadersMap());
        draft.degraded = in.hasDegraded() ? in.getDegraded() : null;
        draft.regexpMatched = in.hasRegexpMatched() ? in.getRegexpMatched() : null;
        draft.match = in.hasMatch() ? in.getMatch() : null;
        draft.bodyExcerpt = in.hasBodyExcerpt() ? in.getBodyExcerpt() : null;
        draft.bodyBytes = in.hasBodyBytes() ? in.getBodyBytes() : null;
        draft.remoteAddress = in.hasRemoteAddress() ? in.getRemoteAddress() : null;
        draft.protocol = in.hasProtocol() ? in.getProtocol() : null;
    }

    private static void readPhases(PhasesMessage in, ResultDraft draft) {
        draft.resolve = in.hasResolve() ? in.getResolve() : null;
        draft.connect = in.hasConnect() ? in.getConnect() : null;
        draft.tls = in.hasTls() ? in.getTls() : null;
        draft.processing = in.hasProcessing() ? in.getProcessing() : null;
        draft.transfer = in.hasTransfer() ? in.getTransfer() : null;
    }
}
