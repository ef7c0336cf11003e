package io.nudger.check;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What makes an answer a good one.
 *
 * @param status the status codes that are up
 * @param headers by name, without regard to case: what one of the header's values matches, or that there is none
 * @param body what is expected of the body
 * @param time how long it may take
 * @param connection what is expected of the way it came
 */
public record Expectation(
        StatusSet status,
        Map<String, HeaderExpectation> headers,
        BodyExpectation body,
        TimeExpectation time,
        ConnectionExpectation connection) {
    /** Any 2xx, any body. */
    public static final Expectation DEFAULT = new Expectation(StatusSet.SUCCESS, null);

    public Expectation {
        requireNonNull(status, "status");
        requireNonNull(body, "body");
        requireNonNull(time, "time");
        requireNonNull(connection, "connection");
        headers = headers.isEmpty() ? Map.of() : sorted(headers);
    }

    /** These status codes, and a body with a match of this; null accepts any body. */
    public Expectation(StatusSet status, @Nullable Pattern regexp) {
        this(
                status,
                Map.of(),
                BodyExpectation.of(null, regexp, null, Map.of()),
                TimeExpectation.ANY,
                ConnectionExpectation.ANY);
    }

    /** These status codes, and this body. */
    public static Expectation of(StatusSet status, BodyExpectation body) {
        return new Expectation(status, Map.of(), body, TimeExpectation.ANY, ConnectionExpectation.ANY);
    }

    private static Map<String, HeaderExpectation> sorted(Map<String, HeaderExpectation> headers) {
        Map<String, HeaderExpectation> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        return Collections.unmodifiableMap(sorted);
    }

    /** The regular expression for the body as configured, or null; several are joined by the word and. */
    public @Nullable String regexpText() {
        return body.regexps().isEmpty()
                ? null
                : body.regexps().stream().map(Pattern::pattern).collect(Collectors.joining(" and "));
    }
}
