package io.nudger.report;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The days of a target as a strip: high and green where all checks were up, lower the more were down, grey where nothing is known. */
final class DayStrip {
    private static final int HEIGHT = 20;
    private static final int STEP = 4;
    private static final int WIDTH = 3;
    /** What is down in so large a part of a day is as low as can be. */
    private static final double WORST = 0.05;

    private DayStrip() {}

    static String of(List<JsonObject> rows, ReportRequest request, Wording words) {
        Map<String, JsonObject> days =
                rows.stream().collect(Collectors.toMap(row -> row.getString("day"), Function.identity()));
        LocalDate first = request.from().atOffset(ZoneOffset.UTC).toLocalDate();
        LocalDate end = request.to().minusNanos(1).atOffset(ZoneOffset.UTC).toLocalDate();
        StringBuilder bars = new StringBuilder();
        int number = 0;
        int failed = 0;
        int unknown = 0;
        for (LocalDate day = first; !day.isAfter(end); day = day.plusDays(1)) {
            @Nullable JsonObject row = days.get(day.toString());
            double down = down(row);
            failed += down > 0 ? 1 : 0;
            unknown += down < 0 ? 1 : 0;
            bars.append(bar(number, down));
            number++;
        }
        String said =
                Texts.escape(words.say("{0} days, {1} with a failed check, {2} without data", number, failed, unknown));
        return "<svg role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" aria-label=\"%s\">%s</svg>"
                .formatted(number * STEP, HEIGHT, number * STEP, HEIGHT, said, bars);
    }

    /** The part of the checks that were down; below 0 when nothing is known. */
    private static double down(@Nullable JsonObject row) {
        if (row == null) {
            return -1;
        }
        double known = row.getDouble("up") + row.getDouble("down");
        return known == 0 ? -1 : row.getDouble("down") / known;
    }

    private static String bar(int number, double down) {
        String style = down < 0 ? "x" : down == 0 ? "u" : down < WORST ? "p" : "d";
        int height = down < 0 ? HEIGHT / 2 : (int) Math.round(HEIGHT * (1 - Math.min(down, WORST) / WORST / 2));
        return "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>"
                .formatted(style, number * STEP, HEIGHT - height, WIDTH, height);
    }
}
