package io.nudger.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one check measured and saw. Null means not measured: the exchange did not come that far, or it was not asked
 * for. Text is evidence: cut when it is long, and what cannot be stored in it is replaced.
 *
 * @param attempts how many exchanges were made; 0 when the check did not run
 * @param statusCode the status code of the last response
 * @param duration from the start of the check to its end, redirects included
 * @param phases where the time went
 * @param regexpMatched whether the body matched the configured regular expression
 * @param match the text that matched
 * @param bodyExcerpt the beginning of the body of a check that was not up
 * @param bodyBytes how many bytes of the last body were read
 * @param remoteAddress the address that answered, with its port
 * @param protocol the HTTP version of the last response: {@code HTTP/1.1}, {@code HTTP/2}
 * @param certificate the certificate of the last TLS connection
 * @param headers some headers of the response of a check that was not up; no cookies and no credentials
 * @param firstFailure what the first of several attempts came to; null when there was one
 * @param degraded whether the check, which was up, took longer than {@link TimeExpectation#degradedAfter}
 */
public record Observation(
        int attempts,
        @Nullable Integer statusCode,
        @Nullable Duration duration,
        Phases phases,
        @Nullable Boolean regexpMatched,
        @Nullable String match,
        @Nullable String bodyExcerpt,
        @Nullable Long bodyBytes,
        @Nullable String remoteAddress,
        @Nullable String protocol,
        @Nullable CertificateInfo certificate,
        @Nullable Boolean degraded,
        @Nullable FirstFailure firstFailure,
        Map<String, String> headers) {
    /** The longest piece of a body that is kept, in characters. */
    public static final int MAX_EVIDENCE = 4_096;

    private static final int MAX_HEADERS = 16;

    private static final int MAX_HEADER = 256;

    private static final int MAX_ADDRESS = 128;

    /** Nothing was measured: the check did not run. */
    public static final Observation NONE =
            new Observation(0, null, null, Phases.NONE, null, null, null, null, null, null, null);

    /** An observation of one attempt, of a target that is never degraded. */
    public Observation(
            int attempts,
            @Nullable Integer statusCode,
            @Nullable Duration duration,
            Phases phases,
            @Nullable Boolean regexpMatched,
            @Nullable String match,
            @Nullable String bodyExcerpt,
            @Nullable Long bodyBytes,
            @Nullable String remoteAddress,
            @Nullable String protocol,
            @Nullable CertificateInfo certificate) {
        this(
                attempts,
                statusCode,
                duration,
                phases,
                regexpMatched,
                match,
                bodyExcerpt,
                bodyBytes,
                remoteAddress,
                protocol,
                certificate,
                null,
                null,
                Map.of());
    }

    public Observation {
        requireNonNull(phases, "phases");
        headers = headers.isEmpty() ? Map.of() : Text.evidence(headers, MAX_HEADERS, MAX_HEADER);
        duration = Micros.truncate(duration);
        match = Text.evidence(match, MAX_EVIDENCE);
        bodyExcerpt = Text.evidence(bodyExcerpt, MAX_EVIDENCE);
        remoteAddress = Text.evidence(remoteAddress, MAX_ADDRESS);
        protocol = Text.evidence(protocol, MAX_ADDRESS);
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts must not be negative: " + attempts);
        }
    }

    /** Nothing was measured, until it is said. */
    public static Builder builder() {
        return new Builder();
    }

    private Builder toBuilder() {
        Builder builder = new Builder();
        builder.attempts = attempts;
        builder.statusCode = statusCode;
        builder.duration = duration;
        builder.phases = phases;
        builder.regexpMatched = regexpMatched;
        builder.match = match;
        builder.bodyExcerpt = bodyExcerpt;
        builder.bodyBytes = bodyBytes;
        builder.remoteAddress = remoteAddress;
        builder.protocol = protocol;
        builder.certificate = certificate;
        builder.degraded = degraded;
        builder.firstFailure = firstFailure;
        builder.headers = headers;
        return builder;
    }

    /** The same, as that of the last of several attempts. */
    public Observation afterOthers(int allAttempts, FirstFailure first) {
        return toBuilder().attempts(allAttempts).firstFailure(first).build();
    }

    /** The same, as it may be shown. */
    public Observation shown(ShownUrl shown) {
        if (match == null && bodyExcerpt == null && headers.isEmpty()) {
            return this;
        }
        Map<String, String> shownHeaders = new TreeMap<>();
        headers.forEach((name, value) -> shownHeaders.put(name, shown.text(value)));
        return toBuilder()
                .match(shown.textOrNull(match))
                .bodyExcerpt(shown.textOrNull(bodyExcerpt))
                .headers(shownHeaders)
                .build();
    }

    /** Takes what was measured one by one, under the names of the components. */
    public static final class Builder {
        private int attempts;

        private @Nullable Integer statusCode;

        private @Nullable Duration duration;

        private Phases phases = Phases.NONE;

        private @Nullable Boolean regexpMatched;

        private @Nullable String match;

        private @Nullable String bodyExcerpt;

        private @Nullable Long bodyBytes;

        private @Nullable String remoteAddress;

        private @Nullable String protocol;

        private @Nullable CertificateInfo certificate;

        private @Nullable Boolean degraded;

        private @Nullable FirstFailure firstFailure;

        private Map<String, String> headers = Map.of();

        private Builder() {}

        public Builder attempts(int value) {
            attempts = value;
            return this;
        }

        public Builder statusCode(@Nullable Integer value) {
            statusCode = value;
            return this;
        }

        public Builder duration(@Nullable Duration value) {
            duration = value;
            return this;
        }

        public Builder phases(Phases value) {
            phases = value;
            return this;
        }

        public Builder regexpMatched(@Nullable Boolean value) {
            regexpMatched = value;
            return this;
        }

        public Builder match(@Nullable String value) {
            match = value;
            return this;
        }

        public Builder bodyExcerpt(@Nullable String value) {
            bodyExcerpt = value;
            return this;
        }

        public Builder bodyBytes(@Nullable Long value) {
            bodyBytes = value;
            return this;
        }

        public Builder remoteAddress(@Nullable String value) {
            remoteAddress = value;
            return this;
        }

        public Builder protocol(@Nullable String value) {
            protocol = value;
            return this;
        }

        public Builder certificate(@Nullable CertificateInfo value) {
            certificate = value;
            return this;
        }

        public Builder degraded(@Nullable Boolean value) {
            degraded = value;
            return this;
        }

        public Builder firstFailure(@Nullable FirstFailure value) {
            firstFailure = value;
            return this;
        }

        /** Adds these. */
        public Builder headers(Map<String, String> more) {
            headers = new TreeMap<>(headers);
            headers.putAll(more);
            return this;
        }

        /** All of it. */
        public Observation build() {
            return new Observation(
                    attempts,
                    statusCode,
                    duration,
                    phases,
                    regexpMatched,
                    match,
                    bodyExcerpt,
                    bodyBytes,
                    remoteAddress,
                    protocol,
                    certificate,
                    degraded,
                    firstFailure,
                    headers);
        }
    }
}
