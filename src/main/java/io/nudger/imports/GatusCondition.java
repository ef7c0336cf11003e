package io.nudger.imports;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A condition of Gatus: two sides and what compares them. The placeholder stands on the left, as it nearly always does; a
 * condition that has it on the right is turned around.
 *
 * @param text the condition as it is written
 * @param left the placeholder
 * @param operator what compares
 * @param right what it is compared with
 */
record GatusCondition(String text, GatusPlaceholder left, String operator, String right) {
    /** In the order in which Gatus looks for them. */
    private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", ">", "<");

    private static final Map<String, String> TURNED =
            Map.of("==", "==", "!=", "!=", "<=", ">=", ">=", "<=", ">", "<", "<", ">");
    private static final Pattern FUNCTION = Pattern.compile("(pat|any)\\((.*)\\)", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("0|[1-9]\\d{0,8}");

    /**
     * Takes a condition apart.
     *
     * @throws NotCarriedOverException when it is none, or not about one value of the answer
     */
    static GatusCondition of(String text) throws NotCarriedOverException {
        for (String operator : OPERATORS) {
            String[] sides = text.split(" " + Pattern.quote(operator) + " ", -1);
            if (sides.length > 1) {
                return of(text, sides[0].strip(), operator, sides[1].strip());
            }
        }
        throw new NotCarriedOverException("which is no condition");
    }

    private static GatusCondition of(String text, String first, String operator, String second)
            throws NotCarriedOverException {
        GatusPlaceholder left = GatusPlaceholder.of(first);
        GatusPlaceholder right = GatusPlaceholder.of(second);
        if (left != null && right != null) {
            throw new NotCarriedOverException("which compares two values of an answer");
        }
        if (left != null) {
            return new GatusCondition(text, left, operator, second);
        }
        if (right != null) {
            return new GatusCondition(text, right, TURNED.getOrDefault(operator, operator), first);
        }
        throw new NotCarriedOverException("which compares two texts");
    }

    boolean isEquality() {
        return operator.equals("==") || operator.equals("!=");
    }

    boolean isLess() {
        return operator.equals("<") || operator.equals("<=");
    }

    boolean isMore() {
        return operator.equals(">") || operator.equals(">=");
    }

    /** Whether this is the demand that something is true. */
    boolean isTrue() {
        return (operator.equals("==") && right.equals("true")) || (operator.equals("!=") && right.equals("false"));
    }

    /** Whether this is the demand that something is false. */
    boolean isFalse() {
        return (operator.equals("==") && right.equals("false")) || (operator.equals("!=") && right.equals("true"));
    }

    /** The argument of {@code pat(...)} or {@code any(...)}; null when the right side is neither. */
    @Nullable String argument(String function) {
        Matcher call = FUNCTION.matcher(right);
        return call.matches() && function.equals(call.group(1)) ? call.group(2) : null;
    }

    /** Whether a text is compared as it stands. */
    boolean isPlain() {
        return !FUNCTION.matcher(right).matches();
    }

    /** The regular expression that matches a page for which {@code ==} holds. */
    String regexp() {
        String glob = argument("pat");
        return glob != null ? Regexps.glob(glob) : Regexps.anyOf(options(), "\\s*");
    }

    /** The regular expression that matches a value in a page for which {@code ==} holds. */
    String regexpOfValue() {
        String glob = argument("pat");
        return glob != null ? Regexps.globOfValue(glob) : Regexps.anyOf(options(), "");
    }

    /** Whether {@code pat(*)} stands there, which anything matches, and nothing too. */
    boolean isAnything() {
        return "*".equals(argument("pat"));
    }

    private List<String> options() {
        String any = argument("any");
        return any == null
                ? List.of(right)
                : List.of(any.split(",")).stream().map(String::strip).toList();
    }

    /** Keeps the status codes for which the condition holds; whether it could be understood. */
    boolean keep(Statuses statuses) {
        String glob = argument("pat");
        if (glob != null) {
            // Gatus matches all of it, as the expression for a page does: the codes have nothing around them.
            return isEquality() && keepMatches(Regexps.glob(glob), statuses);
        }
        if (!isPlain() && !isEquality()) {
            return false;
        }
        List<MatchResult> codes = options().stream()
                .map(CODE::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .toList();
        if (codes.size() != options().size()) {
            return false;
        }
        List<Integer> wanted =
                codes.stream().map(code -> Integer.valueOf(code.group())).toList();
        statuses.keep(code -> holds(code, wanted));
        return true;
    }

    private boolean keepMatches(String regexp, Statuses statuses) {
        try {
            Pattern pattern = Pattern.compile(regexp);
            statuses.keep(code -> pattern.matcher(String.valueOf(code)).find() == operator.equals("=="));
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private boolean holds(int code, List<Integer> wanted) {
        return switch (operator) {
            case "==" -> wanted.contains(code);
            case "!=" -> !wanted.contains(code);
            case "<" -> code < wanted.get(0);
            case "<=" -> code <= wanted.get(0);
            case ">" -> code > wanted.get(0);
            default -> code >= wanted.get(0);
        };
    }
}
