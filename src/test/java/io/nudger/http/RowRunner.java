package io.nudger.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.check.FailureReason;
import io.nudger.check.Outcome;
import io.nudger.check.Phase;
import io.nudger.check.Phases;
import io.nudger.check.Target;
import io.nudger.http.Row.Site;
import io.nudger.testing.Futures;
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

/** Runs rows of the table side by side, each on a server of its own, until the machine has not spoilt any of them. */
final class RowRunner implements AutoCloseable {
    private static final long PRECISION = TimeUnit.MILLISECONDS.toNanos(100);

    /** Rows that only wait are run side by side, all of them; of the others, more than this would wait for the processor. */
    private static final int AT_A_TIME = 8;

    /** How often a row is run anew when the machine itself was stalled for too long to say anything about a deadline. */
    private static final int ATTEMPTS = 8;

    private static final Duration POLL = Duration.ofMillis(10);

    private final NameServer names = AddressRows.start();
    private final Probing probing = Probing.inTheWorldOf(TlsEngine.best(), names, Row.TRUSTED);
    private final StallWitness witness = StallWitness.start();
    private final Map<String, Result> results = new HashMap<>();

    /** What became of a row: what was found, how long it took from the outside, and how long the machine was stalled. */
    record Result(Probe probe, long tookNanos, long stalledNanos) {
        private long overdue(Row row) {
            return tookNanos - row.timeout().toNanos();
        }

        /** Whether it was the machine, in a way that the prober noticed or that would spoil the measurement. */
        private boolean spoilt(Row row) {
            boolean excused = probe.verdict().outcome() == Outcome.UNKNOWN
                    && FailureReason.OVERLOADED.equals(probe.verdict().reason());
            // What pours without end needs the processor, as proxy and server do; a machine that is slow is no answer.
            boolean starved = FailureReason.TIMEOUT.equals(probe.verdict().reason())
                    && !FailureReason.TIMEOUT.equals(row.expected().reason());
            return excused || starved || (overdue(row) > PRECISION && stalledNanos > PRECISION / 4);
        }

        /** What was found is what is expected, and the deadline held. */
        void verify(Row row) {
            assertThat(probe.defect()).isNull();
            assertThat(probe.verdict().message() == null ? "" : probe.verdict().message())
                    .contains(row.expected().message());
            assertThat(probe.verdict().reason()).isEqualTo(row.expected().reason());
            assertThat(probe.verdict().outcome()).isEqualTo(row.expected().outcome());
            assertThat(lastPhase(requireNonNull(probe.lastHop()).phases()))
                    .isEqualTo(row.expected().phase());
            assertThat(Duration.ofNanos(overdue(row)))
                    .as("what the deadline was missed by")
                    .isLessThan(Duration.ofNanos(PRECISION));
            if (row.waits()) {
                assertThat(overdue(row)).isPositive();
            }
        }
    }

    void run(List<Row> rows) throws InterruptedException {
        assertThat(rows).extracting(Row::name).doesNotHaveDuplicates();
        Futures.get(probing.prober.warmUp());
        runSideBySide(rows.stream().filter(Row::waits).toList(), Integer.MAX_VALUE);
        runSideBySide(rows.stream().filter(row -> !row.waits()).toList(), AT_A_TIME);
        for (int i = 0; i < ATTEMPTS; i++) {
            runSideBySide(rows.stream().filter(row -> of(row).spoilt(row)).toList(), AT_A_TIME);
        }
    }

    private void runSideBySide(List<Row> rows, int atATime) throws InterruptedException {
        Semaphore free = new Semaphore(atATime);
        Map<Row, Future<Result>> running = new LinkedHashMap<>();
        for (Row row : rows) {
            free.acquire();
            running.put(row, run(row).onComplete(done -> free.release()));
        }
        running.forEach((row, result) -> results.put(row.name(), Futures.get(result)));
    }

    /** What became of this row. */
    Result of(Row row) {
        return requireNonNull(results.get(row.name()));
    }

    /** Runs a row, and waits until the server has seen the visitor leave. */
    private Future<Result> run(Row row) {
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
        Phase[] last = {Phase.RESOLVE};
        phases.forEach((phase, time) -> last[0] = phase);
        return last[0];
    }

    @Override
    public void close() {
        witness.close();
        probing.close();
        names.close();
    }
}
