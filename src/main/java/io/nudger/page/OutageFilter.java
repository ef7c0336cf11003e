package io.nudger.page;

import io.nudger.document.Type;
import io.nudger.query.OutageEntry;
import org.jspecify.annotations.Nullable;

/**
 * Which outages are wanted.
 *
 * @param open those that go on, or those that are over; null for both
 * @param target those of this target; null for all
 */
record OutageFilter(@Nullable Boolean open, @Nullable String target) {
    static final OutageFilter ALL = new OutageFilter(null, null);

    static OutageFilter of(Parameters parameters) {
        return new OutageFilter(parameters.read("open", Type.BOOLEAN), parameters.read("target", Type.NAME));
    }

    boolean wants(OutageEntry outage, String name) {
        return (open == null || open == (outage.endedAt() == null)) && (target == null || target.equals(name));
    }
}
