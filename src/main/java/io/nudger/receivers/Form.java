package io.nudger.receivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.util.Locale;

/** How a value is written into a body, so that it is nothing but a value there. */
enum Form {
    /** Within the quotes of a string. */
    JSON {
        @Override
        String escape(String text) {
            return new String(JsonStringEncoder.getInstance().quoteAsString(text));
        }
    },
    /** As the value of a field. */
    FORM {
        @Override
        String escape(String text) {
            return URLEncoder.encode(text, UTF_8);
        }
    },
    /** As a text, or within quotes. */
    MARKUP {
        @Override
        String escape(String text) {
            return Texts.html(text);
        }
    },
    /** As it is. */
    TEXT {
        @Override
        String escape(String text) {
            return text;
        }
    };

    abstract String escape(String text);

    /** The one of a content type. */
    static Form of(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        if (type.endsWith("/json") || type.endsWith("+json")) {
            return JSON;
        }
        if (type.equals("application/x-www-form-urlencoded")) {
            return FORM;
        }
        return type.endsWith("html") || type.endsWith("xml") ? MARKUP : TEXT;
    }
}
