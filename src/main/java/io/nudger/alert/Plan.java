package io.nudger.alert;

import io.nudger.config.MaintenanceWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a sweep decided: written in one transaction, in this order, or not at all.
 *
 * @param zones verdicts that differ from the stored ones
 * @param zoneChanges those among them by which a zone became suspect, or is trusted again
 * @param habits the memory after the sweep
 * @param habitChanges what of it is to be stored
 * @param maintenances occurrences of windows of the file that have no row yet
 * @param revoked ids of maintenances whose window is in the file no more
 * @param outages outages that began, became worse or ended
 * @param changes new states, in their order
 * @param calm targets that flap no more
 * @param notices new ones
 * @param updates stored notices that are held, or held no more
 * @param cancelled ids of notices that nobody needs any more
 */
public record Plan(
        List<ZoneVerdict> zones,
        List<ZoneChange> zoneChanges,
        Habits habits,
        List<Habits.Habit> habitChanges,
        List<Occurrence> maintenances,
        List<Long> revoked,
        List<OutageChange> outages,
        List<StateChange> changes,
        List<Integer> calm,
        List<Draft> notices,
        List<Update> updates,
        List<Long> cancelled) {
    /**
     * A zone that became suspect, or is trusted again.
     *
     * @param verdict the new verdict
     * @param slot the newest slot of the zone
     */
    public record ZoneChange(ZoneVerdict verdict, Instant slot) {}

    /**
     * An occurrence of a maintenance window.
     *
     * @param window of the file
     * @param from its first moment
     * @param to the moment after it
     */
    public record Occurrence(MaintenanceWindow window, Instant from, Instant to) {}

    /**
     * A stored notice that is held by something else than before.
     *
     * @param id of its row
     * @param heldBy null when nothing holds it any more
     */
    public record Update(long id, @Nullable String heldBy) {}

    public Plan {
        zones = List.copyOf(zones);
        zoneChanges = List.copyOf(zoneChanges);
        habitChanges = List.copyOf(habitChanges);
        maintenances = List.copyOf(maintenances);
        revoked = List.copyOf(revoked);
        outages = List.copyOf(outages);
        changes = List.copyOf(changes);
        calm = List.copyOf(calm);
        notices = List.copyOf(notices);
        updates = List.copyOf(updates);
        cancelled = List.copyOf(cancelled);
    }

    /** Whether there is nothing to write. */
    public boolean isEmpty() {
        return zones.isEmpty()
                && habitChanges.isEmpty()
                && maintenances.isEmpty()
                && revoked.isEmpty()
                && outages.isEmpty()
                && changes.isEmpty()
                && calm.isEmpty()
                && notices.isEmpty()
                && updates.isEmpty()
                && cancelled.isEmpty();
    }

    /** What a sweep decides, while it does. */
    static final class Builder {
        final List<ZoneVerdict> zones = new ArrayList<>();
        final List<ZoneChange> zoneChanges = new ArrayList<>();
        final List<Occurrence> maintenances = new ArrayList<>();
        final List<Long> revoked = new ArrayList<>();
        final List<OutageChange> outages = new ArrayList<>();
        final List<StateChange> changes = new ArrayList<>();
        final List<Integer> calm = new ArrayList<>();
        final List<Draft> notices = new ArrayList<>();
        final List<Update> updates = new ArrayList<>();
        final List<Long> cancelled = new ArrayList<>();

        Plan build(Habits habits, List<Habits.Habit> habitChanges) {
            return new Plan(
                    zones,
                    zoneChanges,
                    habits,
                    habitChanges,
                    maintenances,
                    revoked,
                    outages,
                    changes,
                    calm,
                    notices,
                    updates,
                    cancelled);
        }
    }
}
