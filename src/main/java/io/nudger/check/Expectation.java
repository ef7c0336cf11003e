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
 * @param notRegexp what the body must not contain a match of; null refuses none
 * @param bodyContains a text that the body must contain as it stands; null asks for none
 */
public record Expectation(
        StatusSet status, @Nullable Pattern regexp, @Nullable Pattern notRegexp, @Nullable String bodyContains) {
    /** Any 2xx, any body. */
    public static final Expectation DEFAULT = new Expectation(StatusSet.SUCCESS, null);

    public Expectation {
        requireNonNull(status, "status");
    }

    /** These status codes, and a body with a match of this; null accepts any body. */
    public Expectation(StatusSet status, @Nullable Pattern regexp) {
        this(status, regexp, null, null);
    }

    /** Whether the body matters, all of it. */
    public boolean asksForBody() {
        return regexp != null || notRegexp != null || bodyContains != null;
    }

    /** The regular expression as configured, or null. */
    public @Nullable String regexpText() {
        return regexp == null ? null : regexp.pattern();
    }
}
