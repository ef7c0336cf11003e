package io.nudger.testing;

import io.nudger.config.SettingsFuzzer;
import io.nudger.config.TargetsFuzzer;
import io.nudger.evaluate.ExpectationFuzzer;
import io.nudger.wire.JsonCodecFuzzer;
import io.nudger.wire.ProtobufCodecFuzzer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** All fuzzers in one process, for which a process of its own each would take too long: the first byte says which. */
public final class AllFuzzers {
    /** In the order of the first byte. */
    static final List<Class<?>> FUZZERS = List.of(
            TargetsFuzzer.class,
            SettingsFuzzer.class,
            JsonCodecFuzzer.class,
            ProtobufCodecFuzzer.class,
            ExpectationFuzzer.class);

    private AllFuzzers() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        switch (Math.floorMod(input[0], FUZZERS.size())) {
            case 0 -> TargetsFuzzer.fuzzerTestOneInput(rest);
            case 1 -> SettingsFuzzer.fuzzerTestOneInput(rest);
            case 2 -> JsonCodecFuzzer.fuzzerTestOneInput(rest);
            case 3 -> ProtobufCodecFuzzer.fuzzerTestOneInput(rest);
            default -> ExpectationFuzzer.fuzzerTestOneInput(rest);
        }
    }
}
