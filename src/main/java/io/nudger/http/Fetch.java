package io.nudger.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.NetUtil;
import io.nudger.check.ConnectionSpec;
import io.nudger.check.HttpPreference;
import io.nudger.check.Payload;
import io.nudger.check.Phase;
import io.nudger.check.Phases;
import io.nudger.check.ProxySpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, on a connection of its own: resolve, connect, TLS, request, response. Lives on one event
 * loop; can be ended there at any moment, after which nothing of it is left.
 */
final class Fetch {
    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 999;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    /** What servers expect content with; some answer 411 when it is not even said that there is none (RFC 9110, 8.6). */
    private static final Set<String> WITH_CONTENT = Set.of("POST", "PUT", "PATCH");

    /** What may be asked again when nobody knows whether it was heard (RFC 9110, 9.2.2). */
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private final Wiring wiring;
    private final Destination destination;
    private final Message message;
    private final Stopwatch stopwatch;
    private ConnectionSpec spec;
    private final KeptConnections.@Nullable Key key;
    private final KeptConnections.@Nullable Kept kept;
    private ConnectRace race;
    private @Nullable HttpClientConnection http;
    private @Nullable Response answer;
    private boolean complete;
    private boolean ended;
    private long busyNanos;
    private long goodbye;

    /**
     * What a fetch works with.
     *
     * @param client makes the connections
     * @param loop the event loop it runs on
     * @param context the context of that loop on which everything happens
     * @param nanosLeft how much time is left for all that remains
     * @param target the name of the target, for which a connection may be kept
     * @param keepNanos how long it is kept
     */
    record Wiring(
            Connector client, ProbeLoop loop, Context context, LongSupplier nanosLeft, String target, long keepNanos) {}

    /**
     * How the body of the response is treated.
     *
     * @param isUnread whether the response goes without its body
     * @param limit how many bytes are read at most
     * @param whole whether all of it will be looked at
     * @param cuttable whether what is beyond the limit, or never ends, may be left unread
     */
    record Reading(Predicate<HttpClientResponse> isUnread, long limit, boolean whole, boolean cuttable) {}

    Fetch(Wiring wiring, ConnectionSpec spec, Destination destination, Message message) {
        this.wiring = wiring;
        this.destination = destination;
        this.message = message;
        this.spec = spec;
        this.key = spec.reuse()
                ? new KeptConnections.Key(
                        wiring.target, destination.secure(), destination.host(), destination.port(), spec)
                : null;
        this.kept = key == null ? null : wiring.loop.kept().take(key);
        this.stopwatch = new Stopwatch(kept == null ? firstPhase() : Phase.PROCESSING, System.nanoTime());
        this.race = new ConnectRace(wiring, spec, destination, stopwatch);
    }

    private Phase firstPhase() {
        ProxySpec proxy = spec.proxy();
        String peer = proxy == null ? destination.host() : proxy.host();
        return HostResolver.literal(peer) == null ? Phase.RESOLVE : Phase.CONNECT;
    }

    /** Fetches; completes on the context. Called once. */
    Future<Response> run(Reading reading) {
        return request().compose(response -> receive(response, reading)).onComplete(done -> {
            if (done.succeeded()) {
                finish();
            } else {
                abort();
            }
        });
    }

    /** Ends it without waiting for anything. */
    void abort() {
        end();
        race.abort();
    }

    /** Sends the request over the connection that was kept, or a new one. */
    private Future<HttpClientResponse> request() {
        if (kept == null) {
            return race.run().compose(this::send).recover(this::again);
        }
        race.adopt(kept);
        return send(kept.http()).recover(cause -> {
            // A server may close an idle connection at any time; until it has answered, that says nothing of it.
            if (ended || stopwatch.current() != Phase.PROCESSING || !REPEATABLE.contains(message.method())) {
                return Future.failedFuture(cause);
            }
            return anew();
        });
    }

    /** A server that wants HTTP/1.1 for this request has not looked at it (RFC 9113, 8.7). */
    private Future<HttpClientResponse> again(Throwable cause) {
        if (ended
                || spec.strictHttp()
                || spec.http() != HttpPreference.AUTO
                || !FailureClassifier.wantsHttp1(this, cause)) {
            return Future.failedFuture(cause);
        }
        spec = spec.overHttp1();
        return anew();
    }

    private Future<HttpClientResponse> anew() {
        race.abort();
        race = new ConnectRace(wiring, spec, destination, stopwatch);
        stopwatch.enter(firstPhase(), System.nanoTime());
        return race.run().compose(this::send);
    }

    private void finish() {
        end();
        Connection connection = race.connection();
        InetSocketAddress connectedTo = race.address();
        if (key != null
                && http != null
                && connection != null
                && connectedTo != null
                && complete
                && connection.isOpen()) {
            race.release();
            wiring.loop.kept().keep(key, new KeptConnections.Kept(connection, http, connectedTo), wiring.keepNanos);
            return;
        }
        if (connection != null) {
            connection.close();
        }
    }

    private void end() {
        busyNanos = busyNanos();
        ended = true;
        stopwatch.stop(System.nanoTime());
    }

