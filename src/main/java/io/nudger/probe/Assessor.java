package io.nudger.probe;

import static java.util.stream.Collectors.joining;

import io.nudger.check.ConnectionExpectation;
import io.nudger.check.Expectation;
import io.nudger.check.FailureReason;
import io.nudger.check.HeaderExpectation;
import io.nudger.check.TimeExpectation;
import io.nudger.check.UrlPattern;
import io.nudger.check.Verdict;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at everything that is expected of one answer. All searches share one limit of time. */
final class Assessor {
    private static final int MAX_SHOWN = 80;

    private final Expectation expectation;
    private final Reception reception;
    private final TimeLimit limit;
    private final BodySearch body;
    private final List<Assessment> assessments = new ArrayList<>(4);
    private final List<Failure> failures = new ArrayList<>(0);
    private @Nullable String givenUp;
    private @Nullable Boolean degraded;

    Assessor(Expectation expectation, Reception reception, long limitNanos) {
        this.expectation = expectation;
        this.reception = reception;
        this.limit = new TimeLimit(limitNanos);
        this.body = new BodySearch(reception.answer().body(), limit, this);
    }

    /** Looks at all of it; to be called once. */
    Finding assess() {
        status();
        expectation.headers().forEach(this::header);
        if (!expectation.body().isAny()) {
            body.assess(expectation.body());
        }
        connection(expectation.connection());
        time(expectation.time());
        Verdict verdict = verdict();
        return new Finding(
                verdict, assessments, verdict.reason() == null ? degraded : null, body.matched(), body.match());
    }

    /** The first failure gives the reason; the message tells all. What the monitor may have caused itself counts last. */
    private Verdict verdict() {
        List<Failure> certain = failures.stream()
                .filter(failure -> failure.conclusive() || !isDoubtful())
                .toList();
        if (!certain.isEmpty()) {
            String message = certain.stream().map(Failure::message).collect(joining(" "));
            return Verdict.down(certain.get(0).reason(), givenUp == null ? message : message + " " + givenUp);
        }
        if (givenUp != null) {
            return Verdict.unknown(FailureReason.OVERLOADED, givenUp);
        }
        return failures.isEmpty() ? Verdict.up() : FailureClassifier.doubt(reception.stalledNanos(), failures.get(0));
    }

    private void status() {
        Answer answer = reception.answer();
        String wanted = expectation.status().toString();
        if (expectation.status().contains(answer.statusCode())) {
            met("status", wanted, answer.status());
            return;
        }
        failed(
                "status",
                wanted,
                answer.status(),
                Failure.conclusive(
                        FailureReason.STATUS, "The status is " + answer.status() + ", wanted " + wanted + "."));
    }

    private void header(String name, HeaderExpectation expected) {
        List<String> values = reception.answer().headers().getAll(name);
        String key = "header " + name;
        String wanted = expected.toString();
        String found = values.isEmpty()
                ? "absent"
                : values.stream()
                        .map(value -> Headers.shown(name, value, MAX_SHOWN))
                        .collect(joining(", "));
        decided(key, wanted, () -> {
            boolean met = expected.regexp() == null
                    ? values.isEmpty()
                    : values.stream().anyMatch(value -> expected.regexp()
                            .matcher(new TimedText(value, limit))
                            .find());
            if (met) {
                met(key, wanted, found);
                return;
            }
            failed(
                    key,
                    wanted,
                    found,
                    Failure.conclusive(
                            FailureReason.HEADER,
                            "The header " + name + " is " + found + ", wanted "
                                    + (expected.regexp() == null ? "none" : wanted) + "."));
        });
    }

    private void connection(ConnectionExpectation expected) {
        if (expected.protocol() != null) {
            protocol(expected.protocol());
        }
        if (expected.finalUrl() != null) {
            finalUrl(expected.finalUrl());
        }
        if (expected.certificateDays() != null) {
            certificates(expected.certificateDays());
        }
    }

    private void protocol(String wanted) {
        String found = reception.answer().protocol();
        if (found.equals(wanted)) {
            met("protocol", wanted, found);
            return;
        }
        String message = "The answer came over " + found + ", wanted " + wanted + ".";
        failed("protocol", wanted, found, Failure.conclusive(FailureReason.HEADER, message));
    }

