package io.nudger.page;

import io.nudger.query.TargetDetail.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A chart of response times, one line for each zone. All numbers are those of the SVG.
 *
 * @param lines the zones
 * @param grid the lines across, from the bottom
 * @param first what stands below the beginning
 * @param last what stands below the end
 * @param label the chart in words
 */
public record Chart(List<Line> lines, List<Grid> grid, String first, String last, String label) {
    static final int WIDTH = 600;
    static final int HEIGHT = 120;
    private static final double[] NICE = {1, 2, 2.5, 5, 10};
    private static final int STEPS = 3;

    /**
     * A zone.
     *
     * @param zone its name
     * @param path what is drawn
     * @param newest its newest time, in words
     */
    public record Line(String zone, String path, String newest) {}

    /**
     * A line across.
     *
     * @param y where
     * @param text how much that is
     */
    public record Grid(int y, String text) {}

    /** A chart of these; null when they are not two of a zone at least. */
    static @Nullable Chart of(List<Times> times, Words words, Function<Instant, String> when) {
        Map<String, List<Times>> zones = new LinkedHashMap<>();
        double highest = 0;
        for (Times one : times) {
            Double median = one.median();
            if (median != null) {
                zones.computeIfAbsent(one.zone(), any -> new ArrayList<>()).add(one);
                highest = Math.max(highest, median);
            }
        }
        if (zones.values().stream().noneMatch(all -> all.size() > 1)) {
            return null;
        }
        long from = times.get(0).at().getEpochSecond();
        long to = Math.max(times.get(times.size() - 1).at().getEpochSecond(), from + 1);
        double step = step(highest);
        List<Line> lines = new ArrayList<>();
        zones.forEach((zone, all) -> lines.add(new Line(
                zone,
                path(all, from, to, step * STEPS),
                words.seconds(all.get(all.size() - 1).median()))));
        List<Grid> grid = new ArrayList<>();
        for (int i = 1; i <= STEPS; i++) {
            grid.add(new Grid(HEIGHT - HEIGHT * i / STEPS, words.seconds(step * i)));
        }
        String label = words.text("chart.label", words.seconds(highest), String.join(", ", zones.keySet()));
        return new Chart(
                lines, grid, when.apply(Instant.ofEpochSecond(from)), when.apply(Instant.ofEpochSecond(to)), label);
    }

    /** A third of the height, as a number that people count in. */
    private static double step(double highest) {
        double raw = Math.max(highest, 0.003) / STEPS;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        for (double nice : NICE) {
            if (nice * power >= raw) {
                return nice * power;
            }
        }
        return 10 * power;
    }

    private static String path(List<Times> times, long from, long to, double highest) {
        StringBuilder path = new StringBuilder();
        for (Times one : times) {
            Double median = one.median();
            double x = (double) (one.at().getEpochSecond() - from) / (to - from) * WIDTH;
            double y = HEIGHT - (median == null ? 0 : median) / highest * HEIGHT;
            path.append(path.isEmpty() ? "M" : "L").append(String.format(Locale.ROOT, "%.0f %.1f", x, y));
        }
        return path.toString();
    }
}
