package io.nudger.report;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The language of a report. What stands in the code is English, and the key to what it is in another one. */
final class Wording {
    /** The languages there are. */
    static final Set<String> LANGUAGES = Set.of("en", "de");

    private static final int MOST_LISTED = 20;

    private final Locale locale;
    private final JsonObject words;
    private final Set<String> missing = new TreeSet<>();

    private Wording(Locale locale, JsonObject words) {
        this.locale = locale;
        this.words = words;
    }

    /** The wording of one of the languages there are. */
    static Wording of(String language) {
        if (!LANGUAGES.contains(language)) {
            throw new IllegalArgumentException("wanted a language of " + LANGUAGES + ", found " + language);
        }
        return new Wording(Locale.forLanguageTag(language), language.equals("en") ? new JsonObject() : read(language));
    }

    private static JsonObject read(String language) {
        try (InputStream file = Wording.class.getResourceAsStream("/report/" + language + ".json")) {
            return new JsonObject(new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String language() {
        return locale.getLanguage();
    }

    /** What was said in English for want of a translation. */
    Set<String> missing() {
        return missing;
    }

    /** The text in this language, with these in the place of {@code {0}} and on. */
    String say(String english, Object... values) {
        String text = words.getString(english);
        if (text == null) {
            text = english;
            if (!words.isEmpty()) {
                missing.add(english);
            }
        }
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }

    /** A word of the record, which there may be new ones of. */
    String word(@Nullable String word) {
        return word == null ? "" : words.getString(word, word);
    }

    /** Cut, not rounded. */
    String percent(@Nullable Double part) {
        String percent = Texts.percent(part);
        return language().equals("en") ? percent : percent.replace('.', ',');
    }

    /** A day, and the time of it unless that is midnight. */
    String day(Instant moment) {
        OffsetDateTime time = moment.atOffset(ZoneOffset.UTC);
        String form = say("d MMMM uuuu") + (time.toLocalTime().toSecondOfDay() == 0 ? "" : " HH:mm");
        return DateTimeFormatter.ofPattern(form, locale).format(time);
    }

    /** Names, and how many there are beyond the first. */
    String list(List<String> names) {
        if (names.size() <= MOST_LISTED) {
            return String.join(", ", names);
        }
        return say("{0} and {1} more", String.join(", ", names.subList(0, MOST_LISTED)), names.size() - MOST_LISTED);
    }
}
