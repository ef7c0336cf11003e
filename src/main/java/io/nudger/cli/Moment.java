package io.nudger.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A point in time on the command line: an instant, a day in UTC, or how long ago. */
final class Moment implements ITypeConverter<Instant> {
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    private static final List<Function<String, Instant>> FORMS = List.of(
            text -> OffsetDateTime.parse(text).toInstant(),
            text -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());

    @Override
    public Instant convert(String text) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            String unit = ago.group(2);
            String iso = unit.equals("d") ? "P" + ago.group(1) + "D" : "PT" + ago.group(1) + unit;
            return Clock.systemUTC().instant().minus(Duration.parse(iso));
        }
        for (Function<String, Instant> form : FORMS) {
            try {
                return form.apply(text);
            } catch (DateTimeException other) {
                // Then it may be the next one.
            }
        }
        throw new TypeConversionException("wanted a time like 2026-11-21T12:00:00Z, 2026-11-21 (its beginning in UTC)"
                + " or 90m, 2h, 7d (so long ago), found \"" + text + "\"");
    }
}
