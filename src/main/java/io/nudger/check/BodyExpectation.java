package io.nudger.check;

import com.google.re2j.Pattern;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a body. Patterns are compiled by an engine that is linear in the length of the body, so that none can
 * hang a monitor.
 *
 * @param contains a text that it contains as it stands; null asks for none
 * @param regexp what it contains a match of; null accepts any body
 * @param notRegexp what it does not contain a match of; null refuses none
 * @param json the conditions that its values meet, when it is read as JSON; empty when it need not be
 */
public record BodyExpectation(
        @Nullable String contains,
        @Nullable Pattern regexp,
        @Nullable Pattern notRegexp,
        Map<JsonQuery, Condition> json) {
    /** Any body. */
    public static final BodyExpectation ANY = new BodyExpectation(null, null, null, Map.of());

    public BodyExpectation {
        json = json.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(json));
    }

    /** Whether the body matters, all of it. */
    public boolean isAny() {
        return contains == null && regexp == null && notRegexp == null && json.isEmpty();
    }
}
