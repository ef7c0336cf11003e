package io.nudger.page;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** The words of a language, and how it writes numbers and times. Immutable; safe for several threads. */
public final class Words {
    private static final Map<String, Words> ALL = Map.of("en", new Words("en", ""), "de", new Words("de", ""));
    private static final Map<String, Words> CHOSEN =
            Map.of("en", new Words("en", "?lang=en"), "de", new Words("de", "?lang=de"));
    private static final double SECOND = 1;

    private final String suffix;
    private final Locale locale;
    private final ResourceBundle bundle;
    /** To be copied: none may be used by two threads, and one that is made anew looks for its language each time. */
    private final NumberFormat numbers;

    private final DateTimeFormatter day;
    private final DateTimeFormatter shortDay;
    private final DateTimeFormatter moment;
    private final DateTimeFormatter time;
    private final DateTimeFormatter month;

    private Words(String language, String suffix) {
        this.suffix = suffix;
        locale = Locale.forLanguageTag(language);
        bundle = ResourceBundle.getBundle(
                "io.nudger.page.words",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        numbers = NumberFormat.getNumberInstance(locale);
        day = format("format.day");
        shortDay = format("format.short-day");
        moment = format("format.moment");
        time = format("format.time");
        month = format("format.month");
    }

    /**
     * Those of a language that there is.
     *
     * @param chosen whether somebody has chosen it by a link, so that it goes on from there
     */
    static Words of(String language, boolean chosen) {
        Words words = (chosen ? CHOSEN : ALL).get(language);
        if (words == null) {
            throw new IllegalArgumentException("no words in " + language);
        }
        return words;
    }

    /** What links end with, so that they lead to the same language. */
    public String suffix() {
        return suffix;
    }

    /** What a language calls itself. */
    public String languageName(String tag) {
        Locale named = Locale.forLanguageTag(tag);
        return named.getDisplayLanguage(named);
    }

    private DateTimeFormatter format(String key) {
        return DateTimeFormatter.ofPattern(bundle.getString(key), locale).withZone(ZoneOffset.UTC);
    }

    /** The tag of the language. */
    public String language() {
        return locale.getLanguage();
    }

    /** What stands under the key, with these put in. */
    public String text(String key, Object... values) {
        String text = bundle.getString(key);
        return values.length == 0 ? text : new MessageFormat(text, locale).format(values);
    }

    /** What stands under the key, or else what is given. */
    String textOr(String key, String otherwise) {
        try {
            return bundle.getString(key);
        } catch (MissingResourceException e) {
            return otherwise;
        }
    }

    /** Why something is not up, in words that say nothing of how it is built. */
    public String reason(@Nullable String wireName) {
        return wireName == null ? text("reason.none") : textOr("reason." + wireName, text("reason.other"));
    }

    /** A part of the whole, cut and never rounded: what is not all is never 100 %. */
    public String percent(@Nullable Double part) {
        if (part == null) {
            return "–";
        }
        NumberFormat format = (NumberFormat) numbers.clone();
        BigDecimal cut = BigDecimal.valueOf(part).movePointRight(2).setScale(2, RoundingMode.DOWN);
        format.setMinimumFractionDigits(cut.compareTo(BigDecimal.valueOf(100)) == 0 ? 0 : 2);
        format.setMaximumFractionDigits(2);
        return format.format(cut) + "\u00a0%";
    }

    /** Seconds as a person would say them. */
    public String seconds(@Nullable Double seconds) {
        if (seconds == null) {
            return "–";
        }
        if (seconds < SECOND) {
            return Math.round(seconds * 1_000) + "\u00a0ms";
        }
        NumberFormat format = (NumberFormat) numbers.clone();
        format.setMaximumFractionDigits(seconds < 10 ? 2 : 1);
        return format.format(seconds) + "\u00a0s";
    }

    /** A length of time in its two largest units. */
    public String duration(Duration length) {
        if (length.toDays() > 0) {
            return two(text("duration.days", length.toDays()), "duration.hours", length.toHoursPart());
        }
        if (length.toHours() > 0) {
            return two(text("duration.hours", length.toHours()), "duration.minutes", length.toMinutesPart());
        }
        return length.toMinutes() > 0
                ? text("duration.minutes", length.toMinutes())
                : text("duration.seconds", Math.max(length.toSeconds(), 0));
    }

    private String two(String large, String key, int rest) {
        return rest == 0 ? large : large + "\u00a0" + text(key, rest);
    }

    /** A number. */
    public String number(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    /** A day with its year. */
    public String day(LocalDate date) {
        return day.format(date);
    }

    /** A day without its year. */
    public String shortDay(LocalDate date) {
        return shortDay.format(date);
    }

    /** A month with its year. */
    public String month(YearMonth date) {
        return month.format(date);
    }

    /** A moment in UTC, and that it is UTC. */
    public String moment(Instant instant) {
        return moment.format(instant);
    }

    /** The end of a span in UTC: without the day when that is the day on which it began. */
    public String end(Instant from, Instant to) {
        boolean same = LocalDate.ofInstant(from, ZoneOffset.UTC).equals(LocalDate.ofInstant(to, ZoneOffset.UTC));
        return (same ? time : moment).format(to);
    }

    /** For the attribute of {@code <time>}. */
    public String iso(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }
}
