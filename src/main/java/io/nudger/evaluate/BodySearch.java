package io.nudger.evaluate;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.nudger.check.BodyExpectation;
import io.nudger.check.FailureReason;
import io.nudger.check.Wording;
import org.jspecify.annotations.Nullable;

/** Looks in the body of an answer for what is expected of it. */
final class BodySearch {
    private static final int MAX_EXCERPT = 80;
    private static final int MAX_MATCH = 200;
    private static final int MAX_LOOK = 500;

    private final ResponseView answer;
    private final boolean quotable;
    private final TimeLimit limit;
    private final ExpectationEvaluator into;
    private boolean quoted;
    private @Nullable Boolean matched;
    private @Nullable String match;

    /**
     * @param limit how long it may take, all in all
     * @param into called with every expectation
     */
    BodySearch(ReceivedResponse received, TimeLimit limit, ExpectationEvaluator into) {
        this.answer = received.answer();
        this.quotable = received.quotable();
        this.limit = limit;
        this.into = into;
    }

    /** Looks for {@code body_contains}, {@code regexp}, {@code not_regexp} and {@code json}, in this order. */
    void assess(BodyExpectation expected) {
        String text = answer.bodyText();
        TimedText timed = new TimedText(text, limit);
        if (expected.contains() != null) {
            contains(expected.contains(), text);
        }
        for (Pattern regexp : expected.regexps()) {
            into.decided("regexp", regexp.pattern(), () -> regexp(regexp, timed, text));
        }
        for (Pattern notRegexp : expected.notRegexps()) {
            into.decided("not_regexp", notRegexp.pattern(), () -> notRegexp(notRegexp, timed));
        }
        if (!expected.json().isEmpty()) {
            new JsonSearch(answer, text, limit, into).assess(expected.json());
        }
    }

    private void contains(String wanted, String text) {
        String shown = quoted(wanted);
        if (text.contains(wanted)) {
            into.met("body_contains", shown, "it");
            return;
        }
        into.failed(
                "body_contains", shown, "nothing", failure("Nothing in " + body(text) + " is the text " + shown + "."));
    }

    private void regexp(Pattern wanted, TimedText text, String whole) {
        String found = find(wanted, text, MAX_MATCH);
        match = match == null ? found : match;
        matched = found != null && !Boolean.FALSE.equals(matched);
        if (found != null) {
            into.met("regexp", wanted.pattern(), quoted(found));
            return;
        }
        String message = "Nothing in " + body(whole) + " matches the regular expression " + wanted.pattern() + ".";
        into.failed("regexp", wanted.pattern(), "nothing", failure(message));
    }

    private void notRegexp(Pattern unwanted, TimedText text) {
        String found = find(unwanted, text, MAX_EXCERPT);
        if (found == null) {
            into.met("not_regexp", unwanted.pattern(), "nothing");
            return;
        }
        String message = "In the body of " + answer.bodyBytes() + " bytes, " + quoted(found)
                + " matches the unwanted regular expression " + unwanted.pattern() + ".";
        into.failed("not_regexp", unwanted.pattern(), quoted(found), failure(message));
    }

    private static @Nullable String find(Pattern wanted, TimedText text, int maxLength) {
        Matcher matcher = wanted.matcher(text);
        return matcher.find() ? Wording.passage(matcher.group(), maxLength) : null;
    }

    private String body(String text) {
        if (quoted) {
            return "it";
        }
        quoted = true;
        String beginning = text.substring(0, Math.min(text.length(), MAX_LOOK)).strip();
        return "the body of " + answer.bodyBytes() + " bytes"
                + (quotable && !beginning.isEmpty() ? ", which begins " + quoted(beginning) + "," : "");
    }

    private static String quoted(String text) {
        return '"' + Wording.excerpt(text, MAX_EXCERPT) + '"';
    }

    static Failure failure(String message) {
        return Failure.conclusive(FailureReason.BODY, message);
    }

    /** Whether the body matched each {@code regexp}; null when that was not asked. */
    @Nullable Boolean matched() {
        return matched;
    }

    /** The text that matched the first {@code regexp} that matched, or null. */
    @Nullable String match() {
        return match;
    }
}
