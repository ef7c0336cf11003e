package io.nudger.config;

import io.nudger.check.Target;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The targets of a monitor, valid and complete; immutable.
 *
 * @param byName every target by its name, in the order of the files
 */
public record Targets(Map<String, Target> byName) {
    /** No targets. */
    public static final Targets NONE = new Targets(Map.of());

    public Targets {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /** These targets; each name must stand once. */
    public static Targets of(Collection<Target> targets) {
        Map<String, Target> byName = new LinkedHashMap<>();
        targets.forEach(target -> byName.put(target.name(), target));
        return new Targets(byName);
    }

    /** All of them, in the order of the files. */
    public Collection<Target> all() {
        return byName.values();
    }

    /** Those that are to be checked, in the order of the files. */
    public List<Target> enabled() {
        return byName.values().stream().filter(Target::enabled).toList();
    }

    /** The target of this name; null when there is none, or it is disabled. */
    public @Nullable Target enabled(String name) {
        Target target = byName.get(name);
        return target == null || !target.enabled() ? null : target;
    }
}
