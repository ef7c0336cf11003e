package io.nudger.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Phases;
import io.nudger.check.Target;
import io.nudger.probe.Row.Site;
import io.nudger.testing.NameServer;
import io.nudger.testing.StallWitness;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of misbehaving servers, all on real sockets. Of each: the outcome, the reason, the phase in which the exchange
 * died, that the deadline held, and that nobody is left on the line.
 */
class MisbehavingServersTest {
    private static final long PRECISION = TimeUnit.MILLISECONDS.toNanos(100);

    /** Rows that only wait are run side by side, all of them; of the others, more than this would wait for the processor. */
    private static final int AT_A_TIME = 8;

    /** How often a row is run anew when the machine itself was stalled for too long to say anything about a deadline. */
    private static final int ATTEMPTS = 8;

    private static final Duration POLL = Duration.ofMillis(10);

    private static final Map<String, Result> RESULTS = new HashMap<>();

    private static NameServer names;
    private static Probing probing;
    private static StallWitness witness;

    /** What became of a row: what was found, how long it took from the outside, and how long the machine was stalled. */
    private record Result(Probe probe, long tookNanos, long stalledNanos) {
        long overdue(Row row) {
            return tookNanos - row.timeout().toNanos();
        }

        /** Whether it was the machine, in a way that the prober noticed or that would spoil the measurement. */
        boolean spoilt(Row row) {
            boolean excused = probe.verdict().outcome() == Outcome.UNKNOWN
                    && probe.verdict().reason() == FailureReason.OVERLOADED;
            return excused || (overdue(row) > PRECISION && stalledNanos > PRECISION / 4);
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                        HttpRows.all(),
                        EncodingRows.all(),
                        RedirectRows.all(),
                        TlsRows.all(),
                        Http2Rows.all(),
                        AddressRows.all())
                .flatMap(rows -> rows);
    }

    @BeforeAll
    static void runAll() throws InterruptedException {
        names = AddressRows.start();
        probing = Probing.inTheWorldOf(TlsEngine.best(), names, Row.TRUSTED);
        witness = StallWitness.start();
        Probing.await(probing.prober.warmUp());
        List<Row> all = rows().toList();
        assertThat(all).extracting(Row::name).doesNotHaveDuplicates();
        runSideBySide(all.stream().filter(Row::waits).toList(), Integer.MAX_VALUE);
        runSideBySide(all.stream().filter(row -> !row.waits()).toList(), AT_A_TIME);
        for (int i = 0; i < ATTEMPTS; i++) {
            runSideBySide(all.stream().filter(row -> result(row).spoilt(row)).toList(), AT_A_TIME);
        }
    }

    private static void runSideBySide(List<Row> rows, int atATime) throws InterruptedException {
        Semaphore free = new Semaphore(atATime);
        Map<Row, Future<Result>> running = new LinkedHashMap<>();
        for (Row row : rows) {
            free.acquire();
            running.put(row, run(row).onComplete(done -> free.release()));
        }
        running.forEach((row, result) -> RESULTS.put(row.name(), Probing.await(result)));
    }

    private static Result result(Row row) {
        return requireNonNull(RESULTS.get(row.name()));
    }

    @AfterAll
    static void stop() {
        witness.close();
        probing.close();
        names.close();
    }

    @ParameterizedTest
    @MethodSource
    void rows(Row row) {
        Result result = result(row);
        Probe probe = result.probe;
        assertThat(probe.defect()).isNull();
        assertThat(probe.verdict().message() == null ? "" : probe.verdict().message())
                .contains(row.expected().message());
        assertThat(probe.verdict().reason()).isEqualTo(row.expected().reason());
        assertThat(probe.verdict().outcome()).isEqualTo(row.expected().outcome());
        assertThat(lastPhase(requireNonNull(probe.lastHop()).phases()))
                .isEqualTo(row.expected().phase());
        assertThat(Duration.ofNanos(result.overdue(row)))
                .as("what the deadline was missed by")
                .isLessThan(Duration.ofNanos(PRECISION));
        if (row.waits()) {
            assertThat(result.overdue(row)).isPositive();
        }
    }

    /** Runs a row, and waits until the server has seen the visitor leave. */
    private static Future<Result> run(Row row) {
        Site site = row.site().get();
        Target target = row.target(site, row.timeout());
        Promise<Result> promise = Promise.promise();
        probing.vertx.runOnContext(v -> {
            long stalledBefore = witness.stalledNanos();
            long begin = System.nanoTime();
            probing.prober.probe(target).onSuccess(probe -> {
                long took = System.nanoTime() - begin;
                promise.complete(new Result(probe, took, witness.stalledNanos() - stalledBefore));
            });
        });
        return promise.future()
                .compose(result -> probing.vertx.executeBlocking(
                        () -> {
                            await().pollInterval(POLL).untilAsserted(() -> assertThat(site.visitors())
                                    .isZero());
                            site.close();
                            return result;
                        },
                        false));
    }

    private static Phase lastPhase(Phases phases) {
        if (phases.transfer() != null) {
            return Phase.TRANSFER;
        }
        if (phases.processing() != null) {
            return Phase.PROCESSING;
        }
        if (phases.tls() != null) {
            return Phase.TLS;
        }
        return phases.connect() != null ? Phase.CONNECT : Phase.RESOLVE;
    }
}
