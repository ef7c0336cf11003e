package io.nudger.check;

/**
 * How far a target was accounted for: up to and with this slot, and its next ones lie each an interval further. All in
 * microseconds, slots since the epoch.
 *
 * @param slot the last slot that was accounted for
 * @param interval the distance of two slots; positive
 */
public record SlotMark(long slot, long interval) {
    public SlotMark {
        if (interval <= 0) {
            throw new IllegalArgumentException("interval must be positive: " + interval);
        }
    }

    /** The last slot of this rhythm that is not after the moment. */
    public long lastUntil(long micros) {
        return slot + Math.floorDiv(micros - slot, interval) * interval;
    }

    /** Where in its interval each slot lies; at least 0, less than the interval. */
    public long phase() {
        return Math.floorMod(slot, interval);
    }
}
