package io.nudger.page;

import io.nudger.page.DayView.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Draws days as bars: good ones are drawn once for all targets of a page and referred to, the others lie over them, each kind
 * as one path. Hundreds of targets stay a small document.
 */
final class Bars {
    static final int HEIGHT = 30;
    private static final int STEP = 5;
    private static final int WIDTH = 4;
    private static final int MARK = 4;

    private final Map<Kind, StringBuilder> paths = new EnumMap<>(Kind.class);
    private final StringBuilder erased = new StringBuilder();
    private final StringBuilder marks = new StringBuilder();

    private Bars(List<DayView> days) {
        for (int i = 0; i < days.size(); i++) {
            draw(days.get(i), i * STEP);
        }
    }

    /** How wide so many days are. */
    static int width(int days) {
        return days * STEP - (STEP - WIDTH);
    }

    /** So many good days, for the others to lie over. */
    static String good(int days) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < days; i++) {
            rectangle(path, i * STEP, 0, HEIGHT);
        }
        return path.toString();
    }

    /** What is inside of the SVG of these days: digits and letters of its own, and nothing foreign. */
    static String inner(List<DayView> days) {
        return "<use href=\"#good\"/>" + new Bars(days).layers();
    }

    private StringBuilder layers() {
        StringBuilder svg = new StringBuilder();
        path(svg, "gone", erased);
        paths.forEach((kind, path) -> path(svg, kind.css(), path));
        path(svg, "work", marks);
        return svg;
    }

    /** A day by itself, at its place among others. */
    static String single(DayView day, int place) {
        Bars bars = new Bars(List.of());
        bars.draw(day, place * STEP);
        StringBuilder svg = new StringBuilder();
        if (day.look() != Kind.NONE && day.look() != Kind.UNMEASURED) {
            StringBuilder good = new StringBuilder();
            rectangle(good, place * STEP, 0, HEIGHT);
            path(svg, "up", good);
        }
        return svg.append(bars.layers()).toString();
    }

    private static void path(StringBuilder svg, String css, StringBuilder path) {
        if (!path.isEmpty()) {
            svg.append("<path class=\"")
                    .append(css)
                    .append("\" d=\"")
                    .append(path)
                    .append("\"/>");
        }
    }

    private void draw(DayView day, int x) {
        int top = (int) Math.round(HEIGHT * day.gap());
        Kind kind = day.look();
        switch (kind) {
            case NONE -> {
                erase(x, HEIGHT);
                rectangle(of(Kind.NONE), x, HEIGHT - MARK, MARK);
            }
            case UNMEASURED -> {
                erase(x, HEIGHT);
                rectangle(of(Kind.UNMEASURED), x, 0, HEIGHT);
            }
            case UP, SOME, PARTIAL, DOWN -> {
                if (top > 0) {
                    erase(x, top);
                    rectangle(of(Kind.UNMEASURED), x, 0, top);
                }
                if (kind != Kind.UP) {
                    rectangle(of(kind), x, top, HEIGHT - top);
                }
            }
        }
        if (day.maintenance()) {
            rectangle(marks, x, HEIGHT - MARK, MARK);
        }
    }

    /** A little more than the bar, or its edge shines through. */
    private void erase(int x, int height) {
        erased.append('M').append(x).append(" 0m-.5 0h5v").append(height).append("h-5z");
    }

    private StringBuilder of(Kind kind) {
        return paths.computeIfAbsent(kind, any -> new StringBuilder());
    }

    private static void rectangle(StringBuilder path, int x, int y, int height) {
        path.append('M')
                .append(x)
                .append(' ')
                .append(y)
                .append("h4v")
                .append(height)
                .append("h-4z");
    }
}
