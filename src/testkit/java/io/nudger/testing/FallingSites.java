package io.nudger.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Targets of a record made by SQL that go down and come back when a test wants it, each confirmed by its zone at once. */
public final class FallingSites {
    private static final String NAME = "site-";
    private static final String WAITING = "SELECT DISTINCT t.name AS target FROM notices n JOIN targets t"
            + " ON t.id = n.target_id WHERE n.sent_at IS NULL AND n.given_up_at IS NULL AND n.cancelled_at IS NULL";
    private static final String STATES = "SELECT target, state FROM current_states";

    private final StateRows rows;
    private final Map<String, String> expected = new TreeMap<>();
    private final Map<String, Integer> outages = new HashMap<>();

    /** So many of them, all up, each on a host of its own; they are looked at rarely, so that no row grows old. */
    public FallingSites(TestDatabase database, int count) {
        rows = new StateRows(database).zones("eu").targets(NAME, count, "https://host-#.example/");
        database.execute("UPDATE targets SET interval = '1 hour'");
        rows.up("%");
        for (int i = 1; i <= count; i++) {
            expected.put(NAME + i, "up");
        }
    }

    /** Where they are. */
    public TestDatabase database() {
        return rows.database;
    }

    /** Their names. */
    public List<String> names() {
        return List.copyOf(expected.keySet());
    }

    /** How often each went down that did. */
    public Map<String, Integer> outages() {
        return Map.copyOf(outages);
    }

    /** Takes one down that is up, and brings one back that is down. */
    public void turn(String target) {
        boolean falls = "up".equals(expected.get(target));
        expected.put(target, falls ? "down" : "up");
        if (falls) {
            outages.merge(target, 1, Integer::sum);
        }
        rows.status(target, "%", falls ? 2 : 1, 2, Duration.ZERO, Duration.ZERO);
    }

    /**
     * Those whose state is what they are, and of which all that was to be announced is. The states are looked at first: a
     * state comes with its notices, and what is decided between the two looks is waiting in the second.
     */
    public List<String> announced() {
        List<String> decided = decided();
        Set<Object> waiting = new HashSet<>();
        rows.database.query(WAITING).forEach(row -> waiting.add(row.get("target")));
        return decided.stream().filter(name -> !waiting.contains(name)).toList();
    }

    /** Those whose state is what they are. */
    public List<String> decided() {
        Map<String, Object> found = new HashMap<>();
        rows.database.query(STATES).forEach(row -> found.put(String.valueOf(row.get("target")), row.get("state")));
        return expected.keySet().stream()
                .filter(name -> Objects.equals(expected.get(name), found.get(name)))
                .toList();
    }

    /** Whether all states are decided and all that is due was accepted. */
    public boolean isQuiet() {
        return announced().size() == expected.size();
    }
}
