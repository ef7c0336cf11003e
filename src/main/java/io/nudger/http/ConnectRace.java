package io.nudger.http;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.nudger.check.ConnectionSpec;
import io.nudger.check.HttpPreference;
import io.nudger.check.IpVersion;
import io.nudger.check.Phase;
import io.nudger.check.ProxySpec;
import io.nudger.config.AddressRange;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientConnection;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way to a connection: the addresses of a host, and attempts to connect to them as browsers make them (RFC 8305). The
 * first address has a head start; when it has not answered by then, the next is tried beside it, and when it has failed,
 * at once. The first connection that stands is taken, the others end. Lives on one event loop.
 */
final class ConnectRace {
    /** What RFC 8305 recommends between two attempts. */
    private static final long HEAD_START_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A name that has more addresses than this has enough that were tried. */
    private static final int MAX_ATTEMPTS = 16;

    private final Fetch.Wiring wiring;
    private final ConnectionSpec spec;
    private final Destination destination;
    private final Stopwatch stopwatch;
    private final Promise<HttpClientConnection> promise = Promise.promise();
    private final List<Connection> attempts = new ArrayList<>(1);
    private List<InetAddress> addresses = List.of();
    private @Nullable Connection winner;
    private @Nullable InetSocketAddress address;
    private @Nullable ScheduledFuture<?> headStart;
    private @Nullable ScheduledFuture<?> patience;
    private int failed;
    private boolean ended;

    ConnectRace(Fetch.Wiring wiring, ConnectionSpec spec, Destination destination, Stopwatch stopwatch) {
        this.wiring = wiring;
        this.spec = spec;
        this.destination = destination;
        this.stopwatch = stopwatch;
    }

    /** Connects, TLS included; completes on the event loop. Called once. */
    Future<HttpClientConnection> run() {
        return resolve().compose(this::permitted).compose(this::connect);
    }

    /** Takes a connection that stands instead of making one. */
    void adopt(KeptConnections.Kept kept) {
        winner = kept.connection();
        address = kept.address();
        attempts.add(kept.connection());
        end();
    }

    /** Leaves the connection to others: it does not end with this. */
    void release() {
        attempts.clear();
        end();
    }

    /** Ends every attempt, and the connection if there is one, without waiting for anything. */
    void abort() {
        end();
        attempts.forEach(Connection::abort);
    }

    /** Whose name or address is connected to: the proxy's, or the destination's. */
    private String peerHost() {
        ProxySpec proxy = spec.proxy();
        return proxy == null ? destination.host() : proxy.host();
    }

    /** What the connection goes through; null for nothing. */
    @Nullable ProxySpec proxy() {
        return spec.proxy();
    }

    /** Whether the proxy gets the request itself. */
    boolean isForwarded() {
        return Tunnel.forwards(spec.proxy(), destination, spec.http() == HttpPreference.HTTP_2);
    }

    /** The name that the server must have in its certificate. */
    String serverName() {
        String name = spec.tls().serverName();
        return name == null ? destination.host() : name;
    }

    /** The connection that stood; null before. */
    @Nullable Connection connection() {
        return winner;
    }

    /** The address that it is connected to, or that was tried last; null before. */
    @Nullable InetSocketAddress address() {
        return address;
    }

    private void end() {
        ended = true;
        cancel(headStart);
        cancel(patience);
    }

