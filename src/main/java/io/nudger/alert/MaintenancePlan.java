package io.nudger.alert;

import io.nudger.config.MaintenanceTime;
import io.nudger.config.MaintenanceWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The windows of the file as rows, so that a report in two years knows of them: each occurrence a day ahead, and a single
 * one up to a week afterwards. What the file does not have any more is revoked, unless it is over.
 */
final class MaintenancePlan {
    private static final Duration AHEAD = Duration.ofDays(1);
    private static final Duration BACK = Duration.ofDays(7);

    private final Map<String, MaintenanceWindow> windows = new HashMap<>();
    private final Instant now;

    MaintenancePlan(List<MaintenanceWindow> windows, Instant now) {
        windows.forEach(window -> this.windows.put(window.name(), window));
        this.now = now;
    }

    /** Plans what rows are missing, and which are wrong; the spans that hold after it. */
    List<Quiet> plan(List<Quiet> quiets, Plan.Builder plan) {
        Map<String, Quiet> stored = new HashMap<>();
        List<Quiet> after = new ArrayList<>();
        for (Quiet quiet : quiets) {
            if (!quiet.fromFile()) {
                after.add(quiet);
            } else {
                stored.put(id(quiet.name(), quiet.from()), quiet);
            }
        }
        for (MaintenanceWindow window : windows.values().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList()) {
            for (MaintenanceTime.Span span : spans(window)) {
                after.add(planned(window, span, stored.remove(id(window.name(), span.from())), plan));
            }
        }
        for (Quiet gone : stored.values()) {
            if (!gone.revoked() && gone.to().isAfter(now)) {
                plan.revoked.add(gone.id());
            } else {
                after.add(gone);
            }
        }
        plan.revoked.sort(null);
        return after;
    }

    private Quiet planned(MaintenanceWindow window, MaintenanceTime.Span span, @Nullable Quiet row, Plan.Builder plan) {
        boolean revoked = row != null && row.revoked();
        if (row == null || (!revoked && !row.to().equals(span.to()))) {
            plan.maintenances.add(new Plan.Occurrence(window, span.from(), span.to()));
        }
        long id = row == null ? 0 : row.id();
        return new Quiet(
                id, Quiet.Kind.MAINTENANCE, window.name(), window.match(), span.from(), span.to(), true, revoked);
    }

    private List<MaintenanceTime.Span> spans(MaintenanceWindow window) {
        boolean once = window.time() instanceof MaintenanceTime.Once;
        return window.time().spans(once ? now.minus(BACK) : now, now.plus(AHEAD));
    }

    private static String id(String name, Instant from) {
        return name + " " + from;
    }
}
