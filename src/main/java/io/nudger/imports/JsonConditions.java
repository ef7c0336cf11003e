package io.nudger.imports;

import java.util.regex.Pattern;

/** Conditions on values of a JSON body, as they stand under {@code expect.json}. */
final class JsonConditions {
    /** What a value must not look like, lest it be taken for a comparison. */
    private static final Pattern COMPARISON = Pattern.compile("[<>=!].*|absent|absent or .*|present", Pattern.DOTALL);

    private JsonConditions() {}

    /** The comparison with a value; equality is not written where the value alone says it. */
    static String of(String operator, String value) {
        boolean obvious = operator.equals("==") && !COMPARISON.matcher(value).matches();
        return obvious ? value : operator + " " + value;
    }

    /** That the value contains a text. */
    static String containing(String text) {
        return "=~ " + Regexps.quote(text);
    }
}
