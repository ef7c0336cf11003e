package io.nudger.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hides what must not be shown of URLs: user information, and values of their queries. Of the URL of a target the hidden
 * values are known, and are hidden in any text: a site may repeat them in what it answers.
 */
public final class ShownUrl {
    /** What stands for a value that is not shown. */
    public static final String HIDDEN = "***";

    /** Names of parameters, or words in them, whose values are credentials. */
    private static final Set<String> CREDENTIALS = Set.of(
            "token",
            "key",
            "apikey",
            "secret",
            "password",
            "passwd",
            "passphrase",
            "pwd",
            "pass",
            "auth",
            "authorization",
            "code",
            "credential",
            "credentials",
            "sig",
            "signature",
            "hmac",
            "jwt",
            "session",
            "sessionid",
            "sid",
            "otp",
            "pin");

    /** As they end where words are not divided: {@code accesstoken}, {@code licensekey}. */
    private static final List<String> ENDINGS = List.of("token", "key", "secret", "password", "signature");

    private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern USER_INFORMATION = Pattern.compile("//[^/?#\\s]*@");
    /** A parameter of a query or a fragment: what leads to it, its name, its value. */
    private static final Pattern PARAMETER = Pattern.compile("([?&;#])([^=&;#?\\s]*)=([^&;#\\s\"'<>]*)");

    /** A shorter value would hide what has nothing to do with it. */
    private static final int SHORTEST = 4;

    private final HiddenQuery hidden;
    private final List<String> values;

    private ShownUrl(HiddenQuery hidden, List<String> values) {
        this.hidden = hidden;
        this.values = values;
    }

    /** For what is reported of this target. */
    public static ShownUrl of(Target target) {
        HiddenQuery hidden = target.failures().evidence().hiddenQuery();
        if (target.address().indexOf('?') < 0) {
            return new ShownUrl(hidden, List.of());
        }
        List<String> values = new ArrayList<>();
        Matcher parameter = PARAMETER.matcher(target.address());
        while (parameter.find()) {
            String raw = parameter.group(3);
            if (hides(hidden, parameter.group(2)) && raw.length() >= SHORTEST) {
                values.add(raw);
                String decoded = decode(raw);
                if (!decoded.equals(raw)) {
                    values.add(decoded);
                }
            }
        }
        // The longest first: one may be a part of another.
        values.sort(Comparator.comparingInt(String::length).reversed());
        return new ShownUrl(hidden, List.copyOf(values));
    }

    /** A URL as it may be shown where no target says otherwise. */
    public static String of(String url) {
        return hide(url, HiddenQuery.CREDENTIALS);
    }

    /** A text, such as a URL or a message with one, as it may be shown. */
    public String text(String text) {
        String shown = hide(text, hidden);
        for (String value : values) {
            shown = withoutBeginning(shown.replace(value, HIDDEN), value);
        }
        return shown;
    }

    /** A text may have been cut in the middle of a value. */
    private static String withoutBeginning(String text, String value) {
        int end = text.endsWith("…") ? text.length() - 1 : text.length();
        for (int length = Math.min(value.length() - 1, end); length >= SHORTEST; length--) {
            if (text.startsWith(value.substring(0, length), end - length)) {
                return text.substring(0, end - length) + HIDDEN;
            }
        }
        return text;
    }

    /** As {@link #text}; null stays null. */
    public @Nullable String textOrNull(@Nullable String text) {
        return text == null ? null : text(text);
    }

    private static String hide(String url, HiddenQuery hidden) {
        String anonymous =
                url.indexOf('@') < 0 ? url : USER_INFORMATION.matcher(url).replaceAll("//");
        if (hidden == HiddenQuery.NONE || (anonymous.indexOf('?') < 0 && anonymous.indexOf('#') < 0)) {
            return anonymous;
        }
        return PARAMETER
                .matcher(anonymous)
                .replaceAll(parameter -> Matcher.quoteReplacement(parameter.group(1) + parameter.group(2) + "="
                        + (hides(hidden, parameter.group(2)) ? HIDDEN : parameter.group(3))));
    }

    private static boolean hides(HiddenQuery hidden, String name) {
        return switch (hidden) {
            case ALL -> true;
            case NONE -> false;
            case CREDENTIALS -> isCredential(decode(name));
        };
    }

    private static boolean isCredential(String name) {
        String whole = name.toLowerCase(Locale.ROOT);
        if (ENDINGS.stream().anyMatch(whole::endsWith)) {
            return true;
        }
        return WORDS.splitAsStream(name).anyMatch(word -> CREDENTIALS.contains(word.toLowerCase(Locale.ROOT)));
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return Percent.decodeForm(text);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
