package io.nudger.imports;

import java.util.List;
import java.util.stream.Collectors;

/** Makes regular expressions for nudger out of what other programs look for in a page. */
final class Regexps {
    private static final String META = "\\.[]{}()*+?^$|";
    private static final String DOT_ALL = "(?s)";

    private Regexps() {}

    /** Finds exactly this text. */
    static String quote(String text) {
        StringBuilder pattern = new StringBuilder();
        References.plain(text).chars().forEach(c -> append(pattern, (char) c));
        return References.literal(pattern.toString());
    }

    /** Matches a whole page that is this text, but for space around it. */
    static String whole(String text) {
        return "\\A\\s*" + quote(text) + "\\s*\\z";
    }

    /** Matches a whole page, but for space around it, as shells match file names: {@code *}, {@code ?}, {@code [a-z]}. */
    static String glob(String glob) {
        return glob(glob, "\\s*");
    }

    /** The same of a value, which has no space around it. */
    static String globOfValue(String glob) {
        return glob(glob, "");
    }

    /** Matches exactly one of these texts, with this around it. */
    static String anyOf(List<String> texts, String around) {
        String options = texts.stream().map(Regexps::quote).collect(Collectors.joining("|"));
        return "\\A" + around + (texts.size() == 1 ? options : "(?:" + options + ")") + around + "\\z";
    }

    private static String glob(String glob, String around) {
        String text = References.plain(glob);
        int begin = 0;
        int end = text.length();
        while (begin < end && text.charAt(begin) == '*') {
            begin++;
        }
        while (end > begin && text.charAt(end - 1) == '*' && (end < 2 || text.charAt(end - 2) != '\\')) {
            end--;
        }
        StringBuilder pattern = new StringBuilder(begin > 0 ? "" : "\\A" + around);
        boolean inClass = false;
        for (int i = begin; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < end) {
                i++;
                append(pattern, text.charAt(i));
            } else if (inClass) {
                inClass = c != ']';
                pattern.append(c);
            } else if (c == '[') {
                inClass = true;
                pattern.append(c);
            } else if (c == '*') {
                pattern.append(".*");
            } else if (c == '?') {
                pattern.append('.');
            } else {
                append(pattern, c);
            }
        }
        pattern.append(end < text.length() ? "" : around + "\\z");
        boolean spans = text.substring(begin, end).matches("(?s).*[*?].*");
        return References.literal((spans ? DOT_ALL : "") + pattern);
    }

    /** The same pattern where the dot matches line breaks as well. */
    static String dotAll(String pattern) {
        return pattern.contains(".") ? DOT_ALL + pattern : pattern;
    }

    /** The same pattern that matches at the beginning of the page only, as Python's {@code re.match} does. */
    static String atBeginning(String pattern) {
        return "\\A(?:" + pattern + ")";
    }

    private static void append(StringBuilder pattern, char c) {
        if (META.indexOf(c) >= 0) {
            pattern.append('\\');
        }
        pattern.append(c);
    }
}
