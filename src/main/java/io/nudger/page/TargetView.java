package io.nudger.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The view of one target.
 *
 * @param frame what all views have
 * @param name what it is called
 * @param group the heading that it stands under; empty for none
 * @param url its URL; null where that is not shown
 * @param look of its state
 * @param state the same in words
 * @param since since when; null when that is not known
 * @param reason why, in words; null when all is well
 * @param bars the days; empty where no bars are shown
 * @param shapes the days as they are drawn
 * @param width of the bars
 * @param label the bars in words
 * @param spans its uptime
 * @param leavesOut whether maintenance was left out of them
 * @param hours how long it took to answer in the last day; null when that is not shown or not known
 * @param history the same by the day; null when that is not shown or not known
 * @param zones how it is seen from each zone; empty where that is not shown
 * @param outages its outages, the newest first
 * @param maintenances its maintenances to come
 * @param certificate when its certificate expires; null when that is not shown or not known
 * @param results the newest results
 */
public record TargetView(
        Frame frame,
        String name,
        String group,
        @Nullable String url,
        Look look,
        String state,
        @Nullable Instant since,
        @Nullable String reason,
        List<DayView> bars,
        List<Bar> shapes,
        int width,
        String label,
        List<Span> spans,
        boolean leavesOut,
        @Nullable Chart hours,
        @Nullable Chart history,
        List<ZoneRow> zones,
        List<OutageView> outages,
        List<MaintenanceView> maintenances,
        @Nullable Instant certificate,
        List<ResultRow> results) {
    /**
     * A day as it is drawn.
     *
     * @param title what it was like, in words
     * @param shape in SVG
     */
    public record Bar(String title, String shape) {}

    /**
     * A span.
     *
     * @param label which
     * @param uptime the part of it that the target was up
     * @param coverage the part of which that is known
     */
    public record Span(String label, String uptime, String coverage) {}

    /**
     * A zone.
     *
     * @param name its name
     * @param look of what it sees now
     * @param state the same in words
     * @param uptime of the days of the page
     * @param coverage of the days of the page
     * @param total how long a check took in the last hour
     * @param phases where that time went
     */
    public record ZoneRow(
            String name, Look look, String state, String uptime, String coverage, String total, List<Phase> phases) {}

    /**
     * A part of a check.
     *
     * @param css its class
     * @param name in words
     * @param time how long
     * @param x where it begins, of 100
     * @param width how wide it is, of 100
     */
    public record Phase(String css, String name, String time, String x, String width) {}

    /**
     * A result.
     *
     * @param at the slot
     * @param zone where
     * @param look of the outcome
     * @param outcome in words
     * @param reason in words; empty when it was up
     * @param duration how long it took
     */
    public record ResultRow(Instant at, String zone, Look look, String outcome, String reason, String duration) {}
}
