package io.nudger.check;

import com.google.re2j.Pattern;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a body. Patterns are compiled by an engine that is linear in the length of the body, so that none can
 * hang a monitor.
 *
 * @param contains a text that it contains as it stands; null asks for none
 * @param regexps what it contains a match of, of each one
 * @param notRegexps what it does not contain a match of, of none
 * @param json the conditions that its values meet, each of them, when it is read as JSON; empty when it need not be
 */
public record BodyExpectation(
        @Nullable String contains,
        List<Pattern> regexps,
        List<Pattern> notRegexps,
        Map<JsonQuery, List<Condition>> json) {
    /** Any body. */
    public static final BodyExpectation ANY = new BodyExpectation(null, List.of(), List.of(), Map.of());

    public BodyExpectation {
        regexps = List.copyOf(regexps);
        notRegexps = List.copyOf(notRegexps);
        json = json.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(json));
    }

    /** One of each; null for none. */
    public static BodyExpectation of(
            @Nullable String contains,
            @Nullable Pattern regexp,
            @Nullable Pattern notRegexp,
            Map<JsonQuery, Condition> json) {
        Map<JsonQuery, List<Condition>> conditions = new LinkedHashMap<>();
        json.forEach((query, condition) -> conditions.put(query, List.of(condition)));
        return new BodyExpectation(
                contains,
                regexp == null ? List.of() : List.of(regexp),
                notRegexp == null ? List.of() : List.of(notRegexp),
                conditions);
    }

    /** Whether the body matters, all of it. */
    public boolean isAny() {
        return contains == null && regexps.isEmpty() && notRegexps.isEmpty() && json.isEmpty();
    }
}
