package io.nudger.wire;

/** Any bytes as a result in JSON. */
public final class JsonCodecFuzzer {
    private JsonCodecFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        CodecProperties.verify(WireFormat.JSON, input);
    }
}
