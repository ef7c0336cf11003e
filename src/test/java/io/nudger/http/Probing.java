package io.nudger.http;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.nudger.check.Expectation;
import io.nudger.check.HttpCheck;
import io.nudger.check.RequestSpec;
import io.nudger.check.Target;
import io.nudger.config.AddressRules;
import io.nudger.config.TargetSource;
import io.nudger.config.TargetsLoader;
import io.nudger.document.InvalidConfigException;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.Futures;
import io.nudger.testing.NameServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A prober with an event loop of its own, and what the tests of checks share. */
public final class Probing implements AutoCloseable {
    /** Where it runs. */
    public final Vertx vertx;

    final ProbeTransport transport = ProbeTransport.create();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    /** The prober. */
    public final HttpProber prober;

    private Probing(HttpProber.Environment surroundings) {
        vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1))
                .withTransport(transport)
                .build();
        prober = HttpProber.create(vertx, transport, InstantSource.system(), meters, surroundings);
    }

    /** One as a monitor has it. */
    public static Probing start() {
        return new Probing(HttpProber.Environment.ofSystem(AddressRules.DEFAULT));
    }

    static Probing trusting(TlsEngine engine, CertificateAuthority... authorities) {
        return new Probing(new HttpProber.Environment(
                DnsServerAddressStreamProviders.platformDefault(), storeOf(authorities), engine, AddressRules.DEFAULT));
    }

    static Probing asking(DnsServerAddressStreamProvider nameServers) {
        return new Probing(new HttpProber.Environment(nameServers, null, TlsEngine.best(), AddressRules.DEFAULT));
    }

    /** Asks the name server at this address, and trusts nobody. */
    public static Probing asking(InetSocketAddress nameServer) {
        return asking(new SingletonDnsServerAddressStreamProvider(nameServer));
    }

    /** Asks this name server, and trusts these authorities. */
    static Probing inTheWorldOf(TlsEngine engine, NameServer names, CertificateAuthority... authorities) {
        return new Probing(new HttpProber.Environment(
                new SingletonDnsServerAddressStreamProvider(names.address()),
                storeOf(authorities),
                engine,
                AddressRules.DEFAULT));
    }

    private static KeyStore storeOf(CertificateAuthority... authorities) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (CertificateAuthority authority : authorities) {
                store.setCertificateEntry(
                        authority.certificate().getSubjectX500Principal().getName(), authority.certificate());
            }
            return store;
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With these addresses denied and allowed, apart from the usual ones. */
    static Probing guarded(DnsServerAddressStreamProvider nameServers, AddressRules addresses) {
        return new Probing(new HttpProber.Environment(nameServers, null, TlsEngine.best(), addresses));
    }

    /** A target as a file configures it: the options are keys and values with commas between, as within braces. */
    public static Target configured(URI url, String options) {
        return written(url.toString(), options);
    }

    /** As {@link #configured}, for a URL as somebody may write it. */
    static Target written(String url, String options) {
        try {
            Path file = Files.createTempFile("target", ".yaml");
            Files.writeString(file, "targets: [{name: t, url: '" + url + "', interval: 1h, " + options + "}]");
            Target target = new TargetsLoader(new TargetSource.AtPath(file), System::getenv)
                    .load()
                    .all()
                    .iterator()
                    .next();
            Files.delete(file);
            return target;
        } catch (IOException | InvalidConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What a check of this target finds. */
    public Probe probe(Target target) {
        return Futures.get(prober.probe(target));
    }

    Probe probe(URI url) {
        return probe(target(url));
    }

    /** A target that is checked with this timeout and otherwise the defaults. */
    static Target target(URI url, Duration timeout, RequestSpec request, Expectation expectation) {
        return new Target(
                url.toString(),
                url,
                timeout.multipliedBy(3),
                timeout,
                new HttpCheck(request, expectation),
                Map.of(),
                true);
    }

    static Target target(URI url, Duration timeout) {
        return target(url, timeout, RequestSpec.get(), Expectation.DEFAULT);
    }

    /** A target that is checked with the defaults. */
    public static Target target(URI url) {
        return target(url, Duration.ofSeconds(5));
    }

    /** Blocks all event loops for so long. */
    public static void block(ProbeTransport transport, Duration duration) {
        transport.eventLoops().forEach(loop -> loop.execute(() -> LockSupport.parkNanos(duration.toNanos())));
    }

    /** Waits in a script of a server. */
    public static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Futures.get(prober.close());
        Futures.get(vertx.close());
    }
}
