package io.nudger.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first view of a page.
 *
 * @param frame what all views have
 * @param look of all targets together
 * @param headline the same in words
 * @param detail what stands below it; empty for nothing
 * @param outages those that go on
 * @param maintenances those under way, and the next to come
 * @param groups the targets
 * @param days how many days the bars have
 * @param width of the bars
 * @param good the bars of good days
 * @param wide whether there are so many targets that a wall is filled with them
 */
public record OverviewView(
        Frame frame,
        Look look,
        String headline,
        String detail,
        List<OutageView> outages,
        List<MaintenanceView> maintenances,
        List<Group> groups,
        int days,
        int width,
        String good,
        boolean wide) {
    /**
     * Targets that stand together.
     *
     * @param name the heading; empty for none
     * @param rows the targets
     */
    public record Group(String name, List<Row> rows) {}

    /**
     * A target.
     *
     * @param name what it is called
     * @param href where more of it is
     * @param look of its state
     * @param state the same in words
     * @param bars what is inside of the SVG; null when no bars are shown
     * @param label the bars in words
     * @param uptime the part of the days that it was up; null when that is not shown
     * @param coverage the part of the days of which that is known; null when that is not shown
     * @param response how long it takes to answer; null when that is not shown
     * @param expires when its certificate expires
     */
    public record Row(
            String name,
            String href,
            Look look,
            String state,
            @Nullable String bars,
            String label,
            @Nullable String uptime,
            @Nullable String coverage,
            @Nullable String response,
            @Nullable Instant expires) {}
}
