package io.nudger.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.TargetInfo;
import io.nudger.check.Verdict;
import io.nudger.testing.RandomResults;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CheckResultCodecTest {
    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(WireFormat format) throws MalformedResultException {
        long seed = System.nanoTime();
        RandomResults results = new RandomResults(seed);
        for (int i = 0; i < 2_000; i++) {
            CheckResult result = results.next();
            assertThat(format.codec().decode(format.codec().encode(result)))
                    .as("result %d of seed %d", i, seed)
                    .isEqualTo(result);
        }
    }

    @ParameterizedTest
    @EnumSource
    void damagedBytesAreMalformedOrAResultAndNothingElse(WireFormat format) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomResults results = new RandomResults(seed);
        for (int i = 0; i < 6_000; i++) {
            byte[] bytes = damaged(format.codec().encode(results.next()), random);
            assertMalformedOrResult(format, bytes, "damage " + i + " of seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomBytesAreMalformed(WireFormat format) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 6_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            assertMalformedOrResult(format, bytes, "bytes " + i + " of seed " + seed);
        }
    }

    private static void assertMalformedOrResult(WireFormat format, byte[] bytes, String what) {
        try {
            assertThat(format.codec().encode(format.codec().decode(bytes))).isNotEmpty();
        } catch (MalformedResultException e) {
            assertThat(e.getMessage()).as(what).hasSizeLessThan(400).doesNotContain("\n", "\r", "\0");
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        int position = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
            case 0 -> bytes[position] = (byte) random.nextInt(256);
            case 1 -> bytes[position] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes = Arrays.copyOf(bytes, position);
            case 3 -> bytes = Arrays.copyOfRange(bytes, position, bytes.length);
            default -> {
                int other = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(16), bytes.length - Math.max(position, other));
                System.arraycopy(bytes.clone(), position, bytes, other, length);
            }
        }
        return bytes;
    }

    @Test
    void evidenceLosesWhatCannotBeStored() {
        Verdict verdict = Verdict.down(FailureReason.BODY, "nul \0, half \ud83d, whole 😀");

        assertThat(verdict.message()).isEqualTo("nul \ufffd, half \ufffd, whole 😀");
    }

    @Test
    void longEvidenceIsCutBetweenCharacters() {
        String cut = "a".repeat(Verdict.MAX_MESSAGE - 2) + "😀😀";

        assertThat(Verdict.down(FailureReason.BODY, cut).message())
                .isEqualTo("a".repeat(Verdict.MAX_MESSAGE - 2) + "…");
    }

    @Test
    void namesThatCannotBeStoredAreRefused() {
        for (String name : new String[] {"", "a".repeat(129), "a\0b", "a\nb", "half \ud83d"}) {
            assertThatThrownBy(() -> new Origin(name, "monitor"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("zone: wanted a name of 1 to 128 printable characters, found ");
            assertThatThrownBy(() -> new TargetInfo(name, "https://a", Duration.ofSeconds(1), Map.of(), null, "0"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("target: wanted a name");
        }
    }

    @Test
    void whatIsFinerThanAMicrosecondIsCutOff() {
        CheckResult result = new CheckResult(
                new TargetInfo("a", "https://a", Duration.ofNanos(1_999), Map.of(), null, "0"),
                new Origin("zone", "monitor"),
                Instant.EPOCH.plusNanos(1_999),
                Instant.EPOCH.minusNanos(1),
                Verdict.up(),
                Observation.NONE);

        assertThat(result.target().interval()).isEqualTo(Duration.ofNanos(1_000));
        assertThat(result.scheduledAt()).isEqualTo(Instant.EPOCH.plusNanos(1_000));
        assertThat(result.startedAt()).isEqualTo(Instant.EPOCH.minusNanos(1_000));
    }
}
