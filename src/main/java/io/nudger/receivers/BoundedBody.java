package io.nudger.receivers;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.jspecify.annotations.Nullable;

/** Keeps the beginning of a response's body, and lets the rest pass by. */
final class BoundedBody implements BodyStream<Buffer> {
    private final int longest;
    private final Buffer body = Buffer.buffer();
    private final Promise<Buffer> whole = Promise.promise();

    BoundedBody(int longest) {
        this.longest = longest;
    }

    @Override
    public Future<Buffer> result() {
        return whole.future();
    }

    @Override
    public void handle(Throwable failure) {
        whole.tryFail(failure);
    }

    @Override
    public Future<Void> write(Buffer data) {
        int room = longest - body.length();
        body.appendBuffer(data, 0, Math.min(room, data.length()));
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        whole.tryComplete(body);
        return Future.succeededFuture();
    }

    @Override
    public BodyStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }
}
