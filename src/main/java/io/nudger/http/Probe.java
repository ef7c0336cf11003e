package io.nudger.http;

import static java.util.Objects.requireNonNull;

import io.nudger.check.Observation;
import io.nudger.check.ShownUrl;
import io.nudger.check.Verdict;
import io.nudger.evaluate.ExpectationResult;
import io.nudger.probe.ProbeResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param startedAt when it began
 * @param verdict what it is
 * @param observation what was measured, over all hops
 * @param hops each request, in order
 * @param token the request for a token that came before them; null when none was made
 * @param results each expectation, and how the answer met it; empty when there was nothing to evaluate
 * @param defect the error of this program that made the check worthless; null when there was none, as it should be
 */
public record Probe(
        Instant startedAt,
        Verdict verdict,
        Observation observation,
        List<Hop> hops,
        @Nullable Hop token,
        List<ExpectationResult> results,
        @Nullable Throwable defect) {
    public Probe {
        requireNonNull(startedAt, "startedAt");
        requireNonNull(verdict, "verdict");
        requireNonNull(observation, "observation");
        hops = List.copyOf(hops);
        results = List.copyOf(results);
    }

    /** What becomes a row, and what the metrics show. */
    ProbeResult result() {
        Hop last = lastHop();
        Instant expiry = last == null || last.tls() == null ? null : last.tls().earliestExpiry();
        Instant needed = last == null || last.tls() == null ? null : last.tls().pathExpiry();
        ProbeResult.Facts facts = new ProbeResult.Facts(
                isFailedSearch(),
                last != null && last.url().startsWith("https:"),
                Math.max(0, hops.size() - 1),
                expiry == null ? 0 : expiry.getEpochSecond(),
                needed == null ? 0 : needed.getEpochSecond());
        return new ProbeResult(startedAt, verdict, observation, facts, defect);
    }

    /** The same, without what must not be shown of URLs: all that is reported of a check goes through here. */
    Probe shown(ShownUrl shown) {
        return new Probe(
                startedAt,
                verdict.shown(shown),
                observation.shown(shown),
                hops.stream().map(hop -> hop.shown(shown)).toList(),
                token == null ? null : token.shown(shown),
                results.stream()
                        .map(each -> new ExpectationResult(
                                each.expectation(), shown.text(each.wanted()), shown.text(each.found()), each.result()))
                        .toList(),
                defect);
    }

    /** Whether a regular expression did not find in the body or in a header what it should, or found what it should not. */
    boolean isFailedSearch() {
        return results.stream()
                .filter(each -> each.result() == ExpectationResult.Result.FAILED)
                .map(ExpectationResult::expectation)
                .anyMatch(key -> key.equals("regexp") || key.equals("not_regexp") || key.startsWith("header "));
    }

    /** The last request: the one whose response was evaluated; null when none was made. */
    @Nullable Hop lastHop() {
        return hops.isEmpty() ? null : hops.get(hops.size() - 1);
    }
}
