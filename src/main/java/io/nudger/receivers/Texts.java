package io.nudger.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nudger.check.Printable;
import io.nudger.config.Markup;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Texts for people: times in words, and foreign text made harmless and short enough. */
final class Texts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String ELLIPSIS = "…";
    private static final String MARKDOWN = "\\`*_~[]<>|#";

    private Texts() {}

    static String time(Instant moment) {
        return TIME.format(moment);
    }

    /** What is said of one target in a line. */
    static String line(Item item) {
        StringBuilder line = new StringBuilder(item.called())
                .append(": ")
                .append(item.state())
                .append(" since ")
                .append(time(item.since()));
        if (!item.zones().isEmpty()) {
            line.append(" in ").append(String.join(", ", item.zones()));
        }
        String why = why(item);
        return Printable.line(why.isEmpty() ? line.toString() : line + "; " + why);
    }

    private static String why(Item item) {
        String reason = orEmpty(item.reason());
        String message = orEmpty(item.message());
        return reason.isEmpty() || message.isEmpty() ? reason + message : reason + ": " + message;
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /**
     * A text in the markup of a service, in which it means nothing but itself. One that is too long ends in an ellipsis; it
     * is cut between two characters, so that neither a pair of surrogates nor an escape is halved.
     *
     * @param longest the longest, with its markup
     * @param inBytes whether that is a number of bytes of UTF-8, and not of characters of UTF-16
     */
    static String inMarkup(String text, Markup markup, int longest, boolean inBytes) {
        StringBuilder result = new StringBuilder();
        int room = longest;
        int fits = 0;
        int reserve = size(ELLIPSIS, inBytes);
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            String escaped = escape(character, markup);
            room -= size(escaped, inBytes);
            if (room < 0) {
                result.setLength(fits);
                return reserve > longest ? "" : result.append(ELLIPSIS).toString();
            }
            result.append(escaped);
            fits = room >= reserve ? result.length() : fits;
            i += Character.charCount(character);
        }
        return result.toString();
    }

    static String html(String text) {
        return inMarkup(text, Markup.HTML, Integer.MAX_VALUE, false);
    }

    private static int size(String text, boolean inBytes) {
        return inBytes ? text.getBytes(UTF_8).length : text.length();
    }

    private static String escape(int character, Markup markup) {
        String itself = Character.toString(character);
        return switch (markup) {
            case NONE -> itself;
            case SLACK -> entity(character, itself);
            case HTML -> character == '"' ? "&quot;" : character == '\'' ? "&#39;" : entity(character, itself);
            case MARKDOWN -> MARKDOWN.indexOf(character) >= 0 ? "\\" + itself : harmless(character, itself);
            case CHAT -> character == '<' ? "‹" : character == '>' ? "›" : harmless(character, itself);
        };
    }

    private static String entity(int character, String itself) {
        return switch (character) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> itself;
        };
    }

    /** No service escapes the sign that calls people. */
    private static String harmless(int character, String itself) {
        return character == '@' ? "＠" : itself;
    }
}
