package io.nudger.check;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL, or a regular expression for one.
 *
 * @param text as configured
 * @param pattern the regular expression; null when the text is the URL itself
 */
public record UrlPattern(String text, @Nullable Pattern pattern) {
    @Override
    public String toString() {
        return pattern == null ? text : "a match of " + text;
    }
}
