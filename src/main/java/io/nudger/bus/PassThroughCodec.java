package io.nudger.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Delivers the object itself; results never leave the process over the event bus. */
final class PassThroughCodec<T> implements MessageCodec<T, T> {
    private final String name;

    PassThroughCodec(String name) {
        this.name = name;
    }

    @Override
    public void encodeToWire(Buffer buffer, T result) {
        throw new UnsupportedOperationException("results stay inside the process");
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("results stay inside the process");
    }

    @Override
    public T transform(T result) {
        return result;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
