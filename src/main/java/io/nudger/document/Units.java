package io.nudger.document;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers with a unit: durations and sizes. */
public final class Units {
    /** Durations in microseconds. */
    public static final Units TIME = new Units(
            "500ms, 30s, 5m, 1h, 90d or a number of seconds",
            List.of(
                    new Unit("", 1_000_000),
                    new Unit("ms", 1_000, "msec", "msecs", "millis", "millisecond", "milliseconds"),
                    new Unit("s", 1_000_000, "sec", "secs", "second", "seconds"),
                    new Unit("m", 60_000_000, "min", "mins", "minute", "minutes"),
                    new Unit("h", 3_600_000_000L, "hr", "hrs", "hour", "hours"),
                    new Unit("d", 86_400_000_000L, "day", "days")));

    /** Sizes in bytes. */
    static final Units SIZE = new Units(
            "64KiB, 1MiB, 1GiB or a number of bytes",
            List.of(
                    new Unit("", 1, "b", "byte", "bytes"),
                    new Unit("KiB", 1L << 10, "k", "kb", "ki"),
                    new Unit("MiB", 1L << 20, "m", "mb", "mi"),
                    new Unit("GiB", 1L << 30, "g", "gb", "gi"),
                    new Unit("TiB", 1L << 40, "t", "tb", "ti")));

    private static final Pattern FORM = Pattern.compile("((?:0|[1-9]\\d{0,14})(?:\\.\\d{1,15})?)(\\s*)(\\p{Alpha}*)");

    private final String examples;
    private final List<Unit> units;
    private final Map<String, Unit> byName = new TreeMap<>();

    private Units(String examples, List<Unit> units) {
        this.examples = examples;
        this.units = units;
        units.forEach(unit -> byName.put(unit.name, unit));
    }

    /**
     * Reads a number with its unit.
     *
     * @return microseconds or bytes; {@link Long#MAX_VALUE} for more than fits
     */
    long parse(String text) throws Refusal {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new Refusal("write it like " + examples);
        }
        String number = matcher.group(1);
        Unit unit = byName.get(matcher.group(3));
        if (unit == null || !matcher.group(2).isEmpty()) {
            Unit meant = meant(matcher.group(3));
            throw new Refusal(
                    meant == null ? "write it like " + examples : "did you mean " + number + meant.name + "?");
        }
        BigDecimal amount = new BigDecimal(number).multiply(BigDecimal.valueOf(unit.size));
        if (amount.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0) {
            return Long.MAX_VALUE;
        }
        if (amount.stripTrailingZeros().scale() > 0) {
            throw new Refusal("finer than can be kept");
        }
        return amount.longValue();
    }

    /** In the largest unit that leaves no fraction, or with a fraction when none does. */
    public String format(long amount) {
        Unit best = units.get(0);
        if (amount == 0) {
            return "0";
        }
        for (Unit unit : units) {
            if (amount % unit.size == 0 && (unit.size >= best.size || amount % best.size != 0)) {
                best = unit;
            }
        }
        BigDecimal number = BigDecimal.valueOf(amount).divide(BigDecimal.valueOf(best.size));
        return number.stripTrailingZeros().toPlainString() + best.name;
    }

    private @Nullable Unit meant(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return units.stream()
                .filter(unit -> unit.name.equalsIgnoreCase(name)
                        || Arrays.asList(unit.slips).contains(lower))
                .findFirst()
                .orElse(null);
    }

    /** A unit, and what people write for it by mistake. */
    private static final class Unit {
        private final String name;
        private final long size;
        private final String[] slips;

        Unit(String name, long size, String... slips) {
            this.name = name;
            this.size = size;
            this.slips = slips;
        }
    }
}
