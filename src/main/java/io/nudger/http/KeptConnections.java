package io.nudger.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.nudger.check.ConnectionSpec;
import io.vertx.core.http.HttpClientConnection;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connections of targets with {@code reuse_connection} that wait for the next check. Belongs to one event loop. */
final class KeptConnections {
    private final EventLoop eventLoop;
    private final Map<Key, Waiting> waiting = new HashMap<>();

    KeptConnections(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /**
     * For whom a connection is kept. One that is configured otherwise finds none.
     *
     * @param target the name of the target
     * @param secure whether it is https
     * @param host the host
     * @param port the port
     * @param spec how it was made
     */
    record Key(String target, boolean secure, String host, int port, ConnectionSpec spec) {}

    /**
     * A connection that was kept.
     *
     * @param connection the connection, seen from below
     * @param http the same for requests
     * @param address what it is connected to
     */
    record Kept(Connection connection, HttpClientConnection http, InetSocketAddress address) {}

    private record Waiting(Kept kept, ScheduledFuture<?> expiry) {
        void end() {
            expiry.cancel(false);
            kept.connection.close();
        }
    }

    /** Takes the connection away, if there is one and it is still open. */
    @Nullable Kept take(Key key) {
        Waiting found = waiting.remove(key);
        if (found == null) {
            return null;
        }
        found.expiry.cancel(false);
        return found.kept.connection.isOpen() ? found.kept : null;
    }

    /** Keeps it for so long at most; whatever was kept under the key before ends. */
    void keep(Key key, Kept kept, long nanos) {
        ScheduledFuture<?> expiry = eventLoop.schedule(() -> forget(key), nanos, TimeUnit.NANOSECONDS);
        Waiting before = waiting.put(key, new Waiting(kept, expiry));
        if (before != null) {
            before.end();
        }
    }

    private void forget(Key key) {
        Waiting expired = waiting.remove(key);
        if (expired != null) {
            expired.end();
        }
    }

    /** Ends all of them. */
    void close() {
        List<Waiting> all = List.copyOf(waiting.values());
        waiting.clear();
        all.forEach(Waiting::end);
    }
}
