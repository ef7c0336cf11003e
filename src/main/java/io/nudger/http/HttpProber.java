package io.nudger.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.nudger.check.Target;
import io.nudger.config.AddressRules;
import io.nudger.evaluate.Evaluator;
import io.nudger.probe.Prober;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a website once: one exchange on fresh connections, redirects included, under one deadline. What a failed check
 * found is a value like any other; the returned futures never fail. Serves all targets of a process.
 */
public final class HttpProber implements Prober {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Vertx vertx;
    private final InstantSource clock;
    private final Connector connector;
    private final Evaluator evaluator;
    private final WorkerExecutor workers;
    private final WorkerExecutor slowWorkers;
    private final TlsEngine engine;
    private final List<ProbeLoop> loops;
    private final AtomicInteger inFlight = new AtomicInteger();

    /**
     * Where a prober looks, apart from the targets themselves.
     *
     * @param nameServers who is asked for addresses
     * @param trusted the certificates that are trusted; null for those that come with Java
     * @param engine does the cryptography
     * @param addresses where checks may go
     */
    record Environment(
            DnsServerAddressStreamProvider nameServers,
            @Nullable KeyStore trusted,
            TlsEngine engine,
            AddressRules addresses) {
        static Environment ofSystem(AddressRules addresses) {
            return new Environment(
                    DnsServerAddressStreamProviders.platformDefault(), null, TlsEngine.best(), addresses);
        }
    }

    private HttpProber(
            Vertx vertx,
            ProbeTransport transport,
            InstantSource clock,
            MeterRegistry meters,
            Environment surroundings) {
        if (transport.eventLoops().isEmpty()) {
            throw new IllegalArgumentException("Vert.x must be built with the probe transport");
        }
        this.vertx = vertx;
        this.clock = clock;
        this.workers = vertx.createSharedWorkerExecutor(
                "nudger-evaluate", Runtime.getRuntime().availableProcessors());
        this.slowWorkers = vertx.createSharedWorkerExecutor(
                "nudger-slow-evaluate", Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        this.evaluator = new Evaluator(workers, slowWorkers);
        this.engine = surroundings.engine;
        this.connector = new Connector(vertx, surroundings, userAgent());
        LongConsumer stalls = stallMeters(meters);
        this.loops = transport.eventLoops().stream()
                .map(loop -> new ProbeLoop(loop, transport.implementation(), surroundings.nameServers, stalls))
                .toList();
        Gauge.builder("nudger.checks.in.flight", inFlight, AtomicInteger::get)
                .description("Checks that have begun and not yet ended")
                .register(meters);
    }

    /** Loads OpenSSL: nothing else that a prober needs takes as long. */
    public static void load() {
        TlsEngine.load();
    }

    /**
     * A prober that asks the name servers of the system, and trusts the certificates that come with Java.
     *
     * @param vertx where it runs
     * @param transport what {@code vertx} was built with
     * @param clock says when a check started
     * @param meters takes the meters of checks in flight and of event loop stalls
     * @param addresses where checks may go
     */
    public static HttpProber create(
            Vertx vertx, ProbeTransport transport, InstantSource clock, MeterRegistry meters, AddressRules addresses) {
        return create(vertx, transport, clock, meters, Environment.ofSystem(addresses));
    }

    static HttpProber create(
            Vertx vertx,
            ProbeTransport transport,
            InstantSource clock,
            MeterRegistry meters,
            Environment surroundings) {
        return new HttpProber(vertx, transport, clock, meters, surroundings);
    }

    private static LongConsumer stallMeters(MeterRegistry meters) {
        Counter stalls = Counter.builder("nudger.event.loop.stalls")
                .description("Stalls of an event loop that were noticed while checks were in flight")
                .register(meters);
        Counter time = Counter.builder("nudger.event.loop.stalled")
                .description("Time that event loops were stalled while checks were in flight")
                .baseUnit("seconds")
                .register(meters);
        return nanos -> {
            stalls.increment();
            time.increment(nanos / NANOS_PER_SECOND);
        };
    }

    private static String userAgent() {
        String version = HttpProber.class.getPackage().getImplementationVersion();
        return "nudger/" + (version == null ? "dev" : version) + " (+availability check)";
    }

    /**
     * Checks the target once, now.
     *
     * @return completed within the timeout of the target and the time it takes to evaluate the body; never failed
     */
    public Future<Probe> probe(Target target) {
        if (findLoop() != null) {
            return exchange(target).future();
        }
        Promise<Probe> promise = Promise.promise();
        vertx.getOrCreateContext().runOnContext(v -> exchange(target).future().onComplete(promise));
        return promise.future();
    }

    /**
     * Checks a server of its own a few times, so that what a new Java process takes longer for is not counted as the time
     * of the first site: classes are loaded, certificates are read, name servers are looked up.
     *
     * @return completed when it is done; never failed
     */
    public Future<Void> warmUp() {
        return new WarmUp(this, List.of("http", "https")).run();
    }

    /** As {@link #warmUp()}, with no more than the check of this target needs. */
    public Future<Void> warmUpFor(Target target) {
        boolean secure = "https".equalsIgnoreCase(target.url().getScheme());
        return secure ? warmUp() : new WarmUp(this, List.of("http")).run();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException as {@link #eventLoop}
     */
    @Override
    public Running begin(Target target) {
        return exchange(target);
    }

    private Exchange exchange(Target target) {
        Context context = vertx.getOrCreateContext();
        Exchange exchange = new Exchange(target, connector, evaluator, loop(), context, clock.instant());
        inFlight.incrementAndGet();
        exchange.run().onComplete(done -> inFlight.decrementAndGet());
        return exchange;
    }

    /** Who does the cryptography, for the log. */
    public String cryptography() {
        return engine.describe();
    }

    /**
     * The event loop that the caller is on, for timers beside the checks.
     *
     * @throws IllegalStateException when it is none of those that the prober serves
     */
    public EventLoop eventLoop() {
        return loop().eventLoop();
    }

    private ProbeLoop loop() {
        ProbeLoop loop = findLoop();
        if (loop == null) {
            throw new IllegalStateException("a check runs on an event loop, not on " + Thread.currentThread());
        }
        return loop;
    }

    private @Nullable ProbeLoop findLoop() {
        for (ProbeLoop loop : loops) {
            if (loop.eventLoop().inEventLoop()) {
                return loop;
            }
        }
        return null;
    }

    /** Gives back what it holds; checks in flight fail. */
    public Future<Void> close() {
        loops.forEach(ProbeLoop::close);
        return connector.close().eventually(workers::close).eventually(slowWorkers::close);
    }
}
