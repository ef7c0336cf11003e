package io.nudger.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nudger.check.Outcome;
import io.nudger.check.Target;
import io.nudger.http.Probe;
import io.nudger.http.Probing;
import io.nudger.testing.CertificateAuthority;
import io.nudger.testing.Futures;
import io.nudger.testing.Http2Frames;
import io.nudger.testing.MisbehavingServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever strangers send, no library writes to the log by itself: whoever may send could fill the disk. */
class ForeignInputLogTest {
    private static final int ANSWERS = 250;
    private static final int QUESTIONS = 10;
    private static final int PACKETS = 50;
    private static final List<String> LIBRARIES =
            List.of("io.netty", "io.netty.util", "io.vertx", "io.vertx.core.http", "io.vertx.core.net");

    private static final String HTTP =
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Map<String, Level> before = new LinkedHashMap<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Random random = new Random(7);

    /** With the levels of the program instead of those of the tests. */
    @BeforeEach
    void listen() {
        LIBRARIES.forEach(name -> before.put(name, context.getLogger(name).getLevel()));
        LoggerContext shipped = new LoggerContext();
        new Logs(Map.<String, String>of()::get).setLevels(shipped);
        LIBRARIES.forEach(
                name -> context.getLogger(name).setLevel(shipped.getLogger(name).getLevel()));
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void restore() {
        root().detachAppender(log);
        before.forEach((name, level) -> context.getLogger(name).setLevel(level));
    }

    private Logger root() {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void oddAnswersWriteNothing() {
        CertificateAuthority.Identity identity = CertificateAuthority.selfSigned("localhost", "localhost");
        try (Probing probing = Probing.start();
                MisbehavingServer http1 = MisbehavingServer.start(visitor -> {
                    visitor.awaitRequest();
                    visitor.write(odd(HTTP.getBytes(StandardCharsets.US_ASCII)));
                    visitor.close();
                });
                MisbehavingServer noTls = MisbehavingServer.start(visitor -> {
                    visitor.readSomething();
                    visitor.write(odd(new byte[] {22, 3, 3, 0, 80, 2, 0, 0, 76, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
                    visitor.close();
                });
                MisbehavingServer http2 = MisbehavingServer.startTls(identity, List.of("h2"), visitor -> {
                    int stream = Http2Frames.awaitRequest(visitor);
                    visitor.write(odd(Http2Frames.status(stream, Http2Frames.END_HEADERS, 200)));
                    visitor.write(odd(Http2Frames.data(stream, Http2Frames.END_STREAM, "hello")));
                    visitor.close();
                });
                MisbehavingServer broken = MisbehavingServer.startTls(identity, List.of("http/1.1"), visitor -> {
                    visitor.awaitRequest();
                    visitor.write(HTTP.substring(0, 40));
                    visitor.writeBelow(odd(new byte[] {23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
                    visitor.close();
                })) {
            List<Future<Probe>> probes = new ArrayList<>();
            for (URI url : List.of(http1.http("/"), noTls.https("/"), http2.https("/"), broken.https("/"))) {
                Target target = Probing.configured(url, "timeout: 2s, tls: {verify: false}, expect: {regexp: hello}");
                for (int i = 0; i < ANSWERS; i++) {
                    probes.add(probing.prober.probe(target));
                }
            }
            var unused = Futures.get(Future.all(probes));
            assertThat(probes).allMatch(probe -> probe.result().defect() == null);
        }
        assertNothingWasWritten();
    }

    @Test
    void oddPacketsToTheResolverWriteNothing() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Probing probing = Probing.asking((InetSocketAddress) server.getLocalSocketAddress());
                MisbehavingServer site = MisbehavingServer.start(visitor -> {
                    visitor.awaitRequest();
                    visitor.write("HTTP/1.1 204 No Content\r\n\r\n");
                    visitor.close();
                })) {
            Thread names = new Thread(() -> answerOddly(server, stranger));
            names.setDaemon(true);
            names.start();
            URI url = URI.create("http://site.test:" + site.port() + "/");
            for (int i = 0; i < QUESTIONS; i++) {
                Probe probe = probing.probe(Probing.configured(url, "timeout: 20s, ip_version: 4"));
                assertThat(probe.verdict().outcome()).as("%s", probe.verdict()).isEqualTo(Outcome.UP);
            }
        }
        assertNothingWasWritten();
    }

    private void assertNothingWasWritten() {
        assertThat(log.list)
                .extracting(event -> event.getLoggerName() + ": " + event)
                .isEmpty();
    }

    /** Each question is answered rightly after very much that is no answer, from its server and from a stranger. */
    private void answerOddly(DatagramSocket server, DatagramSocket stranger) {
        try {
            while (true) {
                DatagramPacket question = new DatagramPacket(new byte[512], 512);
                server.receive(question);
                byte[] asked = Arrays.copyOf(question.getData(), question.getLength());
                byte[] right = answer(asked, false);
                byte[] strange = answer(asked, true);
                for (int i = 0; i < PACKETS; i++) {
                    byte[] odd = odd(strange);
                    odd[0] ^= (byte) 0x55; // Never the number of the question, or it could be an answer.
                    server.send(new DatagramPacket(odd, odd.length, question.getSocketAddress()));
                    byte[] foreign = i % 2 == 0 ? right : odd(strange);
                    stranger.send(new DatagramPacket(foreign, foreign.length, question.getSocketAddress()));
                }
                server.send(new DatagramPacket(right, right.length, question.getSocketAddress()));
            }
        } catch (SocketException closed) {
            return;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** 127.0.0.1, or by way of an alias with a name that no host has. */
    private static byte[] answer(byte[] question, boolean aliased) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        java.io.DataOutputStream out = new java.io.DataOutputStream(bytes);
        int end = 12;
        while (question[end] != 0) {
            end += 1 + question[end];
        }
        end += 5;
        out.write(question, 0, 2);
        out.write(new byte[] {(byte) 0x81, (byte) 0x80, 0, 1, 0, (byte) (aliased ? 2 : 1), 0, 0, 0, 0});
        out.write(question, 12, end - 12);
        byte[] name = {(byte) 0xc0, 12};
        if (aliased) {
            byte[] alias = {7, 27, '[', '2', 'J', '\n', (byte) 0x9b, 'x', 0};
            out.write(name);
            out.write(new byte[] {0, 5, 0, 1, 0, 0, 0, 60, 0, (byte) alias.length});
            out.write(alias);
            name = alias;
        }
        out.write(name);
        out.write(new byte[] {0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1});
        return bytes.toByteArray();
    }

    /** The bytes with a few of them changed, cut off or added; the seed is fixed. */
    private synchronized byte[] odd(byte[] right) {
        int length = random.nextInt(3) == 0 ? 2 + random.nextInt(right.length + 10) : right.length;
        byte[] odd = Arrays.copyOf(right, length);
        for (int i = random.nextInt(6); i >= 0; i--) {
            odd[random.nextInt(length)] = (byte) random.nextInt(256);
        }
        return odd;
    }
}
