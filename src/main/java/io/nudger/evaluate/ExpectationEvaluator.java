package io.nudger.evaluate;

import static java.util.stream.Collectors.joining;

import io.nudger.check.ConnectionExpectation;
import io.nudger.check.Expectation;
import io.nudger.check.FailureReason;
import io.nudger.check.HeaderExpectation;
import io.nudger.check.TimeExpectation;
import io.nudger.check.UrlPattern;
import io.nudger.check.Verdict;
import io.nudger.check.Wording;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at everything that is expected of one answer. All searches share one limit of time. */
final class ExpectationEvaluator {
    private static final int MAX_SHOWN = 80;

    private final Expectation expectation;
    private final ReceivedResponse received;
    private final TimeLimit limit;
    private final boolean quick;
    private final BodySearch body;
    private final List<ExpectationResult> results = new ArrayList<>(4);
    private final List<Failure> failures = new ArrayList<>(0);
    private @Nullable String undecided;
    private boolean timeIsUp;
    private @Nullable Boolean degraded;

    /**
     * @param mostTime how long all searches may take together
     * @param quick whether to leave it to another attempt when they take longer, with {@link TimeLimit.TimeIsUpException}
     */
    ExpectationEvaluator(Expectation expectation, ReceivedResponse received, Duration mostTime, boolean quick) {
        this.expectation = expectation;
        this.received = received;
        this.limit = new TimeLimit(mostTime.toNanos());
        this.quick = quick;
        this.body = new BodySearch(received, limit, this);
    }

    /** Looks at all of it; to be called once. */
    Evaluation assess() {
        status();
        expectation.headers().forEach(this::header);
        if (!expectation.body().isAny()) {
            body.assess(expectation.body());
        }
        connection(expectation.connection());
        time(expectation.time());
        Verdict verdict = verdict();
        return new Evaluation(
                verdict, results, verdict.reason() == null ? degraded : null, body.matched(), body.match());
    }

    /** The first failure gives the reason; the message says all. What the monitor may have caused itself counts last. */
    private Verdict verdict() {
        List<Failure> certain = failures.stream()
                .filter(failure -> failure.conclusive() || !isDoubtful())
                .toList();
        if (!certain.isEmpty()) {
            String message = certain.stream().map(Failure::message).collect(joining(" "));
            return Verdict.down(certain.get(0).reason(), undecided == null ? message : message + " " + undecided);
        }
        if (undecided != null) {
            return Verdict.unknown(FailureReason.OVERLOADED, undecided);
        }
        return failures.isEmpty() ? Verdict.up() : failures.get(0).doubted(received.stalledNanos());
    }

