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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Whoever has a connection to a web server, and the bounds that keep them from taking what the checks need: so many
 * connections, one request of each at a time, so many answers a second, and a time for each request and each answer. When
 * there is no room, the address with most connections makes room: a newcomer from another one, such as the probe of an
 * orchestrator, is served whatever the others do. Belongs to one event loop.
 */
public final class Visitors {
    /** What may come at once after a quiet time, in answers. */
    private static final int BURST = 20;

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
    public record Patience(Duration request, Duration idle, Duration answer) {
        /** That of every server of nudger. */
        public static final Patience DEFAULT =
                new Patience(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(10));
    }

    /**
     * How much of the process visitors may take.
     *
     * @param connections at the same time
     * @param answersPerSecond of all of them together; who asks for more than that waits
     * @param patience how long each may take
     */
    public record Bounds(int connections, int answersPerSecond, Patience patience) {}

    private final Vertx vertx;
    private final int max;
    private final long pace;
    private final Patience patience;
    private final String meter;
    private final MeterRegistry meters;
    private final Map<HttpConnection, Visitor> visitors = new LinkedHashMap<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long nextAnswer;
    private boolean timed;

    private record Waiting(HttpServerRequest request, Handler<HttpServerRequest> next) {}

    private static final class Visitor {
        private final HttpConnection connection;
        private final String address;
        private int requests;
        private boolean answered = true;
        private boolean streams;
        /** When it connected, asked, or was answered last. */
        private long since = System.nanoTime();

        Visitor(HttpConnection connection) {
            this.connection = connection;
            this.address = String.valueOf(connection.remoteAddress().hostAddress());
        }

        void turn(boolean nowAnswered) {
            answered = nowAnswered;
            since = System.nanoTime();
        }
    }

    /**
     * @param meter the beginning of the names of the meters
     * @param meters gets them
     */
    public Visitors(Vertx vertx, Bounds bounds, String meter, MeterRegistry meters) {
        this.vertx = vertx;
        this.max = bounds.connections;
        this.pace = Duration.ofSeconds(1).toNanos() / bounds.answersPerSecond;
        this.patience = bounds.patience;
        this.meter = meter;
        this.meters = meters;
        this.nextAnswer = System.nanoTime() - BURST * pace;
        Gauge.builder(meter + ".connections", visitors, Map::size)
                .description("Connections to the server")
                .register(meters);
    }

    /** Somebody connected. */
    public void welcome(HttpConnection connection) {
        Visitor visitor = new Visitor(connection);
        if (visitors.size() >= max && !makeRoom(visitor.address)) {
            close(visitor, "crowded");
            return;
        }
        visitors.put(connection, visitor);
        connection.closeHandler(closed -> visitors.remove(connection));
    }

    /** Hands the request on when its turn has come, and sees to it that nothing follows before it is answered. */
    public void receive(HttpServerRequest request, Handler<HttpServerRequest> next) {
        Visitor visitor = visitors.get(request.connection());
        if (visitor == null) {
            return; // The connection is being closed.
        }
        visitor.turn(false);
        visitor.requests++;
        boolean last = visitor.requests >= MAX_REQUESTS || hasBody(request);
        request.response().endHandler(ended -> {
            visitor.turn(true);
            visitor.streams = false;
            if (last) {
                close(visitor, "requests");
            }
        });
        if (last) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        waiting.add(new Waiting(request, next));
        answerWaiting();
    }

    /** Answers those who wait as fast as the pace allows; whoever has gone meanwhile takes no turn. */
    private void answerWaiting() {
        nextAnswer = Math.max(nextAnswer, System.nanoTime() - BURST * pace);
        while (!waiting.isEmpty()) {
            long early = nextAnswer - System.nanoTime();
            if (early > 0) {
                awaitTurn(early);
                return;
            }
            Waiting turn = waiting.remove();
            if (visitors.containsKey(turn.request.connection())) {
                nextAnswer += pace;
                answer(turn.request, turn.next);
            }
        }
    }

    private void awaitTurn(long nanos) {
        if (!timed) {
            timed = true;
            vertx.setTimer(1 + nanos / NANOS_PER_MILLI, due -> {
                timed = false;
                answerWaiting();
            });
        }
    }

    private static void answer(HttpServerRequest request, Handler<HttpServerRequest> next) {
        if (hasBody(request)) {
            request.response()
                    .setStatusCode(REQUEST_ENTITY_TOO_LARGE)
                    .putHeader(HttpHeaders.CONTENT_TYPE, HttpProblem.TYPE)
                    .end(HttpProblem.of(REQUEST_ENTITY_TOO_LARGE, "No request has a body here: send none.")
                            .encode())
                    .onFailure(PacedResponse::left);
            return;
        }
        next.handle(request);
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    /** The answer to this request goes on for as long as the visitor likes: whoever makes it sees to it that it is read. */
    public void stream(HttpServerRequest request) {
        Visitor visitor = visitors.get(request.connection());
        if (visitor != null) {
            visitor.streams = true;
        }
    }

    /** Looks after those who take too long; to be called every second or so. */
    public void sweep() {
        for (Visitor visitor : new ArrayList<>(visitors.values())) {
            Duration passed = Duration.ofNanos(System.nanoTime() - visitor.since);
            Duration allowed = allowed(visitor);
            if (passed.compareTo(allowed) > 0 && !visitor.streams) {
                close(visitor, visitor.answered ? visitor.requests == 0 ? "slow" : "idle" : "unread");
            }
        }
    }

    private Duration allowed(Visitor visitor) {
        if (!visitor.answered) {
            return patience.answer;
        }
        return visitor.requests == 0 ? patience.request : patience.idle;
    }

    /**
     * Closes a connection of the address that has most: the one that waits longest for a request, or else for its answer,
     * unless that is the address of the newcomer itself. False when there is none.
     */
    private boolean makeRoom(String newcomer) {
        Crowds crowds = Crowds.of(visitors.values().stream().map(visitor -> visitor.address));
        boolean own = crowds.isLargest(newcomer);
        long now = System.nanoTime();
        Optional<Visitor> closed = visitors.values().stream()
                .filter(visitor -> own ? visitor.address.equals(newcomer) : crowds.isLargest(visitor.address))
                .filter(visitor -> !own || visitor.answered)
                .min(Comparator.<Visitor, Boolean>comparing(visitor -> !visitor.answered)
                        .thenComparingLong(visitor -> visitor.since - now));
        closed.ifPresent(visitor -> close(visitor, "crowded"));
        return closed.isPresent();
    }

    private void close(Visitor visitor, String reason) {
        visitors.remove(visitor.connection);
        Counter.builder(meter + ".closed")
                .description("Connections that the server closed, by reason")
                .tag("reason", reason)
                .register(meters)
                .increment();
        visitor.connection.close().onFailure(PacedResponse::left);
    }
}
