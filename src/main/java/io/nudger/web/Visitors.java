package io.nudger.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Whoever has a connection to the web server, and the bounds that keep them from taking what the checks need: so many
 * connections, one request of each at a time, so many answers a second, and a time for each request and each answer. When
 * there is no room, whoever has waited longest without a request makes room: a newcomer, such as the probe of an
 * orchestrator, is served whatever the others do. Belongs to one event loop.
 */
final class Visitors {
    /** A share for one address, so that one scraper gone wild leaves room for the others. */
    private static final int SHARE = 2;
    /** As many as a second has room for, one after the other: with all connections waiting, each waits for less than that. */
    private static final int ANSWERS_A_SECOND = 250;

    private static final long PACE = Duration.ofSeconds(1).toNanos() / ANSWERS_A_SECOND;
    /** What may come at once after a quiet time. */
    private static final long BURST = 20 * PACE;

    private static final int MAX_REQUESTS = 1_000;

    private static final int REQUEST_ENTITY_TOO_LARGE = 413;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /**
     * How long a visitor may take.
     *
     * @param request from the connection to the end of the first request
     * @param idle until the next request
     * @param answer to read an answer
     */
    record Patience(Duration request, Duration idle, Duration answer) {
        static final Patience DEFAULT =
                new Patience(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(10));
    }

    private final Vertx vertx;
    private final int max;
    private final Patience patience;
    private final MeterRegistry meters;
    private final Map<HttpConnection, Visitor> visitors = new LinkedHashMap<>();
    private long nextAnswer;

    private static final class Visitor {
        private final HttpConnection connection;
        private final String address;
        private int requests;
        private boolean answered = true;
        /** When it connected, asked, or was answered last. */
        private long since = System.nanoTime();

        Visitor(HttpConnection connection) {
            this.connection = connection;
            this.address = String.valueOf(connection.remoteAddress().hostAddress());
        }

        boolean waits() {
            return answered;
        }

        void turn(boolean nowAnswered) {
            answered = nowAnswered;
            since = System.nanoTime();
        }
    }

    Visitors(Vertx vertx, int max, Patience patience, MeterRegistry meters) {
        this.vertx = vertx;
        this.max = max;
        this.patience = patience;
        this.meters = meters;
        this.nextAnswer = System.nanoTime() - BURST;
        Gauge.builder("nudger.http.connections", visitors, Map::size)
                .description("Connections to the server of health and metrics")
                .register(meters);
    }

    /** Somebody connected. */
    void welcome(HttpConnection connection) {
        Visitor visitor = new Visitor(connection);
        long share = visitors.values().stream()
                .filter(other -> other.address.equals(visitor.address))
                .count();
        boolean room = share < Math.max(1, max / SHARE) || makeRoom(other -> other.address.equals(visitor.address));
        room = room && (visitors.size() < max || makeRoom(other -> true));
        if (!room) {
            close(visitor, "crowded");
            return;
        }
        visitors.put(connection, visitor);
        connection.closeHandler(closed -> visitors.remove(connection));
    }

    /** Hands the request on when its turn has come, and sees to it that nothing follows before it is answered. */
    void receive(HttpServerRequest request, Handler<HttpServerRequest> next) {
        Visitor visitor = visitors.get(request.connection());
        if (visitor == null) {
            return; // The connection is being closed.
        }
        visitor.turn(false);
        visitor.requests++;
        boolean last = visitor.requests >= MAX_REQUESTS || hasBody(request);
        request.response().endHandler(ended -> {
            visitor.turn(true);
            if (last) {
                close(visitor, "requests");
            }
        });
        if (last) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        long now = System.nanoTime();
        nextAnswer = Math.max(nextAnswer + PACE, now - BURST);
        long wait = (nextAnswer - now) / NANOS_PER_MILLI;
        if (wait <= 0) {
            answer(request, next);
        } else {
            vertx.setTimer(wait, due -> answer(request, next));
        }
    }

    private static void answer(HttpServerRequest request, Handler<HttpServerRequest> next) {
        if (request.response().closed()) {
            return;
        }
        if (hasBody(request)) {
            request.response()
                    .setStatusCode(REQUEST_ENTITY_TOO_LARGE)
                    .end("no body is wanted\n")
                    .onFailure(WebVerticle::left);
            return;
        }
        next.handle(request);
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    /** Looks after those who take too long; to be called every second or so. */
    void sweep() {
        for (Visitor visitor : new ArrayList<>(visitors.values())) {
            Duration passed = Duration.ofNanos(System.nanoTime() - visitor.since);
            Duration allowed = allowed(visitor);
            if (passed.compareTo(allowed) > 0) {
                close(visitor, visitor.waits() ? visitor.requests == 0 ? "slow" : "idle" : "unread");
            }
        }
    }

    private Duration allowed(Visitor visitor) {
        if (!visitor.waits()) {
            return patience.answer;
        }
        return visitor.requests == 0 ? patience.request : patience.idle;
    }

    /** Closes the connection of whoever has waited longest; false when all are being answered. */
    private boolean makeRoom(Predicate<Visitor> among) {
        List<Visitor> waiting = visitors.values().stream()
                .filter(among.and(Visitor::waits))
                .sorted(Comparator.comparingLong(visitor -> visitor.since - System.nanoTime()))
                .toList();
        if (waiting.isEmpty()) {
            return false;
        }
        close(waiting.get(0), "crowded");
        return true;
    }

    private void close(Visitor visitor, String reason) {
        visitors.remove(visitor.connection);
        Counter.builder("nudger.http.closed")
                .description("Connections to the server of health and metrics that it closed, by reason")
                .tag("reason", reason)
                .register(meters)
                .increment();
        visitor.connection.close().onFailure(WebVerticle::left);
    }
}