    private static void cancel(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private Future<List<InetAddress>> resolve() {
        String host = peerHost();
        InetAddress literal = HostResolver.literal(host);
        if (literal != null) {
            return Future.succeededFuture(List.of(literal));
        }
        Promise<List<InetAddress>> found = Promise.promise();
        wiring.loop().resolver(spec).resolve(host).onComplete(answer -> wiring.context()
                .runOnContext(v -> found.handle(answer)));
        return found.future();
    }

    /** Leaves out what may not be connected to. What is evaluated here is what is connected to: no name is asked for twice. */
    private Future<List<InetAddress>> permitted(List<InetAddress> found) {
        List<InetAddress> ofFamily = found.stream().filter(this::isOfFamily).toList();
        if (ofFamily.isEmpty()) {
            return Future.failedFuture(new OtherFamilyException(spec.ipVersion()));
        }
        List<InetAddress> permitted = ofFamily.stream()
                .filter(candidate -> wiring.client().addresses().denying(candidate) == null)
                .limit(MAX_ATTEMPTS)
                .toList();
        InetAddress behind = spec.proxy() == null ? null : HostResolver.literal(destination.host());
        AddressRange denied =
                behind == null ? null : wiring.client().addresses().denying(behind);
        if (behind != null && denied != null) {
            return Future.failedFuture(new BlockedAddressException(NetUtil.toAddressString(behind), behind, denied));
        }
        AddressRange denying = wiring.client().addresses().denying(ofFamily.get(0));
        return permitted.isEmpty() && denying != null
                ? Future.failedFuture(new BlockedAddressException(peerHost(), ofFamily.get(0), denying))
                : Future.succeededFuture(inTurns(permitted));
    }

    private boolean isOfFamily(InetAddress candidate) {
        return spec.ipVersion() == IpVersion.AUTO
                || (candidate instanceof Inet4Address) == (spec.ipVersion() == IpVersion.V4);
    }

    /** The families in turns, beginning with the preferred one: a family that leads nowhere costs one head start. */
    private static List<InetAddress> inTurns(List<InetAddress> addresses) {
        Class<?> preferred = addresses.get(0).getClass();
        List<InetAddress> first =
                addresses.stream().filter(preferred::isInstance).toList();
        List<InetAddress> second =
                addresses.stream().filter(other -> !preferred.isInstance(other)).toList();
        List<InetAddress> all = new ArrayList<>(addresses.size());
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            all.addAll(first.subList(Math.min(i, first.size()), Math.min(i + 1, first.size())));
            all.addAll(second.subList(Math.min(i, second.size()), Math.min(i + 1, second.size())));
        }
        return all;
    }

    private Future<HttpClientConnection> connect(List<InetAddress> candidates) {
        if (ended) {
            return Future.failedFuture(new ClosedChannelException());
        }
        stopwatch.enter(Phase.CONNECT, System.nanoTime());
        addresses = candidates;
        Duration limit = spec.connectTimeout();
        if (limit != null) {
            patience = after(limit.toNanos(), () -> {
                promise.tryFail(new ConnectTimeoutException(limit));
                abort();
            });
        }
        attempt();
        return promise.future();
    }

    /** Tries the next address. */
    private void attempt() {
        Tunnel tunnel = Tunnel.through(spec.proxy(), destination, spec.http() == HttpPreference.HTTP_2);
        Connection attempt = new Connection(
                destination, serverName(), wiring.client().trust(spec.tls()), tunnel, stopwatch, this::stands);
        attempts.add(attempt);
        InetSocketAddress next = addressOf(attempt);
        address = next;
        int others = addresses.size() - attempts.size();
        if (others > 0) {
            // Half of a short time is left to the others.
            long share = Math.max(0, wiring.nanosLeft().getAsLong()) / (others + 1);
            headStart = after(Math.min(HEAD_START_NANOS, share), this::attempt);
        }
        wiring.client().connect(attempt, next, spec).onComplete(result -> attempted(attempt, result));
    }

    private InetSocketAddress addressOf(Connection attempt) {
        ProxySpec proxy = spec.proxy();
        int port = proxy == null ? destination.port() : proxy.port();
        return new InetSocketAddress(addresses.get(attempts.indexOf(attempt)), port);
    }

    private ScheduledFuture<?> after(long nanos, Runnable action) {
        return wiring.loop()
                .eventLoop()
                .schedule(
                        () -> wiring.context().runOnContext(v -> {
                            if (!ended && winner == null) {
                                action.run();
                            }
                        }),
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    /** The first connection stands; TLS may still be to come. */
    private void stands(Connection connection) {
        winner = connection;
        address = addressOf(connection);
        end();
        for (Connection attempt : attempts) {
            if (attempt != connection) {
                attempt.abort();
            }
        }
    }

    private void attempted(Connection attempt, AsyncResult<HttpClientConnection> result) {
        if (attempt == winner) {
            promise.handle(result);
            return;
        }
        failed++;
        address = winner == null ? addressOf(attempt) : address;
        if (ended) {
            if (winner == null) {
                promise.tryFail(new ClosedChannelException());
            }
        } else if (attempts.size() < addresses.size()) {
            cancel(headStart);
            attempt();
        } else if (failed == addresses.size()) {
            promise.tryFail(result.cause());
        }
    }
}