    private void finalUrl(UrlPattern expected) {
        String found = reception.finalUrl();
        decided("final_url", expected.toString(), () -> {
            boolean met = expected.pattern() == null
                    ? found.equals(Destination.of(URI.create(expected.text())).toString())
                    : expected.pattern().matcher(new TimedText(found, limit)).find();
            if (met) {
                met("final_url", expected.toString(), found);
                return;
            }
            String message = "The answer came from " + found + ", wanted " + expected + ".";
            failed("final_url", expected.toString(), found, Failure.conclusive(FailureReason.REDIRECT, message));
        });
    }

    /** A certificate on the way counts as much as the last one: whoever is sent on has to get past it. */
    private void certificates(int days) {
        Hop first = null;
        Instant end = null;
        for (Hop hop : reception.hops()) {
            Instant expiry = hop.tls() == null ? null : hop.tls().earliestExpiry();
            if (expiry != null && (end == null || expiry.isBefore(end))) {
                first = hop;
                end = expiry;
            }
        }
        String wanted = "valid for " + days + " days";
        if (end == null || first == null) {
            String message =
                    "There is no certificate, because nothing is encrypted; wanted one that is " + wanted + ".";
            failed(
                    "certificate_days",
                    wanted,
                    "no certificate",
                    Failure.conclusive(FailureReason.CERTIFICATE, message));
            return;
        }
        Duration left = Duration.between(reception.startedAt(), end);
        String found = "valid until " + Text.date(end) + " (" + left.toDays() + " days)";
        if (left.compareTo(Duration.ofDays(days)) >= 0) {
            met("certificate_days", wanted, found);
            return;
        }
        String message = "The certificate of " + first.url() + " is " + found + ", wanted one that is " + wanted + ".";
        failed("certificate_days", wanted, found, Failure.conclusive(FailureReason.CERTIFICATE, message));
    }

    private void time(TimeExpectation expected) {
        if (expected.maxDuration() != null) {
            maxDuration(expected.maxDuration());
        }
        if (expected.degradedAfter() != null) {
            degradedAfter(expected.degradedAfter());
        }
    }

    private void maxDuration(Duration most) {
        String wanted = "at most " + Text.time(most);
        String took = Text.time(reception.duration());
        if (reception.duration().compareTo(most) <= 0) {
            met("max_duration", wanted, took);
            return;
        }
        failures.add(Failure.timely(FailureReason.SLOW, "The answer took " + took + ", wanted " + wanted + "."));
        add("max_duration", wanted, took, isDoubtful() ? Assessment.Result.UNDECIDED : Assessment.Result.FAILED);
    }

    private void degradedAfter(Duration patience) {
        boolean slow = reception.duration().compareTo(patience) > 0;
        Assessment.Result result = Assessment.Result.MET;
        if (slow) {
            result = isDoubtful() ? Assessment.Result.UNDECIDED : Assessment.Result.DEGRADED;
        }
        if (result != Assessment.Result.UNDECIDED) {
            degraded = slow;
        }
        add("degraded_after", "at most " + Text.time(patience), Text.time(reception.duration()), result);
    }

    /** Whether the monitor itself may be why it took so long. */
    private boolean isDoubtful() {
        return reception.stalledNanos() > 0;
    }

    /** Makes an assessment that takes a search; when there is no time for it, that is said. */
    void decided(String key, String wanted, Runnable search) {
        try {
            search.run();
        } catch (TimeLimit.TimeIsUpException e) {
            add(key, wanted, "given up after " + Text.time(limit.nanos()), Assessment.Result.UNDECIDED);
            if (givenUp == null) {
                givenUp = "The search for " + key + " " + wanted + " in a body of "
                        + reception.answer().body().bytes() + " bytes was given up after " + Text.time(limit.nanos())
                        + ".";
            }
        }
    }

    void met(String key, String wanted, String found) {
        add(key, wanted, found, Assessment.Result.MET);
    }

    void failed(String key, String wanted, String found, Failure failure) {
        failures.add(failure);
        add(key, wanted, found, Assessment.Result.FAILED);
    }

    private void add(String key, String wanted, String found, Assessment.Result result) {
        assessments.add(new Assessment(key, wanted, found, result));
    }
}
