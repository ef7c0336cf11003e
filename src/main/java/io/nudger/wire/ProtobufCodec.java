package io.nudger.wire;

import com.google.protobuf.CodedInputStream;
import io.nudger.check.CheckResult;
import io.nudger.check.Text;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The message of {@code nudger/check_result.proto}. */
final class ProtobufCodec implements CheckResultCodec {
    static final ProtobufCodec INSTANCE = new ProtobufCodec();

    @Override
    public byte[] encode(CheckResult result) {
        try {
            return ProtobufSink.bytes(Fields.RESULT, result);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    @Override
    public CheckResult decode(byte[] bytes, Shared shared) throws MalformedResultException {
        try {
            return new ProtobufSource(CodedInputStream.newInstance(bytes), shared).read(Fields.RESULT);
        } catch (IOException e) {
            throw new MalformedResultException(
                    "not the protobuf message of a result: " + Text.oneLine(String.valueOf(e.getMessage()), 200), e);
        }
    }
}
