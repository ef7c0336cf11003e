package io.nudger.page;

import java.time.Instant;
import java.util.List;

/**
 * An announced span of work.
 *
 * @param name what it is called
 * @param startsAt when it begins
 * @param endsAt when it ends
 * @param duration how long that is
 * @param underWay whether it has begun and is not over
 * @param targets what it is about, as the page calls it
 */
public record MaintenanceView(
        String name, Instant startsAt, Instant endsAt, String duration, boolean underWay, List<String> targets) {}