    private Future<HttpClientResponse> send(HttpClientConnection over) {
        http = over;
        over.exceptionHandler(e -> {}); // The future of the response tells.
        Connection connected = race.connection();
        if (connected != null && connected.choseHttp2()) {
            over.goAwayHandler(goAway -> goodbye = goAway.getErrorCode());
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(message.method()))
                .setURI(race.isForwarded() ? destination.toString() : destination.resource());
        Promise<HttpClientResponse> head = Promise.promise();
        Runnable onTooMuch = () -> head.tryFail(new TooLongFrameException(
                "more than " + HeadWatch.MAX_BYTES + " bytes came before they were complete"));
        over.request(options)
                .compose(request -> {
                    Connection connection = race.connection();
                    if (connection != null) {
                        connection.awaitHead(
                                stopwatch, request.version() != HttpVersion.HTTP_2, spec.strictHttp(), onTooMuch);
                    }
                    address(request);
                    request.exceptionHandler(e -> {}); // As above.
                    Payload body = message.body();
                    return body == null ? request.send() : request.send(Buffer.buffer(body.bytes()));
                })
                .onSuccess(head::tryComplete)
                .onFailure(head::tryFail);
        return head.future()
                .compose(Fetch::plausible)
                .recover(cause -> Future.failedFuture(new GarbledResponseException(cause)));
    }

    /** Neither codec minds how many digits a status has; whoever records it does. */
    private static Future<HttpClientResponse> plausible(HttpClientResponse response) {
        int status = response.statusCode();
        return status >= MIN_STATUS && status <= MAX_STATUS
                ? Future.succeededFuture(response)
                : Future.failedFuture(new IllegalStateException("its status " + status + " is none of three digits"));
    }

    private void address(HttpClientRequest request) {
        Map<String, String> headers = message.headers();
        wiring.client.defaultHeaders().forEach((name, value) -> {
            if (!headers.containsKey(name)) {
                request.putHeader(name, value);
            }
        });
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase(Message.HOST)) {
                request.putHeader(name, value);
            }
        });
        if (!message.cookies().isEmpty()) {
            String own = headers.get(Message.COOKIE);
            request.putHeader(Message.COOKIE, own == null ? message.cookies() : own + "; " + message.cookies());
        }
        if (message.body() == null
                && WITH_CONTENT.contains(message.method())
                && !headers.containsKey("content-length")) {
            request.putHeader("content-length", "0");
        }
        ProxySpec proxy = race.proxy();
        if (proxy != null && proxy.user() != null && race.isForwarded()) {
            byte[] credentials = (proxy.user() + ":" + proxy.password()).getBytes(StandardCharsets.UTF_8);
            request.putHeader(
                    "proxy-authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
        }
        String host = headers.get(Message.HOST);
        request.authority(
                host == null
                        ? HostAndPort.create(destination.urlHost(), destination.port())
                        : HostAndPort.create(host, -1));
    }

    private Future<Response> receive(HttpClientResponse response, Reading reading) {
        stopwatch.enter(Phase.TRANSFER, System.nanoTime());
        Connection connection = race.connection();
        if (connection != null) {
            connection.headReceived();
        }
        Response received = Response.of(destination, response, reading.limit, reading.whole);
        if (received.statusCode() == PROXY_AUTHENTICATION_REQUIRED && race.isForwarded()) {
            return Future.failedFuture(new ProxyRefusedException(received.status()));
        }
        answer = received;
        Promise<Response> promise = Promise.promise();
        // Also when it is not read: without a handler, the library logs that the connection was closed.
        response.exceptionHandler(cause -> promise.tryFail(new GarbledResponseException(cause)));
        if (reading.isUnread.test(response)) {
            return Future.succeededFuture(received);
        }
        if (reading.cuttable && received.isStream()) {
            received.body().cut();
            return Future.succeededFuture(received);
        }
        response.handler(piece -> {
            if (received.body().add(piece)) {
                return;
            }
            if (reading.cuttable) {
                received.body().cut();
                promise.tryComplete(received);
            } else {
                promise.tryFail(new BodyTooLargeException(reading.limit));
            }
        });
        response.endHandler(v -> {
            complete = true;
            promise.tryComplete(received);
        });
        return promise.future();
    }

    Destination destination() {
        return destination;
    }

    /** What it goes through; null for nothing. */
    @Nullable ProxySpec proxy() {
        return race.proxy();
    }

    /** The name that the server must have in its certificate. */
    String serverName() {
        return race.serverName();
    }

    /** Whether the server is shown a certificate when it wants one. */
    boolean hasIdentity() {
        return spec.tls().identity() != null;
    }

    /** The error with which the server left HTTP/2; 0 for none. */
    long goodbye() {
        return goodbye;
    }

    Message message() {
        return message;
    }

    /** The phase it is in, or was in when it ended. */
    Phase phase() {
        return stopwatch.current();
    }

    /** How long the event loop has worked on what the server sent, until the end of the request. */
    long busyNanos() {
        Connection connection = race.connection();
        return ended || connection == null ? busyNanos : connection.busyNanos();
    }

    /** The address that it was last connected to, or tried to; null before. */
    @Nullable InetSocketAddress address() {
        return race.address();
    }

    /** The response, as far as it came; null before its headers were complete. */
    @Nullable Response answer() {
        return answer;
    }

    /** What the handshake revealed; null when there was none, or it was refused. */
    @Nullable TlsSession tls() {
        Connection connection = race.connection();
        return connection == null ? null : connection.tls();
    }

    /**
     * What is reported of it, once it has ended.
     *
     * @param rejected what was seen in a handshake that was refused
     */
    Hop hop(@Nullable TlsSession rejected) {
        Phases phases = stopwatch.phases();
        Connection connection = race.connection();
        InetSocketAddress address = race.address();
        TlsSession accepted = tls();
        return new Hop(
                destination.toString(),
                connection != null && address != null ? NetUtil.toSocketAddressString(address) : null,
                answer == null ? null : answer.protocol(),
                answer == null ? null : answer.statusCode(),
                phases,
                accepted == null ? rejected : accepted);
    }
}
