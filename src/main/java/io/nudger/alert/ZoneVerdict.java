package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a zone reports can be trusted, compared with the other zones.
 *
 * @param zone its name
 * @param suspect its own network is in trouble: it has no vote
 * @param since when that was decided; null when it was never otherwise
 * @param hosts hosts that it can be compared by
 * @param dissenting those of them that it alone sees down, for a reason of the network
 * @param blocked those of them that refuse it alone, with status 403 or 429
 */
public record ZoneVerdict(
        String zone, boolean suspect, @Nullable Instant since, int hosts, int dissenting, int blocked) {
    public ZoneVerdict {
        requireNonNull(zone, "zone");
    }

    /** Whether there are enough hosts to say anything. */
    public boolean isKnown() {
        return hosts >= ZoneHealth.LEAST_HOSTS;
    }

    /**
     * Whether the zone has a vote about a target. After it was suspect, it takes a check since then: the older ones were
     * made when the zone was in trouble.
     */
    boolean trusts(Pair pair) {
        return !suspect && (since == null || pair.isKnownSince(since));
    }
}
