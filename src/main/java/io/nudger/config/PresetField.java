package io.nudger.config;

import io.nudger.document.Section;
import io.nudger.document.Type;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a user says of a receiver made of a preset.
 *
 * @param name the key
 * @param kind what stands under it
 * @param otherwise what holds when it is absent, empty for nothing; null when it must be there
 */
record PresetField(String name, Kind kind, @Nullable String otherwise) {
    /** What stands under the key. */
    enum Kind {
        URL,
        SECRET,
        TEXT,
        NUMBER,
        LIST
    }

    private static final Type<String> SECRET = Type.scalar(
                    "a text without blanks and control characters", Pattern.compile("[\\x21-\\x7e]{1,4096}"))
            .hidden();
    private static final Type<String> TEXT =
            Type.scalar("a text of at most 1000 characters on one line", Pattern.compile("[^\\p{Cntrl}]{1,1000}"));
    private static final Type<String> NUMBER = Type.scalar("a whole number", Pattern.compile("[1-9]\\d{0,17}"));
    private static final Type<String> URL = Type.<String>of(
                    UrlType.URL.wanted(),
                    text -> UrlType.URL.parser().parse(text).toString())
            .textOnly()
            .hidden();

    /** The URL of a service that everybody runs himself, or that is a secret. */
    static PresetField url() {
        return new PresetField("url", Kind.URL, null);
    }

    /** The URL of a service that is the same for everybody. */
    static PresetField url(String otherwise) {
        return new PresetField("url", Kind.URL, otherwise);
    }

    static PresetField secret(String name) {
        return new PresetField(name, Kind.SECRET, null);
    }

    static PresetField secret(String name, String otherwise) {
        return new PresetField(name, Kind.SECRET, otherwise);
    }

    static PresetField text(String name, @Nullable String otherwise) {
        return new PresetField(name, Kind.TEXT, otherwise);
    }

    static PresetField number(String name) {
        return new PresetField(name, Kind.NUMBER, "");
    }

    static PresetField list(String name) {
        return new PresetField(name, Kind.LIST, null);
    }

    /** What the section says; the default when it says nothing, or something wrong, which is reported then. */
    String read(Section section) {
        String value =
                switch (kind) {
                    case URL -> scalar(section, URL);
                    case SECRET -> scalar(section, SECRET);
                    case TEXT -> scalar(section, TEXT);
                    case NUMBER -> scalar(section, NUMBER);
                    case LIST -> joined(section);
                };
        return value == null ? "" : value;
    }

    private @Nullable String scalar(Section section, Type<String> type) {
        return otherwise == null ? section.require(name, type) : section.read(name, type, otherwise);
    }

    private String joined(Section section) {
        Set<String> values = Lists.unique(section, name, "a list of texts", SECRET);
        if (!section.has(name)) {
            section.problem(name, "wanted a list of texts, found nothing");
        }
        return String.join(",", values);
    }
}
