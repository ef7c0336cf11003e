package io.nudger.consume;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Phases;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import io.nudger.config.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PlausibilityTest {
    private static final ConsumerRecord<byte[], byte[]> SOURCE =
            new ConsumerRecord<>("t", 0, 0, new byte[0], new byte[0]);
    private static final Instant NOW = NOON.plus(Duration.ofDays(1));
    private static final Duration TOLERANCE = Duration.ofSeconds(30);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final Plausibility CLAIMS =
            new Plausibility(NOW, TOLERANCE, new Retention(Duration.ofDays(30), KEPT, KEPT, KEPT));
    private static final Duration INTERVAL = up("a", "home", NOON).target().interval();

    /**
     * A claim.
     *
     * @param reason of its dead letter; null when it is accepted
     */
    private record Row(String name, CheckResult result, @Nullable DeadReason reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Row> claims() {
        Instant now = NOW;
        Duration micro = Duration.ofNanos(1_000);
        DeadReason implausible = DeadReason.IMPLAUSIBLE;
        return List.of(
                new Row("usual", up("a", "home", NOON), null),
                new Row("a clock that is ahead", up("a", "home", now.plus(TOLERANCE)), null),
                new Row("the future", up("a", "home", now.plus(TOLERANCE).plus(micro)), DeadReason.FUTURE),
                new Row(
                        "expired",
                        up("a", "home", now.minus(Duration.ofDays(30)).minus(micro)),
                        DeadReason.EXPIRED),
                new Row("begun when the clock was set back", started(NOON.minus(TOLERANCE)), null),
                new Row("begun before its slot", started(NOON.minus(TOLERANCE).minus(micro)), implausible),
                new Row("begun in the year 1", started(Instant.parse("0001-01-01T00:00:00Z")), implausible),
                new Row("begun late", started(NOON.plus(INTERVAL).plus(TOLERANCE)), null),
                new Row(
                        "begun after its slot",
                        started(NOON.plus(INTERVAL).plus(TOLERANCE).plus(micro)),
                        implausible),
                new Row("the shortest interval", every(Duration.ofMillis(100)), null),
                new Row("a shorter interval", every(Duration.ofNanos(99_999_000)), implausible),
                new Row("the longest interval", every(Duration.ofDays(1)), null),
                new Row("a longer interval", every(Duration.ofDays(1).plus(micro)), implausible),
                new Row("long texts", of(info("u".repeat(4_000), INTERVAL, "c", 60)), null),
                new Row("too long a url", of(info("u".repeat(65_600), INTERVAL, "c", 1)), implausible),
                new Row("too many labels", of(info("u", INTERVAL, "c", 70)), implausible),
                new Row("too long a hash", of(info("u", INTERVAL, "c".repeat(129), 1)), implausible),
                new Row("too long a fingerprint", withFingerprint("f".repeat(129)), implausible));
    }

    private static TargetInfo info(String url, Duration interval, String config, int labels) {
        Map<String, String> texts = Stream.iterate(0, n -> n < labels, n -> n + 1)
                .collect(Collectors.toMap(n -> "label-" + n, n -> "v".repeat(1_000)));
        return new TargetInfo("a", url, interval, texts, "r", Thresholds.ONE, config);
    }

    private static CheckResult of(TargetInfo target) {
        return Results.result(target, "home", NOON, Verdict.up());
    }

    private static CheckResult every(Duration interval) {
        return of(info("u", interval, "c", 1));
    }

    private static CheckResult started(Instant started) {
        CheckResult usual = up("a", "home", NOON);
        return new CheckResult(usual.target(), usual.origin(), NOON, started, usual.verdict(), usual.observation());
    }

    private static CheckResult withFingerprint(String sha256) {
        CheckResult usual = up("a", "home", NOON);
        Observation seen = new Observation(
                1,
                200,
                null,
                Phases.NONE,
                null,
                null,
                null,
                null,
                null,
                null,
                new CertificateInfo(NOON, sha256, "CN=a"));
        return new CheckResult(usual.target(), usual.origin(), NOON, NOON, usual.verdict(), seen);
    }

    @ParameterizedTest
    @MethodSource
    void claims(Row row) {
        Decoded reading = CLAIMS.accept(SOURCE, row.result);

        if (row.reason == null) {
            assertThat(reading).isEqualTo(new Decoded.Result(SOURCE, row.result));
            return;
        }
        assertThat(reading).isInstanceOfSatisfying(Decoded.Rejected.class, letter -> assertThat(letter.reason())
                .as(letter.message())
                .isEqualTo(row.reason));
    }

    private static SlotGap gap(Duration interval, Instant first, Instant last) {
        return new SlotGap(
                info("u", interval, "c", 1),
                up("a", "home", NOON).origin(),
                first,
                last,
                Verdict.missed(FailureReason.STOPPED, "away"));
    }

    @Test
    void gapIsNoLongerThanTheRecordIsKept() {
        Instant longAgo = NOON.minus(Duration.ofDays(700_000));
        Decoded reading = CLAIMS.accept(SOURCE, gap(INTERVAL, longAgo, NOON));
        Decoded again = new Plausibility(NOW.plusSeconds(99), TOLERANCE, CLAIMS.retention())
                .accept(SOURCE, gap(INTERVAL, longAgo, NOON));

        assertThat(reading).isEqualTo(new Decoded.Gap(SOURCE, gap(INTERVAL, NOON.minus(KEPT), NOON)));
        assertThat(again).isEqualTo(reading);
        SlotGap whole = gap(INTERVAL, NOON.minus(KEPT), NOON);
        assertThat(CLAIMS.accept(SOURCE, whole)).isEqualTo(new Decoded.Gap(SOURCE, whole));
    }

    @Test
    void gapHasTheIntervalOfATargetAndIsOver() {
        Duration micro = Duration.ofNanos(1_000);
        assertThat(reason(gap(micro, Instant.parse("0001-01-01T00:00:00Z"), NOON)))
                .isEqualTo(DeadReason.IMPLAUSIBLE);
        assertThat(reason(gap(INTERVAL, NOON, NOON.plus(KEPT)))).isEqualTo(DeadReason.FUTURE);
        assertThat(reason(gap(INTERVAL, NOON.minus(KEPT), NOON.minus(KEPT)))).isEqualTo(DeadReason.EXPIRED);
    }

    private static DeadReason reason(SlotGap gap) {
        return ((Decoded.Rejected) CLAIMS.accept(SOURCE, gap)).reason();
    }
}
