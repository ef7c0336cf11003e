package io.nudger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.testing.RandomResults;
import java.util.Arrays;
import java.util.Random;
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
}