    private void status() {
        ResponseView answer = received.answer();
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
        List<String> values = received.answer().headers().getAll(name);
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
            certificates("certificate_days", expected.certificateDays(), received.firstExpiry());
        }
        if (expected.leafCertificateDays() != null) {
            certificates("leaf_certificate_days", expected.leafCertificateDays(), received.firstLeafExpiry());
        }
    }

    private void protocol(String wanted) {
        String found = received.answer().protocol();
        if (found.equals(wanted)) {
            met("protocol", wanted, found);
            return;
        }
        String message = "The answer came over " + found + ", wanted " + wanted + ".";
        failed("protocol", wanted, found, Failure.conclusive(FailureReason.HEADER, message));
    }

    private void finalUrl(UrlPattern expected) {
        String found = received.answer().url();
        decided("final_url", expected.toString(), () -> {
            boolean met = expected.pattern() == null
                    ? received.answer().isOf(URI.create(expected.text()))
                    : expected.pattern().matcher(new TimedText(found, limit)).find();
            if (met) {
                met("final_url", expected.toString(), found);
                return;
            }
            String message = "The answer came from " + found + ", wanted " + expected + ".";
            failed("final_url", expected.toString(), found, Failure.conclusive(FailureReason.REDIRECT, message));
        });
    }

    private void certificates(String key, int days, @Nullable Expiry first) {
        String wanted = "valid for " + days + " days";
        if (first == null) {
            String message =
                    "There is no certificate, because nothing is encrypted; wanted one that is " + wanted + ".";
            failed(key, wanted, "no certificate", Failure.conclusive(FailureReason.CERTIFICATE, message));
            return;
        }
        Duration left = Duration.between(received.startedAt(), first.end());
        String found = "valid until " + Wording.date(first.end()) + " (" + left.toDays() + " days)";
        if (left.compareTo(Duration.ofDays(days)) >= 0) {
            met(key, wanted, found);
            return;
        }
        String whose = first.issuer() == null
                ? "The certificate of " + first.url()
                : "The certificate of \"" + Wording.excerpt(first.issuer(), MAX_SHOWN) + "\", an issuer of that of "
                        + first.url() + ",";
        String message = whose + " is " + found + ", wanted one that is " + wanted + ".";
        failed(key, wanted, found, Failure.conclusive(FailureReason.CERTIFICATE, message));
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
        String wanted = "at most " + Wording.time(most);
        String took = Wording.time(received.duration());
        if (received.duration().compareTo(most) <= 0) {
            met("max_duration", wanted, took);
            return;
        }
        failures.add(Failure.timely(FailureReason.SLOW, "The answer took " + took + ", wanted " + wanted + "."));
        add(
                "max_duration",
                wanted,
                took,
                isDoubtful() ? ExpectationResult.Result.UNDECIDED : ExpectationResult.Result.FAILED);
    }

    private void degradedAfter(Duration patience) {
        boolean slow = received.duration().compareTo(patience) > 0;
        ExpectationResult.Result result = ExpectationResult.Result.MET;
        if (slow) {
            result = isDoubtful() ? ExpectationResult.Result.UNDECIDED : ExpectationResult.Result.DEGRADED;
        }
        if (result != ExpectationResult.Result.UNDECIDED) {
            degraded = slow;
        }
        add("degraded_after", "at most " + Wording.time(patience), Wording.time(received.duration()), result);
    }

    /** Whether the monitor itself may be why it took so long. */
    private boolean isDoubtful() {
        return received.stalledNanos() > 0;
    }

    /** Makes a result that takes a search; when there is no time for it, that is said. */
    void decided(String key, String wanted, Runnable search) {
        try {
            search.run();
        } catch (TimeLimit.TimeIsUpException e) {
            if (quick) {
                throw e;
            }
            stopped(key, wanted, e.isStarved());
        }
    }

    /**
     * A search that needs too much does so for what the site sent; what the machine had no time for says nothing. The time is
     * that of all searches: those that follow are not made.
     */
    private void stopped(String key, String wanted, boolean starved) {
        if (timeIsUp) {
            add(key, wanted, "not searched: the time is up", ExpectationResult.Result.UNDECIDED);
            return;
        }
        timeIsUp = true;
        String most = Wording.time(limit.nanos());
        String search = "The search for " + key + " " + wanted + " in a body of "
                + received.answer().bodyBytes() + " bytes ";
        if (starved) {
            add(key, wanted, "stopped: the machine had no time for it", ExpectationResult.Result.UNDECIDED);
            undecided = search + "was stopped: the machine had less than " + most + " of its processors for it.";
            return;
        }
        String message = search + "takes more than " + most + ". Simplify the pattern, or check a smaller page.";
        failed(key, wanted, "stopped after " + most, Failure.conclusive(FailureReason.TOO_LARGE, message));
    }

    void met(String key, String wanted, String found) {
        add(key, wanted, found, ExpectationResult.Result.MET);
    }

    void failed(String key, String wanted, String found, Failure failure) {
        failures.add(failure);
        add(key, wanted, found, ExpectationResult.Result.FAILED);
    }

    private void add(String key, String wanted, String found, ExpectationResult.Result result) {
        results.add(new ExpectationResult(key, wanted, found, result));
    }
}
