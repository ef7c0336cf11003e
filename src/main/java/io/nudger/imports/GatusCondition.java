package io.nudger.imports;

import java.util.List;
import java.util.Locale;
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
 * @param left the placeholder, with a path behind it or a function around it
 * @param operator what compares
 * @param right what it is compared with
 */
record GatusCondition(String text, String left, String operator, String right) {
    /** In the order in which Gatus looks for them. */
    private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", ">", "<");

    private static final Map<String, String> TURNED =
            Map.of("==", "==", "!=", "!=", "<=", ">=", ">=", "<=", ">", "<", "<", ">");
    private static final Pattern FUNCTION = Pattern.compile("(pat|any)\\((.*)\\)", Pattern.DOTALL);
    private static final Pattern PLACEHOLDER = Pattern.compile("(?:len|has|age)\\(\\[.*|\\[[A-Z_]+].*");

    /** Takes a condition apart; null when it is none. */
    static @Nullable GatusCondition of(String text) {
        for (String operator : OPERATORS) {
            int at = text.indexOf(" " + operator + " ");
            if (at >= 0) {
                String left = text.substring(0, at).strip();
                String right = text.substring(at + operator.length() + 2).strip();
                boolean turned = !PLACEHOLDER.matcher(left).matches()
                        && PLACEHOLDER.matcher(right).matches();
                return turned
                        ? new GatusCondition(text, right, TURNED.getOrDefault(operator, operator), left)
                        : new GatusCondition(text, left, operator, right);
            }
        }
        return null;
    }

    /** Whether the left side is this placeholder, with nothing behind it. */
    boolean isAbout(String placeholder) {
        return left.toUpperCase(Locale.ROOT).equals(placeholder);
    }

    /** What stands behind the placeholder; null when the left side is something else. */
    @Nullable String behind(String placeholder) {
        boolean is = left.toUpperCase(Locale.ROOT).startsWith(placeholder) && left.length() > placeholder.length();
        return is ? left.substring(placeholder.length()) : null;
    }

    /** The path in the body that a function is applied to; null when the left side is something else. */
    @Nullable String inside(String function) {
        Matcher call = Pattern.compile(function + "\\(\\[BODY](.*)\\)").matcher(left);
        return call.matches() ? call.group(1) : null;
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

    /** The argument of {@code pat(...)} or {@code any(...)}; null when the right side is neither. */
    @Nullable String argument(String function) {
        Matcher call = FUNCTION.matcher(right);
        return call.matches() && function.equals(call.group(1)) ? call.group(2) : null;
    }

    /** The regular expression that matches a page for which {@code ==} holds. */
    String regexp() {
        String glob = argument("pat");
        if (glob != null) {
            return Regexps.glob(glob);
        }
        String any = argument("any");
        if (any == null) {
            return Regexps.whole(right);
        }
        List<String> options = List.of(any.split(",")).stream()
                .map(String::strip)
                .map(Regexps::quote)
                .toList();
        return "\\A\\s*(?:" + String.join("|", options) + ")\\s*\\z";
    }

    /** Keeps the status codes for which the condition holds; whether it could be understood. */
    boolean keep(Statuses statuses) {
        String glob = argument("pat");
        String any = argument("any");
        if (glob != null && isEquality()) {
            // Gatus matches all of it, as the expression for a page does: the codes have nothing around them.
            return keepMatches(Regexps.glob(glob), statuses);
        }
        String[] numbers = (any == null ? right : any).split(",");
        if (any != null && !isEquality()) {
            return false;
        }
        List<MatchResult> codes = List.of(numbers).stream()
                .map(number -> Pattern.compile("\\d{1,9}").matcher(number.strip()))
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .toList();
        if (codes.size() != numbers.length) {
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
