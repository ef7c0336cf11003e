package io.nudger.alert;

import java.util.List;

/**
 * How the zones of a target voted, or why they did not; names in alphabetical order.
 *
 * @param up see it up
 * @param down see it down
 * @param suspect are not trusted at present
 * @param stale have sent nothing for too long
 * @param unknown have sent nothing that says whether it was up or down
 */
public record Zones(
        List<String> up, List<String> down, List<String> suspect, List<String> stale, List<String> unknown) {
    /** No zones at all. */
    public static final Zones NONE = new Zones(List.of(), List.of(), List.of(), List.of(), List.of());

    public Zones {
        up = sorted(up);
        down = sorted(down);
        suspect = sorted(suspect);
        stale = sorted(stale);
        unknown = sorted(unknown);
    }

    private static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }
}
