package io.nudger.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an audit has to know of what was done to the parts, because nudger itself could not know or prevent it. Everything
 * else it holds against the record. Safe for use by several threads.
 */
public final class Circumstances {
    /** Nothing was done. */
    static final Circumstances USUAL = new Circumstances(false);

    private final boolean allAnswerWell;
    private final List<Span> killed = new ArrayList<>();
    private final List<Span> crowded = new ArrayList<>();
    private final List<Span> cutOff = new ArrayList<>();
    private final List<Span> wrongClock = new ArrayList<>();
    private final List<Span> givenUp = new ArrayList<>();

    private Circumstances(boolean allAnswerWell) {
        this.allAnswerWell = allAnswerWell;
    }

    /** None so far. All sites answer well, so a row that is down needs an excuse. */
    public static Circumstances ofGoodSites() {
        return new Circumstances(true);
    }

    /** A monitor was killed at some moment in this time: what it had asked and not yet reported is known to nobody. */
    public synchronized void killed(Instant from, Instant to) {
        killed.add(new Span(from, to));
    }

    /** Two monitors checked for the same zone: each slot is one row, and up to two requests. */
    public synchronized void crowded(Instant from, Instant to) {
        crowded.add(new Span(from, to));
    }

    /** The network between monitor and sites was bad: what the site sent may not have come. */
    public synchronized void cutOff(Instant from, Instant to) {
        cutOff.add(new Span(from, to));
    }

    /** The clock of the monitor was wrong: every slot is a row, but not at the time of a request. */
    public synchronized void wrongClock(Instant from, Instant to) {
        wrongClock.add(new Span(from, to));
    }

    /** Some results of this time had to be given up: their rows name no request. */
    public synchronized void givenUp(Instant from, Instant to) {
        givenUp.add(new Span(from, to));
    }

    synchronized boolean mayBeGivenUp(Instant from, Instant to) {
        return givenUp.stream().anyMatch(span -> span.touches(from, to));
    }

    synchronized boolean hadWrongClock(Instant from, Instant to) {
        return wrongClock.stream().anyMatch(span -> span.touches(from, to));
    }

    synchronized boolean wasKilled(Instant from, Instant to) {
        return killed.stream().anyMatch(span -> span.touches(from, to));
    }

    synchronized boolean wasCrowded(Instant from, Instant to) {
        return crowded.stream().anyMatch(span -> span.touches(from, to));
    }

    synchronized boolean reachedSites(Instant from, Instant to) {
        return cutOff.stream().noneMatch(span -> span.touches(from, to));
    }

    /** Whether a site that answered well was to be found up by a check in this time. */
    boolean mustBeUp(Instant from, Instant to) {
        return allAnswerWell && reachedSites(from, to);
    }

    private record Span(Instant from, Instant to) {
        boolean touches(Instant begin, Instant end) {
            return !begin.isAfter(to) && !end.isBefore(from);
        }
    }
}
