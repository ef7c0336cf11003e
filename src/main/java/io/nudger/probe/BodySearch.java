package io.nudger.probe;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.nudger.check.Expectation;
import io.nudger.check.FailureReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks in one body for what is expected of it. All searches share one limit of time. */
final class BodySearch {
    private static final int MAX_EXCERPT = 80;
    private static final int MAX_MATCH = 200;

    private final Body body;
    private final long limitNanos;
    private final String text;
    private final TimedText timed;
    private String pattern = "";
    private @Nullable Boolean matched;
    private @Nullable String match;

    BodySearch(Body body, long limitNanos) {
        this.body = body;
        this.limitNanos = limitNanos;
        this.text = body.text();
        this.timed = new TimedText(text, limitNanos);
    }

    /**
     * What is not as expected: {@code body_contains}, {@code regexp}, {@code not_regexp}, in this order.
     *
     * @throws TimedText.TimeIsUpException when the searches take too long
     */
    List<Failure> failures(Expectation expectation) {
        List<Failure> failures = new ArrayList<>();
        String contains = expectation.bodyContains();
        if (contains != null && !text.contains(contains)) {
            failures.add(failure(
                    "Nothing in the body of " + body.bytes() + " bytes is the text \"" + shown(contains) + "\"."));
        }
        Pattern regexp = expectation.regexp();
        if (regexp != null) {
            match = find(regexp, MAX_MATCH);
            matched = match != null;
            if (match == null) {
                failures.add(failure("Nothing in the body of " + body.bytes() + " bytes matches the regular expression "
                        + regexp.pattern() + "."));
            }
        }
        Pattern notRegexp = expectation.notRegexp();
        String unwanted = notRegexp == null ? null : find(notRegexp, MAX_EXCERPT);
        if (notRegexp != null && unwanted != null) {
            failures.add(failure("In the body of " + body.bytes() + " bytes, \"" + unwanted
                    + "\" matches the unwanted regular expression " + notRegexp.pattern() + "."));
        }
        return failures;
    }

    private @Nullable String find(Pattern wanted, int maxLength) {
        pattern = wanted.pattern();
        Matcher matcher = wanted.matcher(timed);
        return matcher.find() ? Text.excerpt(matcher.group(), maxLength) : null;
    }

    private static Failure failure(String message) {
        return Failure.conclusive(FailureReason.BODY, message);
    }

    private static String shown(String text) {
        return Text.excerpt(text, MAX_EXCERPT);
    }

    /** Whether the body matched {@code regexp}; null when that was not asked. */
    @Nullable Boolean matched() {
        return matched;
    }

    /** The text that matched {@code regexp}, or null. */
    @Nullable String match() {
        return match;
    }

    /** What is said when the time is up. */
    String givenUp() {
        return "The search for the regular expression " + pattern + " in a body of " + body.bytes()
                + " bytes was given up after " + Text.time(limitNanos) + ".";
    }
}
