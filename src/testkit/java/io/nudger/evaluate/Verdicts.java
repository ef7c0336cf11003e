package io.nudger.evaluate;

import io.nudger.check.Expectation;
import io.nudger.check.Verdict;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** What becomes of an answer that never went over a wire. */
public final class Verdicts {
    private Verdicts() {}

    /** The verdict on an answer with this status and body, in HTTP/1.1 and without headers. */
    public static Verdict of(Expectation expectation, int status, String body) {
        ReceivedResponse received = new ReceivedResponse(
                new Answer(status, body), null, null, Instant.EPOCH, Duration.ofMillis(100), 0, true);
        return new ExpectationEvaluator(expectation, received, Duration.ofSeconds(10), false)
                .assess()
                .verdict();
    }

    private record Answer(int statusCode, String bodyText) implements ResponseView {
        @Override
        public String status() {
            return String.valueOf(statusCode);
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public MultiMap headers() {
            return MultiMap.caseInsensitiveMultiMap();
        }

        @Override
        public long bodyBytes() {
            return bodyText.length();
        }

        @Override
        public String url() {
            return "http://a.test/";
        }

        @Override
        public boolean isOf(URI url) {
            return url.toString().equals(url());
        }
    }
}
