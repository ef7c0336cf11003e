package io.nudger.imports;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a file of variables as docker-compose 1 reads it: with or without quotes, which also decide on backslashes. */
final class EnvFile {
    private static final Pattern LINE = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_]\\w*)\\s*=\\s*(.*)");
    private static final Pattern COMMENT = Pattern.compile("\\s+#.*|^#.*");

    private EnvFile() {}

    /** The variables, in the order of the file; texts mean themselves. Other lines are passed over. */
    static Map<String, String> read(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        text.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            String value = References.literal(value(line.group(2)));
            variables.put(line.group(1), value);
        });
        return variables;
    }

    private static String value(String text) {
        boolean quoted = text.startsWith("'") || text.startsWith("\"");
        return quoted ? unquoted(text) : COMMENT.matcher(text).replaceAll("").strip();
    }

    /** Up to the quote that closes; a backslash takes away the meaning of a quote and of a backslash. */
    private static String unquoted(String text) {
        char quote = text.charAt(0);
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < text.length() && text.charAt(i) != quote; i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            if (c == '\\' && (next == '\\' || next == quote)) {
                value.append(next);
                i++;
            } else if (c == '\\' && next == 'n' && quote == '"') {
                value.append('\n');
                i++;
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }
}
