package io.nudger.check;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes an answer a good one.
 *
 * @param status the status codes that are up
 * @param regexp what the body must contain a match of; null accepts any body. Compiled by an engine that is linear in the
 *     length of the body, so that no pattern can hang a monitor
 */
public record Expectation(StatusSet status, @Nullable Pattern regexp) {
    /** Any 2xx, any body. */
    public static final Expectation DEFAULT = new Expectation(StatusSet.SUCCESS, null);

    public Expectation {
        requireNonNull(status, "status");
    }

    /** The regular expression as configured, or null. */
    public @Nullable String regexpText() {
        return regexp == null ? null : regexp.pattern();
    }
}
