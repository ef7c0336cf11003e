package io.nudger.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of one target alone.
 *
 * @param zones by the name of the zone
 * @param hours the last day by the hour, in the order of time, of each zone
 * @param days the days before today, in the order of time, of each zone
 * @param results the newest results, the newest first
 * @param certificate when the certificate expires that was seen last; null when none was
 */
public record TargetDetail(
        List<Zone> zones, List<Times> hours, List<Times> days, List<Result> results, @Nullable Instant certificate) {
    public TargetDetail {
        zones = List.copyOf(zones);
        hours = List.copyOf(hours);
        days = List.copyOf(days);
        results = List.copyOf(results);
    }

    /**
     * How a zone sees the target.
     *
     * @param zone its name
     * @param availability in the days of the page
     * @param phases where the time went in the last hour; null when nothing was up in it
     */
    public record Zone(String zone, Availability availability, @Nullable Phases phases) {}

    /**
     * Where the time of checks went that were up, on average, in seconds.
     *
     * @param resolve the name
     * @param connect the connection
     * @param tls the handshake
     * @param processing until the first byte
     * @param transfer until the last byte
     */
    public record Phases(double resolve, double connect, double tls, double processing, double transfer) {
        /** All of them together. */
        public double total() {
            return resolve + connect + tls + processing + transfer;
        }
    }

    /**
     * How long checks took that were up.
     *
     * @param zone the zone
     * @param at the beginning of the hour or day
     * @param median in seconds; null when no check was up
     * @param p95 what 95 % of them did not exceed, in seconds; null when no check was up
     */
    public record Times(String zone, Instant at, @Nullable Double median, @Nullable Double p95) {}

    /**
     * A result, without what the site said.
     *
     * @param zone the zone
     * @param at the slot
     * @param outcome by its name on the wire
     * @param reason by its name on the wire; null when it was up
     * @param duration in seconds; null when it did not run
     */
    public record Result(String zone, Instant at, String outcome, @Nullable String reason, @Nullable Double duration) {}
}
