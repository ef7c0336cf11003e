package io.nudger.receivers;

import io.nudger.check.Printable;
import io.nudger.config.Markup;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Hides secrets in what receivers and libraries say. */
final class Masks {
    static final String HIDDEN = "******";

    /** A shorter text would hide what has nothing to do with it. */
    private static final int SHORTEST = 6;

    private static final int LONGEST_SHOWN = 300;

    private static final Pattern HOST = Pattern.compile("^[a-zA-Z]+://[^/?#]*");

    private final List<String> secrets;

    private Masks(List<String> secrets) {
        this.secrets = secrets;
    }

    /**
     * Hides these.
     *
     * @param url a URL whose path and query are secrets, whole and in their parts
     * @param others texts that are secrets, whole and in their words
     */
    static Masks of(String url, Collection<String> others) {
        String path = HOST.matcher(url).replaceFirst("");
        Stream<String> ofUrl =
                Stream.concat(Stream.of(path), Stream.of(path.split("[/?&=]")).filter(Masks::isNoWord));
        Stream<String> ofOthers = others.stream().flatMap(each -> Stream.concat(Stream.of(each), words(each)));
        return new Masks(Stream.concat(ofUrl, ofOthers)
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** A part of a path in small letters is the name of a service. */
    private static boolean isNoWord(String part) {
        return part.chars().anyMatch(c -> c < 'a' || c > 'z');
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split("[ ,]"));
    }

    /** A URL of which only scheme and host may be seen. */
    static String url(String url) {
        Matcher host = HOST.matcher(url);
        return host.find() && host.end() < url.length() ? host.group() + "/" + HIDDEN : url;
    }

    /** The beginning of the text on one line, without secrets. */
    String line(String text) {
        String shown = Printable.line(text).strip();
        for (String secret : secrets) {
            shown = shown.replace(secret, HIDDEN);
        }
        return Texts.inMarkup(shown, Markup.NONE, LONGEST_SHOWN, false);
    }
}
