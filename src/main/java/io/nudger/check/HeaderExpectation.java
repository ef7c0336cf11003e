package io.nudger.check;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a header of the response.
 *
 * @param regexp what one of its values contains a match of; null when the header must be absent
 */
public record HeaderExpectation(@Nullable Pattern regexp) {
    /** There is no such header. */
    public static final HeaderExpectation ABSENT = new HeaderExpectation(null);

    @Override
    public String toString() {
        return regexp == null ? "absent" : "a match of " + regexp.pattern();
    }
}
