package io.nudger.bench;

import java.util.Locale;

/** Numbers as people read them: three digits that count, and thousands apart. */
final class Numbers {
    private static final double[] LIMITS = {100, 10, 1};

    private Numbers() {}

    static String text(double number) {
        if (Double.isNaN(number)) {
            return "–";
        }
        double size = Math.abs(number);
        if (size == 0 || size >= LIMITS[0]) {
            return String.format(Locale.ROOT, "%,.0f", number);
        }
        String format = size >= LIMITS[1] ? "%.1f" : size >= LIMITS[2] ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, number).replaceFirst("\\.?0+$", "");
    }
}
