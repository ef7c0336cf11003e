package io.nudger.imports;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Turns conditions on values of a JSON body into those of {@code expect.json}. Gatus takes a missing value, a null and what is
 * no number for other things than nudger: where that could decide, a comment says so.
 */
final class GatusValues {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d{0,17})(?:\\.\\d{1,9})?");
    /** What Go takes for a number, and JSON or nudger not, or for another one. */
    private static final Pattern NUMBER_OF_GO =
            Pattern.compile("[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9_]+"
                    + "|(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)");

    private static final Pattern MILLIONS = Pattern.compile("-?\\d{7,}(?:\\..*)?");

    private final Draft draft;
    private final Translation translation;

    GatusValues(Draft draft, Translation translation) {
        this.draft = draft;
        this.translation = translation;
    }

    /** Puts in a condition on a value of the body, on its length, or on that it is there. */
    void put(GatusCondition condition) throws NotCarriedOverException {
        GatusPlaceholder left = condition.left();
        String path = left.path().isEmpty() ? "$" : left.jsonPath();
        if (path == null) {
            throw new NotCarriedOverException("whose path is none of JSON");
        }
        if (left.isOfEach()) {
            if (!left.function().isEmpty()) {
                throw new NotCarriedOverException("which asks every item of a list for more than its value");
            }
            draft.changed(condition.text() + ": an item without that value is passed over");
        }
        switch (left.function()) {
            case "has" -> putExistence(condition, path);
            case "len" -> putLength(condition, path);
            default -> putValue(condition, path);
        }
    }

    private void putExistence(GatusCondition condition, String path) throws NotCarriedOverException {
        if (!condition.isTrue() && !condition.isFalse()) {
            throw new NotCarriedOverException("");
        }
        add(condition, condition.isTrue() ? "present" : "absent", path);
        if (condition.isFalse()) {
            draft.changed(condition.text() + ": a body that is no JSON is down; Gatus takes it for one without");
        }
    }

    private void putLength(GatusCondition condition, String path) throws NotCarriedOverException {
        if (!condition.isPlain()) {
            throw new NotCarriedOverException("");
        }
        translation.remark(
                "len(...) counts items of a list, characters of a text and keys of an object; Gatus counts the");
        translation.remark("bytes of a text and of an object.");
        if (condition.isEquality()) {
            if (!NUMBER.matcher(condition.right()).matches()) {
                throw new NotCarriedOverException("which compares a length with no number");
            }
            putEquality(condition, path + ".length()");
        } else {
            putNumber(condition, path + ".length()");
        }
    }

    private void putValue(GatusCondition condition, String path) throws NotCarriedOverException {
        if (!condition.isEquality()) {
            putNumber(condition, path);
        } else if (condition.isPlain()) {
            putEquality(condition, path);
        } else {
            putSearch(condition, path);
        }
    }

    private void putEquality(GatusCondition condition, String path) throws NotCarriedOverException {
        String value = condition.right();
        if (value.equals("null")) {
            throw new NotCarriedOverException("which Gatus takes for the text \"null\": to it a null is no value");
        }
        if (value.startsWith("[") || value.startsWith("map[")) {
            throw new NotCarriedOverException("which compares with a list as Gatus writes it");
        }
        boolean number = NUMBER.matcher(value).matches();
        if ((number && value.contains(".") && value.endsWith("0"))
                || (!number && NUMBER_OF_GO.matcher(value).matches())) {
            throw new NotCarriedOverException("whose number Gatus reads in a way of its own");
        }
        if (number && MILLIONS.matcher(value).matches()) {
            draft.changed(
                    condition.text() + ": nudger compares numbers; Gatus writes those of a million and more as 1e+06,"
                            + " and finds this one in a text only");
        }
        boolean variable = References.in(value);
        add(
                condition,
                orAbsent(condition)
                        + (variable
                                ? condition.operator() + " " + value
                                : JsonConditions.of(condition.operator(), value)),
                path);
        warnOfMissing(condition);
    }

    private void putSearch(GatusCondition condition, String path) throws NotCarriedOverException {
        if (References.in(condition.right())) {
            throw new NotCarriedOverException("which has a variable in a pattern");
        }
        if (condition.isAnything()) {
            throw new NotCarriedOverException("which says nothing of a value");
        }
        String regexp = condition.regexpOfValue();
        boolean equal = condition.operator().equals("==");
        if (equal && matchesNull(regexp)) {
            add(condition, "present", path);
        }
        add(condition, orAbsent(condition) + (equal ? "=~ " : "!~ ") + regexp, path);
        warnOfMissing(condition);
    }

    /** What is not there is another value to Gatus. */
    private static String orAbsent(GatusCondition condition) {
        return condition.operator().equals("!=") && !condition.left().isOfEach() ? "absent or " : "";
    }

    private static boolean matchesNull(String regexp) {
        try {
            return Pattern.compile(References.plain(regexp)).matcher("null").find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private void warnOfMissing(GatusCondition condition) {
        if (condition.operator().equals("!=")) {
            draft.changed(condition.text() + ": a body that is no JSON is down; Gatus takes it for another one");
        }
    }

    /** Gatus cuts off what is behind the point of a number, of the value as well. */
    private void putNumber(GatusCondition condition, String path) throws NotCarriedOverException {
        if (!NUMBER.matcher(condition.right()).matches()) {
            throw new NotCarriedOverException(
                    References.in(condition.right()) ? "which has a variable" : "which compares with no plain number");
        }
        BigInteger bound =
                new BigDecimal(condition.right()).setScale(0, RoundingMode.DOWN).toBigInteger();
        BigInteger before = bound.subtract(BigInteger.ONE);
        BigInteger after = bound.add(BigInteger.ONE);
        String comparison =
                switch (condition.operator()) {
                    case ">" -> bound.signum() >= 0 ? ">= " + after : "> " + bound;
                    case ">=" -> bound.signum() > 0 ? ">= " + bound : "> " + before;
                    case "<" -> bound.signum() > 0 ? "< " + bound : "<= " + before;
                    default -> bound.signum() >= 0 ? "< " + after : "<= " + bound;
                };
        boolean holds = holdsForNothing(condition.operator(), bound.signum());
        add(condition, (holds && !condition.left().isOfEach() ? "absent or " : "") + comparison, path);
        if (holds) {
            draft.changed(condition.text() + ": what is no number is down; Gatus takes it for 0");
        }
    }

    private static boolean holdsForNothing(String operator, int signOfBound) {
        return switch (operator) {
            case ">" -> signOfBound < 0;
            case ">=" -> signOfBound <= 0;
            case "<" -> signOfBound > 0;
            default -> signOfBound >= 0;
        };
    }

    private void add(GatusCondition condition, String comparison, String path) {
        draft.add(condition.text(), comparison, "expect", "json", path);
    }
}
