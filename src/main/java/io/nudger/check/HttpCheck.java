package io.nudger.check;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A website is asked over HTTP. Targets that are asked the same share one.
 *
 * @param request what is sent
 * @param expectation what makes the answer a good one
 */
public record HttpCheck(RequestSpec request, Expectation expectation) implements CheckSpec {
    /** A GET that any 2xx answers. */
    public static final HttpCheck DEFAULT = new HttpCheck(RequestSpec.get(), Expectation.DEFAULT);

    public HttpCheck {
        requireNonNull(request, "request");
        requireNonNull(expectation, "expectation");
    }

    /**
     * The check of a target that is asked over HTTP.
     *
     * @throws IllegalArgumentException when it is another kind of check
     */
    public static HttpCheck of(Target target) {
        if (target.check() instanceof HttpCheck http) {
            return http;
        }
        throw new IllegalArgumentException(target.name() + " is not asked over HTTP");
    }

    @Override
    public @Nullable String regexp() {
        return expectation.regexpText();
    }

    @Override
    public void describe(ConfigText text) {
        text.request(request);
        text.connection(request.connection());
        text.expectation(expectation);
    }
}
