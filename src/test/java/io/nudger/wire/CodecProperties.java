package io.nudger.wire;

import io.nudger.check.CheckResult;
import java.util.Arrays;

/** What holds of bytes that come from a topic: they are no result, or one that every format keeps as it is. */
final class CodecProperties {
    private CodecProperties() {}

    static void verify(WireFormat format, byte[] input) {
        CheckResult result;
        try {
            result = format.codec().decode(input);
        } catch (MalformedResultException e) {
            if (String.valueOf(e.getMessage()).lines().count() != 1) {
                throw new IllegalStateException("not a line for people: " + e.getMessage(), e);
            }
            return;
        }
        for (WireFormat other : WireFormat.values()) {
            byte[] written = other.codec().encode(result);
            CheckResult read = decode(other, written);
            if (!read.equals(result)) {
                throw new IllegalStateException(other + " changed " + result + " to " + read);
            }
            if (!Arrays.equals(other.codec().encode(read), written)) {
                throw new IllegalStateException(other + " writes the same result in two ways: " + result);
            }
        }
    }

    private static CheckResult decode(WireFormat format, byte[] written) {
        try {
            return format.codec().decode(written);
        } catch (MalformedResultException e) {
            throw new IllegalStateException(format + " does not read what it wrote", e);
        }
    }
}
