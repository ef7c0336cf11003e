package io.nudger.config;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When work is done on targets, and nobody wants to hear of them. Their checks go on.
 *
 * @param name the identity
 * @param match the targets; null for those alone that name the window
 * @param time when it is
 * @param counts whether the time counts in reports
 */
public record MaintenanceWindow(String name, @Nullable Match match, MaintenanceTime time, boolean counts) {
    public MaintenanceWindow {
        requireNonNull(name, "name");
        requireNonNull(time, "time");
    }

    /**
     * Whether it holds for a target.
     *
     * @param windows the windows that the target names itself
     */
    public boolean holdsFor(
            String target, @Nullable String group, Map<String, String> labels, Iterable<String> windows) {
        for (String window : windows) {
            if (window.equals(name)) {
                return true;
            }
        }
        return match != null && match.matches(target, group, labels);
    }
}
