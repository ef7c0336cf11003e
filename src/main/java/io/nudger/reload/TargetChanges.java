package io.nudger.reload;

import io.nudger.check.Target;
import io.nudger.config.Targets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reload must do. Targets are the same when nothing of them differs; a disabled one counts as absent.
 *
 * @param added targets to begin with
 * @param removed names of targets to end
 * @param changed targets to replace, as they are now
 * @param unchanged how many targets are left alone
 */
public record TargetChanges(List<Target> added, List<String> removed, List<Target> changed, int unchanged) {
    public TargetChanges {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    /** What leads from one set of targets to another. */
    public static TargetChanges between(Targets before, Targets after) {
        List<Target> added = new ArrayList<>();
        List<Target> changed = new ArrayList<>();
        int unchanged = 0;
        for (Target target : after.enabled()) {
            Target old = before.enabled(target.name());
            if (old == null) {
                added.add(target);
            } else if (old.equals(target)) {
                unchanged++;
            } else {
                changed.add(target);
            }
        }
        List<String> removed = before.enabled().stream()
                .map(Target::name)
                .filter(name -> after.enabled(name) == null)
                .toList();
        return new TargetChanges(added, removed, changed, unchanged);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }

    @Override
    public String toString() {
        return "added=" + added.size() + " removed=" + removed.size() + " changed=" + changed.size() + " unchanged="
                + unchanged;
    }
}
