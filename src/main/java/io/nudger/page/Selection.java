package io.nudger.page;

import io.nudger.config.PageGroup;
import io.nudger.config.PageSpec;
import io.nudger.query.Availability;
import io.nudger.query.Counts;
import io.nudger.query.MaintenanceEntry;
import io.nudger.query.OutageEntry;
import io.nudger.query.TargetEntry;
import io.nudger.query.TargetState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a page shows of a model: the only way to what is in it, for whatever face. A target that no group selects is not
 * there, and neither are its outages, changes and maintenances. Immutable.
 */
public final class Selection {
    /** Whoever is silent for so long was taken out, whatever alerters know. */
    private static final Duration GONE = Duration.ofDays(1);

    private final PageSpec page;
    private final Model model;
    private final Map<PageGroup, List<Shown>> groups = new LinkedHashMap<>();
    private final Map<Integer, Shown> byId = new LinkedHashMap<>();
    private final Map<String, Shown> byName = new LinkedHashMap<>();
    private volatile @Nullable String digest;

    /**
     * A target on a page.
     *
     * @param target the target
     * @param group the group that it stands in
     * @param name what it is called there
     */
    public record Shown(TargetEntry target, PageGroup group, String name) {}

    Selection(PageSpec page, Model model) {
        this.page = page;
        this.model = model;
        page.groups().forEach(group -> groups.putIfAbsent(group, new ArrayList<>()));
        Instant newest = model.catalog().targets().stream()
                .map(TargetEntry::lastSeen)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        for (TargetEntry target : model.catalog().targets()) {
            // Taken out of the files: others are still checked. When all have stopped, that is to be seen.
            if (model.state(target.id()).takenOut()
                    || target.lastSeen().plus(GONE).isBefore(newest)) {
                continue;
            }
            PageGroup group = groupOf(page, target);
            if (group != null) {
                Shown shown = new Shown(target, group, shownName(target, group));
                groups.getOrDefault(group, new ArrayList<>()).add(shown);
                byId.put(target.id(), shown);
                byName.put(target.name(), shown);
            }
        }
    }

    /** What the page calls it, or else its own title. */
    private static String shownName(TargetEntry target, PageGroup group) {
        String name = group.nameOf(target.name());
        return target.title() != null && name.equals(target.name()) ? target.title() : name;
    }

    private static @Nullable PageGroup groupOf(PageSpec page, TargetEntry target) {
        return page.groups().stream()
                .filter(group -> group.match().matches(target.name(), target.group(), target.labels()))
                .findFirst()
                .orElse(null);
    }

    /** The page. */
    public PageSpec page() {
        return page;
    }

    Model model() {
        return model;
    }

    /**
     * Stands for what the page says of its targets now: the same in every process. A browser opens its stream with that of the page
     * that it shows, and hears at once when it is another by then. Nothing of other targets is in it.
     */
    String digest() {
        String known = digest;
        if (known == null) {
            int hash = Boolean.hashCode(model.away()) * 2 + Boolean.hashCode(model.decided());
            for (Map.Entry<Integer, Shown> one : byId.entrySet()) {
                TargetState state = model.state(one.getKey());
                hash = (hash * 31 + one.getKey()) * 31
                        + state.state().wireName().hashCode();
                hash = hash * 31 + Objects.hashCode(state.since());
                hash = hash * 31 + Boolean.hashCode(model.isInMaintenance(one.getKey()));
            }
            known = Integer.toHexString(hash);
            digest = known;
        }
        return known;
    }

    /** The targets by their groups, in the order of the page. */
    public Map<PageGroup, List<Shown>> groups() {
        return groups;
    }

    /** All targets. */
    public List<Shown> targets() {
        return List.copyOf(byId.values());
    }

    /** The target of this number; null when the page does not show it. */
    public @Nullable Shown target(int id) {
        return byId.get(id);
    }

    /** The target of this name in the record; null when the page does not show it. */
    public @Nullable Shown target(String name) {
        return byName.get(name);
    }

    /**
     * How the slots of the last days ended, today among them; of one day, those since a day ago. Without those in maintenance,
     * unless the page counts them. Null: not known yet.
     */
    @Nullable Counts last(TargetEntry target, int days) {
        Counts counts = model.last(target, days);
        return counts == null ? null : ruled(target, days, counts);
    }

    /** What counts of these, which are of as many days. */
    Counts ruled(TargetEntry target, int days, Counts counts) {
        return page.maintenanceCounts() ? counts : model.withoutMaintenance(target, days, counts);
    }

    /** What counts of these. */
    Counts ruled(Availability availability) {
        return page.maintenanceCounts() ? availability.all() : availability.rest();
    }

    /** Whether something of a target was left out. */
    boolean leavesOut(TargetEntry target) {
        return !page.maintenanceCounts() && model.excluded().containsKey(target.id());
    }

    /** The outages of its targets, the newest first. */
    public List<OutageEntry> outages() {
        return model.outages().stream()
                .filter(outage -> byId.containsKey(outage.target()))
                .toList();
    }

    /** The outage of this number; null when it is not of one of its targets. */
    public @Nullable OutageEntry outage(long id) {
        return model.outages().stream()
                .filter(outage -> outage.id() == id && byId.containsKey(outage.target()))
                .findFirst()
                .orElse(null);
    }

    /** The maintenances of its targets, in the order of time. */
    public List<MaintenanceEntry> maintenances() {
        return model.maintenances().stream()
                .filter(one -> one.targets().stream().anyMatch(byId::containsKey))
                .toList();
    }

    /** The targets of the page that a maintenance is about. */
    public List<Shown> targetsOf(MaintenanceEntry maintenance) {
        return byId.values().stream()
                .filter(shown -> maintenance.targets().contains(shown.target().id()))
                .toList();
    }
}
