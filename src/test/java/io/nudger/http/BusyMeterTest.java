package io.nudger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.nudger.check.CpuTime;
import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Target;
import io.nudger.check.Verdict;
import io.nudger.testing.ClosedPort;
import io.nudger.testing.Futures;
import io.nudger.testing.MisbehavingServer;
import io.nudger.testing.NameServer;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose fault a stall is, and what does not rest on time at all. */
class BusyMeterTest {
    private static final long WORK = TimeUnit.MILLISECONDS.toNanos(5);

    @Test
    void workCountsWhileItGoesOnAndForOneRequest() {
        BusyMeter meter = new BusyMeter();
        long[] within = new long[1];
        EmbeddedChannel channel = new EmbeddedChannel(meter, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                long end = CpuTime.nanos() + WORK;
                while (CpuTime.nanos() < end) {
                    Thread.onSpinWait();
                }
                within[0] = meter.nanos();
            }
        });
        channel.writeInbound("one");
        assertThat(within[0]).isGreaterThanOrEqualTo(WORK);
        channel.writeInbound("two");
        assertThat(meter.nanos()).isGreaterThanOrEqualTo(2 * WORK);
        meter.reset();
        assertThat(meter.nanos()).isZero();
        channel.finish();
    }

    /** Chunks of one byte keep the loop busy, which would excuse a site that does not come to an end. */
    @Test
    void aServerThatFloodsIsDown() {
        String chunks = "1\r\na\r\n".repeat(10_000);
        try (Probing probing = Probing.start();
                MisbehavingServer server = MisbehavingServer.start(visitor -> {
                    visitor.awaitRequest();
                    visitor.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                    visitor.writeForever(chunks, Duration.ZERO);
                })) {
            awaitDown(
                    probing,
                    Probing.configured(server.http("/"), "timeout: 1s, max_body_size: 64MiB, regexp: fine"),
                    FailureReason.TIMEOUT);
        }
    }

    /** Until the machine adds no stall of its own. */
    private static void awaitDown(Probing probing, Target target, FailureReason reason) {
        await().untilAsserted(() -> {
            Verdict verdict = probing.probe(target).verdict();
            assertThat(verdict.outcome()).as("%s", verdict).isEqualTo(Outcome.DOWN);
            assertThat(verdict.reason()).as("%s", verdict).isEqualTo(reason);
        });
    }

    @Test
    void whatDoesNotRestOnTimeIsDownInSpiteOfAStall() throws Exception {
        InetAddress local = InetAddress.getLoopbackAddress();
        try (ClosedPort nobody = ClosedPort.take();
                NameServer names = NameServer.start(name -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
                    return name.startsWith("none") ? NameServer.Reply.NXDOMAIN : NameServer.Reply.of(local);
                });
                Probing probing = Probing.asking(names.address());
                MisbehavingServer garbage = MisbehavingServer.start(visitor -> {
                    visitor.awaitRequest();
                    visitor.write("SSH-2.0-OpenSSH_9.6\r\n\r\n");
                });
                MisbehavingServer greeter =
                        MisbehavingServer.start(visitor -> visitor.write("SSH-2.0-OpenSSH_9.6\r\n\r\n"))) {
            assertThat(stalled(probing, URI.create("http://none.test:" + nobody.port())))
                    .isEqualTo(FailureReason.RESOLVE);
            assertThat(stalled(probing, URI.create("http://some.test:" + nobody.port())))
                    .isEqualTo(FailureReason.CONNECT);
            assertThat(stalled(probing, URI.create("http://some.test:" + garbage.port())))
                    .isEqualTo(FailureReason.RESET);
            assertThat(stalled(probing, URI.create("https://some.test:" + greeter.port())))
                    .isEqualTo(FailureReason.TLS);
            // Also when the deadline passed during the stall.
            Duration shorter = Duration.ofMillis(400);
            await().untilAsserted(() -> {
                assertThat(stalled(probing, URI.create("http://some.test:" + nobody.port()), shorter))
                        .isEqualTo(FailureReason.CONNECT);
                assertThat(stalled(probing, URI.create("http://none.test:" + nobody.port()), shorter))
                        .isEqualTo(FailureReason.RESOLVE);
                assertThat(stalled(probing, URI.create("http://some.test:" + garbage.port()), shorter))
                        .isEqualTo(FailureReason.RESET);
            });
        }
    }

    /** Checks while the only event loop is blocked, before the name server has answered. */
    private static @Nullable FailureReason stalled(Probing probing, URI url) {
        return stalled(probing, url, Duration.ofSeconds(5));
    }

    private static @Nullable FailureReason stalled(Probing probing, URI url, Duration timeout) {
        Future<Probe> probe = probing.prober.probe(Probing.target(url, timeout));
        Futures.get(probing.vertx.timer(20, TimeUnit.MILLISECONDS));
        probing.vertx.runOnContext(v -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700)));
        return Futures.get(probe).verdict().reason();
    }
}
