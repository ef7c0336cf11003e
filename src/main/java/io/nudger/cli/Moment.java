package io.nudger.cli;

import io.nudger.document.Quoted;
import io.nudger.document.Refusal;
import io.nudger.document.Type;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A point in time on the command line: an instant, a day in UTC, or how long ago. */
final class Moment implements ITypeConverter<Instant> {
    private static final Type<Duration> AGO = Type.duration(Duration.ZERO, Duration.ofDays(36_500));

    private static final List<Function<String, Instant>> FORMS = List.of(
            text -> OffsetDateTime.parse(text).toInstant(),
            text -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());

    @Override
    public Instant convert(String text) {
        for (Function<String, Instant> form : FORMS) {
            try {
                return form.apply(text);
            } catch (DateTimeException other) {
                // Then it may be the next one.
            }
        }
        try {
            // A bare number would be one of seconds, but 2026 is not meant so.
            if (!text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1))) {
                return Clock.systemUTC().instant().minus(AGO.parser().parse(text));
            }
        } catch (Refusal none) {
            // Then it is none.
        }
        throw new TypeConversionException("wanted a time like 2026-11-21T12:00:00Z, 2026-11-21 (its beginning in UTC)"
                + " or 90m, 2h, 7d (so long ago), found " + Quoted.of(text));
    }
}
