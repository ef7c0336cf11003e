package io.nudger.config;

import io.nudger.check.JsonQuery;
import io.nudger.document.Refusal;
import io.nudger.document.Type;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSONPaths, without what could not be evaluated in bounded time, and without functions that do not exist. */
final class JsonQueryType {
    static final Type<JsonQuery> QUERY =
            Type.of("a JSONPath such as $.status", JsonQueryType::parse).repeating();

    private static final int MAX_LENGTH = 1_000;
    private static final Pattern QUOTED = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern FUNCTION = Pattern.compile("\\.\\s*([A-Za-z_]\\w*)\\s*\\(");
    private static final Set<String> FUNCTIONS = new TreeSet<>(
            Set.of("avg", "concat", "first", "index", "keys", "last", "length", "max", "min", "size", "stddev", "sum"));

    private JsonQueryType() {}

    private static JsonQuery parse(String text) throws Refusal {
        if (!text.startsWith("$")) {
            throw new Refusal("it begins with $, the document");
        }
        if (text.length() > MAX_LENGTH) {
            throw new Refusal("longer than " + MAX_LENGTH + " characters");
        }
        String bare = QUOTED.matcher(text).replaceAll("''");
        if (bare.contains("=~")) {
            throw new Refusal(
                    "the regular expressions of JSONPath are not linear in the length of the value; select the"
                            + " value and compare it with =~ R");
        }
        Matcher function = FUNCTION.matcher(bare);
        while (function.find()) {
            if (!FUNCTIONS.contains(function.group(1))) {
                throw new Refusal(
                        "there is no function " + function.group(1) + "; there are " + String.join(", ", FUNCTIONS));
            }
        }
        try {
            return JsonQuery.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()).replaceFirst("^(?:\\w+\\.)+\\w+: ", ""));
        }
    }
}
