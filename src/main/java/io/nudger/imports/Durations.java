package io.nudger.imports;

import io.nudger.check.Micros;
import io.nudger.document.Units;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as other programs write them, and as the targets file does. */
final class Durations {
    /** Longer than any interval that means something; more would overflow. */
    private static final BigDecimal MOST_NANOS = new BigDecimal("9e18");

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h|d|w|y)");
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d*)?|\\.\\d+");
    private static final Map<String, Duration> UNITS = Map.of(
            "ns", Duration.ofNanos(1),
            "us", Duration.ofNanos(1_000),
            "µs", Duration.ofNanos(1_000),
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7),
            "y", Duration.ofDays(365));

    private Durations() {}

    /** {@code 1m30s} or {@code 1.5h}, as Go and Prometheus write it; null when it is none. */
    static @Nullable Duration parse(String text) {
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int done = 0;
        while (done < text.length()) {
            Duration unit = part.find(done) && part.start() == done ? UNITS.get(part.group(2)) : null;
            Duration length = unit == null ? null : times(unit, part.group(1));
            if (length == null) {
                return null;
            }
            sum = sum.plus(length);
            done = part.end();
        }
        return text.isEmpty() ? null : sum;
    }

    /** So many units, fractions allowed; null when it is no number. */
    static @Nullable Duration times(Duration unit, String number) {
        if (!NUMBER.matcher(number).matches()) {
            return null;
        }
        BigDecimal nanos = new BigDecimal(number).multiply(BigDecimal.valueOf(unit.toNanos()));
        return Duration.ofNanos(
                nanos.min(MOST_NANOS).setScale(0, RoundingMode.HALF_UP).longValue());
    }

    /** As the targets file writes it; what is finer than a microsecond is cut off. */
    static String write(Duration duration) {
        return Units.TIME.format(Micros.of(duration));
    }
}
