package io.nudger.evaluate;

import io.nudger.check.Expectation;
import io.nudger.check.Verdict;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;

/** What becomes of an answer that never went over a wire. */
public final class Verdicts {
    private Verdicts() {}

    /** The verdict on an answer with this status and body, in HTTP/1.1 and without headers. */
    public static Verdict of(Expectation expectation, int status, String body) {
        ResponseView answer = new MadeResponse(
                status, String.valueOf(status), MultiMap.caseInsensitiveMultiMap(), body.length(), body);
        ReceivedResponse received =
                new ReceivedResponse(answer, null, null, Instant.EPOCH, Duration.ofMillis(100), 0, true);
        return new ExpectationEvaluator(expectation, received, Duration.ofSeconds(10), false)
                .assess()
                .verdict();
    }
}
