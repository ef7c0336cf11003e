package io.nudger.http;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text that the bytes of a body are to a browser: by their byte order mark, by what the header says, by what the
 * document says of itself, and otherwise UTF-8. The mark is no part of the text.
 */
final class BodyText {
    /** As far as browsers look for what a document says of itself. */
    private static final int DECLARED_WITHIN = 1_024;

    private static final Pattern PARAMETER = Pattern.compile("(?i);\\s*charset\\s*=\\s*[\"']?([^\\s\"';]+)");
    private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?(-->|$)");
    private static final Pattern META = Pattern.compile("(?i)<meta\\s[^>]*?charset\\s*=\\s*[\"']?\\s*([^\\s\"'/>;]+)");
    private static final Pattern XML = Pattern.compile("^\\s*<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([^\"']+)[\"']");

    /** What browsers read where another name stands (WHATWG Encoding): as was meant, if not said. */
    private static final Map<String, String> READ_AS = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("iso8859-1", "windows-1252"),
            Map.entry("iso_8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("l1", "windows-1252"),
            Map.entry("ascii", "windows-1252"),
            Map.entry("us-ascii", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("latin5", "windows-1254"),
            Map.entry("iso-8859-11", "x-windows-874"),
            Map.entry("tis-620", "x-windows-874"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("shift-jis", "windows-31j"),
            Map.entry("sjis", "windows-31j"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("utf-16", "UTF-16LE"),
            Map.entry("unicode-1-1-utf-8", "UTF-8"));

    private BodyText() {}

    /**
     * The text.
     *
     * @param bytes the body, or its beginning
     * @param contentType what the header says; null when there is none
     */
    static String of(byte[] bytes, @Nullable String contentType) {
        if (begins(bytes, 0xEF, 0xBB, 0xBF)) {
            return new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8);
        }
        if (begins(bytes, 0xFE, 0xFF)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE);
        }
        if (begins(bytes, 0xFF, 0xFE)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE);
        }
        Charset said = contentType == null ? null : named(PARAMETER.matcher(contentType));
        if (said == null && isDocument(contentType)) {
            said = declared(bytes);
        }
        return new String(bytes, said == null ? StandardCharsets.UTF_8 : said);
    }

    private static boolean begins(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || Byte.toUnsignedInt(bytes[i]) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether it may say itself how it is encoded. */
    private static boolean isDocument(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        return type.isBlank() || type.contains("html") || type.contains("xml");
    }

    private static @Nullable Charset declared(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, DECLARED_WITHIN), StandardCharsets.ISO_8859_1);
        Charset said = named(XML.matcher(head));
        if (said == null) {
            said = named(META.matcher(COMMENT.matcher(head).replaceAll("")));
        }
        // What could be read as ASCII until here is no UTF-16.
        return said == null || !said.name().startsWith("UTF-16") ? said : StandardCharsets.UTF_8;
    }

    private static @Nullable Charset named(Matcher matcher) {
        if (!matcher.find()) {
            return null;
        }
        String name = matcher.group(1).toLowerCase(Locale.ROOT);
        try {
            return Charset.forName(READ_AS.getOrDefault(name, name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }
}
