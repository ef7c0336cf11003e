package io.nudger.check;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * URLs as people write them, in the form that {@link java.net.URI} takes: what has no place in a URL is percent-encoded,
 * and a backslash is a slash, as the URL standard of the WHATWG says.
 */
public final class WebUrl {
    private static final int DELETE = 127;
    private static final String UNSAFE = " \"<>\\^`{|}";
    private static final Pattern LINE_BREAKS = Pattern.compile("[\\t\\n\\r]");
    private static final Pattern SCHEME = Pattern.compile("^(?i)(https?):[/\\\\]+");

    private WebUrl() {}

    /** An absolute URL; characters beyond ASCII stay as they are. */
    public static String tidy(String url) {
        int i = 0;
        while (i < url.length() && isPlain(url, i)) {
            i++;
        }
        String tidy = i == url.length() ? url : escape(slashed(url), true);
        return tidy.indexOf('[') < 0 ? tidy : withoutBrackets(tidy);
    }

    /** Brackets have no place in a path; in a host they are around an address. */
    private static String withoutBrackets(String url) {
        int path = url.indexOf('/', url.indexOf("//") + 2);
        int query = url.indexOf('?');
        int end = query < 0 ? url.length() : query;
        if (path < 0 || path > end) {
            return url;
        }
        String escaped = url.substring(path, end).replace("[", "%5B").replace("]", "%5D");
        return url.substring(0, path) + escaped + url.substring(end);
    }

    private static boolean isPlain(String url, int index) {
        char c = url.charAt(index);
        return c > ' ' && c != DELETE && UNSAFE.indexOf(c) < 0 && (c != '%' || isEscape(url, index));
    }

    /** A URL or a part of one, as it begins to be read: without blanks around it and line breaks, with slashes. */
    public static String slashed(String url) {
        String line = LINE_BREAKS.matcher(url.strip()).replaceAll("");
        if (line.indexOf('\\') < 0) {
            return line;
        }
        int end = 0;
        while (end < line.length() && line.charAt(end) != '?' && line.charAt(end) != '#') {
            end++;
        }
        String path = line.substring(0, end).replace('\\', '/');
        return SCHEME.matcher(path).replaceFirst("$1://") + line.substring(end);
    }

    /** A part of a URL in ASCII. */
    public static String escape(String part) {
        return escape(part, false);
    }

    private static String escape(String text, boolean keepOthers) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean other = c > DELETE;
            if (other ? keepOthers : isPlain(text, i)) {
                escaped.append(c);
                continue;
            }
            boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length();
            String character = text.substring(i, i + (pair ? 2 : 1));
            for (byte octet : character.getBytes(StandardCharsets.UTF_8)) {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
            i += pair ? 1 : 0;
        }
        return escaped.toString();
    }

    private static boolean isEscape(String text, int percent) {
        return percent + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(percent + 1))
                && HexFormat.isHexDigit(text.charAt(percent + 2));
    }
}
