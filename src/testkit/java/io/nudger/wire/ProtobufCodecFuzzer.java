package io.nudger.wire;

/** Any bytes as a result in protobuf. */
public final class ProtobufCodecFuzzer {
    private ProtobufCodecFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        CodecProperties.verify(WireFormat.PROTOBUF, input);
    }
}
