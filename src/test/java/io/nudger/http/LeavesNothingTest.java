package io.nudger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.nudger.check.FailureReason;
import io.nudger.check.Phase;
import io.nudger.check.Target;
import io.nudger.http.Row.Site;
import io.nudger.testing.Futures;
import io.nudger.testing.NameServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Sockets, timers and memory are after thousands of failed checks what they were before. {@code -Dnudger.leak.checks=1000000}
 * makes more than the default of them.
 */
class LeavesNothingTest {
    private static final int CHECKS = Integer.getInteger("nudger.leak.checks", 2_000);

    /** Enough for everything that is made once and kept, and for the caches to be full. */
    private static final int CHECKS_BEFORE = 1_500;

    private static final int AT_A_TIME = 100;
    private static final Duration TIMEOUT = Duration.ofMillis(250);

    /** What may be more than before, although nothing leaks: a check that is kept weighs thousands of bytes. */
    private static final long HEAP_SLACK = 1_000_000;

    private static final int COLLECTIONS = 3;

    private static final int FILES_SLACK = 2;

    /** Netty does not use the number of a question that was never answered for another, for so long; most of it passes meanwhile. */
    private static final Duration NAME_SERVER_TIMERS = Duration.ofSeconds(20);

    private final NameServer names = AddressRows.start();
    private final Probing probing = Probing.inTheWorldOf(TlsEngine.best(), names, Row.TRUSTED);
    private final List<Row> rows = Stream.of(
                    HttpRows.all(),
                    EncodingRows.all(),
                    RedirectRows.all(),
                    TlsRows.all(),
                    Http2Rows.all(),
                    AddressRows.all())
            .flatMap(table -> table)
            .toList();
    private final List<Site> sites = rows.stream().map(row -> row.site().get()).toList();
    private final List<Target> targets = IntStream.range(0, rows.size())
            .mapToObj(i -> rows.get(i).target(sites.get(i), TIMEOUT))
            .toList();
    private final Collection<Throwable> defects = new ConcurrentLinkedQueue<>();

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void warmUp() throws InterruptedException {
        log.start();
        rootLogger().addAppender(log);
        Futures.get(probing.prober.warmUp());
    }

    @AfterEach
    void stop() {
        rootLogger().detachAppender(log);
        sites.forEach(Site::close);
        probing.close();
        names.close();
    }

    @Test
    void nothingIsLeftOfThousandsOfChecks() throws InterruptedException {
        check(CHECKS_BEFORE);
        long socketsBefore = sockets();
        long filesBefore = openFiles();
        long heapBefore = usedHeap();
        check(CHECKS);
        await().atMost(NAME_SERVER_TIMERS)
                .untilAsserted(() -> assertThat(timers()).isZero());
        assertThat(defects).isEmpty();
        assertThat(List.copyOf(log.list)).filteredOn(LeavesNothingTest::isShown).isEmpty();
        assertThat(probing.meters.get("nudger.checks.in.flight").gauge().value())
                .isZero();
        await().untilAsserted(() -> assertThat(sockets()).isLessThanOrEqualTo(socketsBefore));
        await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(filesBefore + FILES_SLACK));
        await().untilAsserted(() -> assertThat(usedHeap()).isLessThan(heapBefore + HEAP_SLACK));
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    /**
     * What would be logged if the levels of the libraries were as they come. Only what says how a stranger broke the protocol is
     * left to the levels, see io.nudger.app.Logs.
     */
    private static boolean isShown(ILoggingEvent event) {
        String logger = event.getLoggerName();
        return !logger.endsWith("BlockedThreadChecker") // It speaks of the machine.
                && !logger.startsWith("io.netty.")
                && !logger.endsWith(".ConnectionBase")
                && !logger.endsWith(".HttpClientConnectionInternal");
    }

    /** Runs the table again and again, until so many checks are over and nobody is on the line any more. */
    private void check(int number) throws InterruptedException {
        Semaphore free = new Semaphore(AT_A_TIME);
        int checks = 0;
        for (int i = 0; checks < number; i++) {
            int next = i % rows.size();
            if (!isDue(rows.get(next), i / rows.size())) {
                continue;
            }
            free.acquire();
            checks++;
            probing.prober.probe(targets.get(next)).onSuccess(probe -> {
                if (probe.defect() != null) {
                    defects.add(probe.defect());
                }
                free.release();
            });
        }
        free.acquire(AT_A_TIME);
        await().untilAsserted(() -> assertThat(sites).allMatch(site -> site.visitors() == 0));
    }

    /** What costs much is done less often; what has timers that outlive it, only in the beginning. */
    private static boolean isDue(Row row, int round) {
        if (row.waits() && row.expected().phase() == Phase.RESOLVE) {
            return round == 0;
        }
        boolean costly =
                row.overTls() || FailureReason.TOO_LARGE.equals(row.expected().reason());
        return !costly || round % 6 == 0;
    }

    /** What waits in the event loop: tasks and timers. */
    private int timers() {
        EventLoop loop = probing.transport.eventLoops().get(0);
        try {
            return loop.submit(() -> scheduled(loop).size() + ((SingleThreadEventExecutor) loop).pendingTasks())
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The timers of an event loop; Netty shows them to nobody. */
    private static Collection<?> scheduled(EventLoop loop) throws ReflectiveOperationException {
        Field field = AbstractScheduledEventExecutor.class.getDeclaredField("scheduledTaskQueue");
        field.setAccessible(true);
        Object queue = field.get(loop);
        return queue == null ? List.of() : (Collection<?>) queue;
    }

    private static long sockets() {
        return descriptors(link -> link.startsWith("socket:"));
    }

    private static long openFiles() {
        return descriptors(link -> true);
    }

    private static long descriptors(java.util.function.Predicate<String> wanted) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.map(LeavesNothingTest::target).filter(wanted).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a descriptor leads; nowhere when it was closed meanwhile. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** What is used when nothing more can be freed: some things are only after they were found to be garbage once. */
    private static long usedHeap() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }
}
