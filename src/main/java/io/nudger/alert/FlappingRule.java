package io.nudger.alert;

import io.nudger.check.Text;
import io.nudger.config.Flapping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When a target changes so often that one notice stands for all of its changes, and when it is calm again. */
final class FlappingRule {
    private final Flapping config;
    private final Instant now;

    FlappingRule(Flapping config, Instant now) {
        this.config = config;
        this.now = now;
    }

    private boolean isOn() {
        return config.changes() > 0;
    }

    /** The moments of the changes that count, with the one that is decided now. */
    List<Instant> recent(CurrentState before, boolean counts) {
        Duration longest = config.within().compareTo(config.calmFor()) > 0 ? config.within() : config.calmFor();
        List<Instant> recent = new ArrayList<>();
        for (Instant moment : before.recent()) {
            if (moment.isAfter(now.minus(longest))) {
                recent.add(moment);
            }
        }
        if (counts) {
            recent.add(now);
        }
        return recent;
    }

    /** Whether a target changes too often, with a change that is decided now. */
    boolean begins(List<Instant> recent) {
        return isOn()
                && recent.stream()
                                .filter(moment -> moment.isAfter(now.minus(config.within())))
                                .count()
                        >= config.changes();
    }

    /** Whether a target that changed too often has not changed for so long that it is calm. */
    boolean isCalm(CurrentState current) {
        return current.flappingSince() != null
                && (!isOn() || !now.isBefore(current.decidedAt().plus(config.calmFor())));
    }

    /** Since when it has been calm, for people. */
    Duration calmFor() {
        return config.calmFor();
    }

    /** How many changes were in how short a time, for people. */
    String sentence() {
        return config.changes() + " changes within " + Text.duration(config.within())
                + "; no more notices until it has been calm for " + Text.duration(config.calmFor());
    }
}
