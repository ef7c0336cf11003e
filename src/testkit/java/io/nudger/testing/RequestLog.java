package io.nudger.testing;

import java.util.ArrayDeque;
import java.util.List;

/** What the {@link Playground} saw, from its own side: the record that a monitor's record is held against. */
public final class RequestLog {
    /** Minutes of a thousand requests a second; a playground that runs for weeks does not grow. */
    private static final int CAPACITY = 500_000;

    private final ArrayDeque<Visit> visits = new ArrayDeque<>();
    private long received;

    RequestLog() {}

    synchronized void add(Visit visit) {
        if (visits.size() == CAPACITY) {
            visits.removeFirst();
        }
        visits.addLast(visit);
        received++;
    }

    /** Every visit in the order of arrival; fails when the first ones are already forgotten. */
    public synchronized List<Visit> visits() {
        if (received > visits.size()) {
            throw new IllegalStateException("the log holds only the last " + CAPACITY + " of " + received + " visits");
        }
        return List.copyOf(visits);
    }

    /** The visits of one path and query. */
    public List<Visit> visits(String uri) {
        return visits().stream().filter(visit -> visit.uri().equals(uri)).toList();
    }

    /** How many requests came so far. */
    public synchronized long received() {
        return received;
    }
}
