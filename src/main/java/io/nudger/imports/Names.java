package io.nudger.imports;

import io.nudger.check.Target;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Gives out names that nudger accepts: printable ASCII, not too long, each once. */
final class Names {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^\\x20-\\x7e]+");
    private static final Pattern AT_THE_ENDS = Pattern.compile("^[^\\x21-\\x7e]+|[^\\x21-\\x7e]+$");
    private static final Pattern WORD = Pattern.compile(".*[A-Za-z0-9].*");
    private static final Pattern SCHEME = Pattern.compile("^(?:[A-Za-z][\\w+.-]*://)?(?:[^/?#]*@)?");

    private final Set<String> taken = new HashSet<>();

    /** The name that is nearest to the wish, or to the other wish when the first has no letter that can be kept. */
    String claim(String wish, String otherwise) {
        String name = printable(wish);
        String base = WORD.matcher(name).matches() ? name : printable(otherwise);
        base = shortened(base.isEmpty() ? "target" : base, Target.MAX_NAME);
        String unique = base;
        for (int i = 2; !taken.add(unique); i++) {
            String suffix = " (" + i + ")";
            unique = shortened(base, Target.MAX_NAME - suffix.length()) + suffix;
        }
        return unique;
    }

    /** The name of a variable of the environment: upper case, digits and underscores; each once. */
    String claimVariable(String wish) {
        String name = SCHEME.matcher(wish)
                .replaceFirst("")
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^A-Z0-9]+", "_")
                .replaceAll("^[_0-9]+", "");
        String unique = name;
        for (int i = 2; !taken.add(unique); i++) {
            unique = name + "_" + i;
        }
        return unique;
    }

    /** What to call a site of which only the URL is known: host and path, without credentials and query. */
    static String ofUrl(String url) {
        String name = SCHEME.matcher(OldUrl.masked(url)).replaceFirst("").replaceFirst("[?#].*", "");
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private static String printable(String text) {
        String plain =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        return NOT_PRINTABLE
                .matcher(AT_THE_ENDS.matcher(plain).replaceAll(""))
                .replaceAll("_")
                .strip();
    }

    private static String shortened(String name, int length) {
        return name.length() <= length ? name : name.substring(0, length).strip();
    }
}
