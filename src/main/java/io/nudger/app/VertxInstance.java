package io.nudger.app;

import io.nudger.http.ProbeTransport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** Makes the Vert.x instance of a process. */
public final class VertxInstance {
    /** Nothing blocks them: more than there are processors only wake up more. */
    static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** Vert.x would begin twenty threads, and use them in turn. */
    private static final int WORKERS = 4;

    /** Its warnings are for developers; health is that of the pulse. */
    private static final long CHECK_MILLIS = 10_000;

    private VertxInstance() {}

    /** An instance with the transport. */
    public static Vertx with(ProbeTransport transport) {
        return Vertx.builder()
                .with(options(EVENT_LOOPS, WORKERS, WORKERS))
                .withTransport(transport)
                .build();
    }

    /** An instance for the web server, with an event loop and a worker of its own. It accepts so many connections. */
    static Vertx ofWeb(int maxAccepted) {
        return Vertx.builder()
                .with(options(1, 1, 1))
                .withTransport(ProbeTransport.accepting(maxAccepted))
                .build();
    }

    /** An instance for status pages: one event loop sends what workers render. */
    static Vertx ofPages(int maxConnections) {
        return Vertx.builder()
                .with(options(1, 2, 1))
                .withTransport(ProbeTransport.accepting(2 * maxConnections))
                .build();
    }

    private static VertxOptions options(int eventLoops, int workers, int blocking) {
        return new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setWorkerPoolSize(workers)
                .setInternalBlockingPoolSize(blocking)
                .setBlockedThreadCheckInterval(CHECK_MILLIS);
    }
}
