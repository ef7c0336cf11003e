package io.nudger.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Expectation;
import io.nudger.check.FailureReason;
import io.nudger.check.HttpCheck;
import io.nudger.check.Outcome;
import io.nudger.check.Verdict;
import io.nudger.http.Probing;
import io.nudger.testing.Futures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final Duration QUICK = Duration.ofMillis(20);
    private static final Duration SEARCH = Duration.ofMillis(500);
    private static final ReceivedResponse RECEIVED = new ReceivedResponse(
            ExpectationFuzzer.received(Buffer.buffer("ab".repeat(500_000))),
            null,
            null,
            Instant.EPOCH,
            Duration.ofMillis(1),
            0,
            true);

    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        Futures.get(VERTX.close());
    }

    /** They come first, and one worker has them all: whoever comes last would wait for each. */
    @Test
    void heavyPatternsDelayNoLightOnes() {
        Evaluator evaluator = evaluator(Duration.ofMinutes(1));
        List<String> order = new CopyOnWriteArrayList<>();
        List<Future<Evaluation>> heavy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            heavy.add(evaluator.evaluate(heavy(i), RECEIVED).onSuccess(found -> order.add("heavy")));
        }
        Future<Evaluation> light = evaluator.evaluate(matching("ba"), RECEIVED).onSuccess(found -> order.add("light"));

        assertThat(Futures.get(light).verdict().outcome()).isEqualTo(Outcome.UP);
        Verdict verdict = Futures.get(heavy.get(0)).verdict();
        assertThat(order).startsWith("light", "heavy");
        assertThat(verdict.outcome()).isEqualTo(Outcome.DOWN);
        assertThat(verdict.reason()).isEqualTo(FailureReason.TOO_LARGE);
        assertThat(verdict.message())
                .startsWith(
                        "The search for regexp (a?b?){500}(a?b?){500}c0 in a body of 1000000 bytes takes more than 500 ms.")
                .endsWith(" Simplify the pattern, or check a smaller page.");
    }

    /** That the searches of others leave no time for its own is no fault of a site. */
    @Test
    void aSearchWhoseTurnDoesNotComeSaysNothingOfTheSite() {
        Verdict verdict = Futures.get(evaluator(Duration.ZERO).evaluate(heavy(0), RECEIVED))
                .verdict();

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason()).isEqualTo(FailureReason.OVERLOADED);
        assertThat(verdict.message()).startsWith("The search in the body did not begin within ");
    }

    private static Evaluator evaluator(Duration wait) {
        return new Evaluator(
                VERTX.createSharedWorkerExecutor("quick", 1),
                VERTX.createSharedWorkerExecutor("slow", 1),
                new Evaluator.Limits(QUICK, SEARCH, wait));
    }

    private static Expectation heavy(int number) {
        return matching("(a?b?){500}(a?b?){500}c" + number);
    }

    private static Expectation matching(String regexp) {
        return HttpCheck.of(Probing.configured(URI.create("http://a.test/"), "expect: {regexp: '" + regexp + "'}"))
                .expectation();
    }
}
