package io.nudger.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outages of some months.
 *
 * @param frame what all views have
 * @param months the newest first
 * @param newer the path of the months after these; null when there are none
 * @param older the path of the months before these; null when there are none
 */
public record HistoryView(Frame frame, List<Month> months, @Nullable String newer, @Nullable String older) {
    /**
     * A month.
     *
     * @param name in words
     * @param outages that began in it, the newest first
     */
    public record Month(String name, List<OutageView> outages) {}
}
