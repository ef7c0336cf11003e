package io.nudger.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time on the command line. */
final class Ahead implements ITypeConverter<Duration> {
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})([smhd])");

    @Override
    public Duration convert(String text) {
        Matcher length = LENGTH.matcher(text);
        if (!length.matches()) {
            throw new TypeConversionException("wanted a length of time like 30m, 2h or 7d, found \"" + text + "\"");
        }
        long number = Long.parseLong(length.group(1));
        if (number == 0) {
            throw new TypeConversionException("wanted a length of time above 0, found \"" + text + "\"");
        }
        return switch (length.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
