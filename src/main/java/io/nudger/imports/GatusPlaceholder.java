package io.nudger.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a side of a condition of Gatus stands for, when it is more than a text.
 *
 * @param function {@code len}, {@code has} or nothing
 * @param name such as {@code [STATUS]}, in upper case
 * @param path what stands behind it, for a value in the body; empty for the placeholder itself
 */
record GatusPlaceholder(String function, String name, String path) {
    private static final String BODY = "[BODY]";
    private static final String HEADER = "[HEADER].";
    private static final Set<String> PLAIN = Set.of(
            "[STATUS]",
            "[IP]",
            "[RESPONSE_TIME]",
            "[DNS_RCODE]",
            "[CONNECTED]",
            "[CERTIFICATE_EXPIRATION]",
            "[DOMAIN_EXPIRATION]",
            BODY);
    private static final Pattern CALL = Pattern.compile("(len|has)\\((.*)\\)", Pattern.DOTALL);
    private static final Pattern STEP = Pattern.compile("([^\\[\\]]*)((?:\\[(?:\\d{1,9}|\\*)])*)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");

    /** The placeholder that a side of a condition is; null when it is a text. */
    static @Nullable GatusPlaceholder of(String side) {
        Matcher call = CALL.matcher(side);
        boolean called = call.matches();
        String inner = called ? call.group(2).strip() : side;
        String function = called ? call.group(1) : "";
        String upper = inner.toUpperCase(Locale.ROOT);
        if (PLAIN.contains(upper)) {
            return new GatusPlaceholder(function, upper, "");
        }
        if (upper.startsWith(BODY + ".") || upper.startsWith(BODY + "[")) {
            return new GatusPlaceholder(function, BODY, inner.substring(BODY.length()));
        }
        if (upper.startsWith(HEADER)) {
            return new GatusPlaceholder(function, HEADER, inner.substring(HEADER.length()));
        }
        return null;
    }

    boolean is(String wanted) {
        return function.isEmpty() && name.equals(wanted) && path.isEmpty();
    }

    boolean isHeader() {
        return function.isEmpty() && name.equals(HEADER);
    }

    boolean isBody() {
        return name.equals(BODY);
    }

    /** Whether a path goes to every item of a list. */
    boolean isOfEach() {
        return path.contains("[*]");
    }

    /** The path as a JSONPath; null when it is none that means the same. */
    @Nullable String jsonPath() {
        String keys = path.startsWith(".") ? path.substring(1) : path;
        StringBuilder result = new StringBuilder("$");
        for (String key : steps(keys)) {
            Matcher step = STEP.matcher(key);
            if (!step.matches() || key.isEmpty()) {
                return null;
            }
            String word = step.group(1);
            if (WORD.matcher(word).matches()) {
                result.append('.').append(word);
            } else if (!word.isEmpty()) {
                result.append("['")
                        .append(word.replace("\\", "\\\\").replace("'", "\\'"))
                        .append("']");
            }
            result.append(step.group(2));
        }
        return result.toString();
    }

    /** The keys between dots, but for those within brackets. */
    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        int begin = 0;
        int depth = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            depth += c == '[' ? 1 : 0;
            depth -= c == ']' ? 1 : 0;
            if (c == '.' && depth == 0) {
                steps.add(path.substring(begin, i));
                begin = i + 1;
            }
        }
        steps.add(path.substring(begin));
        return steps;
    }
}
