package io.nudger.page;

import io.nudger.check.State;
import java.util.EnumMap;
import java.util.Map;

/**
 * What all targets of a page are together: the first thing that somebody reads, and the last that may be wrong.
 *
 * @param look at a glance
 * @param headline in words
 * @param detail what stands below; empty for nothing
 */
record Overall(Look look, String headline, String detail) {
    /** How many targets are what. */
    private static final class Tally {
        private final Map<State, Integer> states = new EnumMap<>(State.class);
        private int all;
        private int unexplained;

        private Tally(Selection selection) {
            Model model = selection.model();
            for (Selection.Shown shown : selection.targets()) {
                int id = shown.target().id();
                State state = model.state(id).state();
                states.merge(state, 1, Integer::sum);
                all++;
                unexplained += state.isOutage() && !model.isInMaintenance(id) ? 1 : 0;
            }
        }

        private int of(State state) {
            return states.getOrDefault(state, 0);
        }
    }

    static Overall of(Selection selection, Words words) {
        Tally tally = new Tally(selection);
        int all = tally.all;
        int stale = tally.of(State.STALE);
        if (all == 0) {
            return new Overall(Look.UNKNOWN, words.text("overall.empty"), "");
        }
        if (stale == all) {
            return new Overall(Look.UNKNOWN, words.text("overall.stale"), "");
        }
        if (tally.states.keySet().stream().anyMatch(State::isOutage)) {
            return outage(tally, words, stale == 0 ? "" : words.text("overall.some-stale", stale, all));
        }
        int slow = tally.of(State.DEGRADED);
        if (slow > 0) {
            String detail = stale == 0 ? "" : words.text("overall.some-stale", stale, all);
            return new Overall(Look.SLOW, words.text("overall.slow", slow, all), detail);
        }
        return stale > 0
                ? new Overall(Look.UNKNOWN, words.text("overall.some-stale", stale, all), "")
                : new Overall(Look.UP, words.text("overall.up", all), "");
    }

    private static Overall outage(Tally tally, Words words, String detail) {
        if (tally.unexplained == 0) {
            return new Overall(Look.MAINTENANCE, words.text("overall.maintenance"), detail);
        }
        int down = tally.of(State.DOWN);
        if (down == 0) {
            String headline = words.text("overall.partial", tally.of(State.PARTIAL), tally.all);
            return new Overall(Look.PARTIAL, headline, detail);
        }
        String key = down * 2 >= tally.all && tally.all > 1 ? "overall.major" : "overall.down";
        return new Overall(Look.DOWN, words.text(key, down, tally.all), detail);
    }
}
