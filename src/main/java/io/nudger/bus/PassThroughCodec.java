package io.nudger.bus;

import io.nudger.check.CheckResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Delivers the object itself; results never leave the process over the event bus. */
final class PassThroughCodec implements MessageCodec<CheckResult, CheckResult> {
    static final String NAME = "nudger.result";

    @Override
    public void encodeToWire(Buffer buffer, CheckResult result) {
        throw new UnsupportedOperationException("results stay inside the process");
    }

    @Override
    public CheckResult decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("results stay inside the process");
    }

    @Override
    public CheckResult transform(CheckResult result) {
        return result;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
