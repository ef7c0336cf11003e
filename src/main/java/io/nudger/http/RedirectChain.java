package io.nudger.http;

import io.nudger.check.Evidence;
import io.nudger.check.Observation;
import io.nudger.check.Phases;
import io.nudger.evaluate.Evaluation;
import io.nudger.evaluate.Expiry;
import io.nudger.evaluate.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests of one check, in order, and what was seen of them. */
final class RedirectChain {
    private final List<Fetch> fetches = new ArrayList<>(2);
    private @Nullable TlsSession rejected;

    void add(Fetch fetch) {
        fetches.add(fetch);
    }

    /** Whether nothing was requested yet. */
    boolean isEmpty() {
        return fetches.isEmpty();
    }

    /** How many redirects have been followed. */
    int redirects() {
        return fetches.size() - 1;
    }

    /** How long the event loop has worked on what the servers sent. */
    long busyNanos() {
        return fetches.stream().mapToLong(Fetch::busyNanos).sum();
    }

    /** Whether this host is that of the target; it is when there was no request yet. */
    boolean beganAt(String host) {
        return fetches.isEmpty() || host.equals(fetches.get(0).destination().host());
    }

    /** The last request; there must be one. */
    Fetch last() {
        return fetches.get(fetches.size() - 1);
    }

    /** The handshake of the last request was refused, and this is what it revealed; null for nothing. */
    void rejected(@Nullable TlsSession session) {
        rejected = session;
    }

    /** Ends what has not ended. */
    void abort() {
        fetches.forEach(Fetch::abort);
    }

    /** What is reported of each request; to be asked when they have ended. */
    List<Hop> hops() {
        List<Hop> hops = new ArrayList<>(fetches.size());
        for (Fetch fetch : fetches) {
            hops.add(fetch.hop(fetch == last() ? rejected : null));
        }
        return hops;
    }

    /** A certificate on the way counts as much as the last one: whoever is sent on has to get past it. */
    @Nullable Expiry firstToExpire() {
        Expiry first = null;
        for (Fetch fetch : fetches) {
            TlsSession tls = fetch.tls();
            Instant end = tls == null ? null : tls.pathExpiry();
            if (tls != null && end != null && (first == null || end.isBefore(first.end()))) {
                first = new Expiry(fetch.destination().toString(), end, tls.issuerToExpire());
            }
        }
        return first;
    }

    /** The same of the certificates of the servers alone. */
    @Nullable Expiry firstLeafToExpire() {
        Expiry first = null;
        for (Fetch fetch : fetches) {
            TlsSession tls = fetch.tls();
            if (tls == null || tls.chain().isEmpty()) {
                continue;
            }
            Instant end = tls.chain().get(0).getNotAfter().toInstant();
            if (first == null || end.isBefore(first.end())) {
                first = new Expiry(fetch.destination().toString(), end, null);
            }
        }
        return first;
    }

    /**
     * What is recorded of a check with one attempt.
     *
     * @param hops what is reported of each request
     * @param duration how long it took
     * @param evaluation how it was evaluated
     * @param kept what of the answer may be kept
     */
    Observation observe(List<Hop> hops, Duration duration, Evaluation evaluation, Evidence kept) {
        if (hops.isEmpty()) {
            return Observation.builder().attempts(1).duration(duration).build();
        }
        Hop last = hops.get(hops.size() - 1);
        Response answer = last().answer();
        boolean up = evaluation.verdict().reason() == null;
        Response shown = up || !kept.failures() ? null : answer;
        return Observation.builder()
                .attempts(1)
                .statusCode(last.statusCode())
                .duration(duration)
                .phases(phases(hops))
                .regexpMatched(evaluation.regexpMatched())
                .match(shown != null || kept.matches() ? evaluation.match() : null)
                .bodyExcerpt(shown == null ? null : shown.body().excerpt())
                .bodyBytes(answer == null ? null : answer.body().bytes())
                .remoteAddress(last.remoteAddress())
                .protocol(last.protocol())
                .certificate(last.tls() == null ? null : last.tls().certificate())
                .degraded(evaluation.degraded())
                .headers(shown == null ? Map.of() : Headers.evidence(shown.headers()))
                .build();
    }

    private static Phases phases(List<Hop> hops) {
        return hops.stream().map(Hop::phases).reduce(Phases::plus).orElse(Phases.NONE);
    }
}
