package io.nudger.config;

import io.nudger.check.RequestSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a check sends: {@code method}, {@code headers}, {@code max_redirects}, {@code max_body_size}. */
final class RequestOptions {
    private static final Type<String> METHOD =
            Type.oneOf(Stream.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
                    .collect(Collectors.toMap(Function.identity(), Function.identity())));
    private static final Type<String> HEADER_NAME = Type.text(
                    "the name of a header", Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}"))
            .hidden();
    private static final Type<String> HEADER_VALUE = Type.scalar(
                    "the value of a header, without control characters",
                    Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*"))
            .hidden()
            .repeating();
    private static final Type<Integer> MAX_REDIRECTS = Type.number(0, 50);
    private static final Type<Long> MAX_BODY_SIZE = Type.size(1, 64L << 20);

    private RequestOptions() {}

    static RequestSpec read(Section section, RequestSpec defaults) {
        return new RequestSpec(
                section.read("method", METHOD, defaults.method()),
                headers(section, defaults.headers()),
                section.read("max_redirects", MAX_REDIRECTS, defaults.maxRedirects()),
                section.read("max_body_size", MAX_BODY_SIZE, defaults.maxBodyBytes()));
    }

    /** The headers of the defaults and those of the section, which win. */
    private static Map<String, String> headers(Section section, Map<String, String> defaults) {
        Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        section.section("headers").readAll(HEADER_NAME, HEADER_VALUE, own);
        defaults.forEach(own::putIfAbsent);
        return own;
    }
}
