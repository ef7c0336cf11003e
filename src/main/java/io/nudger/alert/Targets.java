package io.nudger.alert;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The targets as they are after the decisions of a sweep. What is looked up in them is put in order when it is needed first:
 * in most sweeps it is not.
 */
final class Targets {
    private final List<Subject> subjects;
    private final Map<Integer, Subject> decided;
    private final Map<String, ZoneVerdict> verdicts;
    private final Instant now;
    private @Nullable Map<String, Subject> byName;
    private @Nullable Map<Integer, Subject> byId;
    private @Nullable Map<String, Host> hosts;

    /**
     * The targets of a sweep.
     *
     * @param decided those that have a new state, by their id
     */
    Targets(List<Subject> subjects, Map<Integer, Subject> decided, Map<String, ZoneVerdict> verdicts, Instant now) {
        this.subjects = subjects;
        this.decided = decided;
        this.verdicts = verdicts;
        this.now = now;
    }

    /** How it is after the sweep. */
    Subject after(Subject subject) {
        return decided.getOrDefault(subject.id(), subject);
    }

    @Nullable Subject named(String name) {
        if (byName == null) {
            byName = new HashMap<>(subjects.size() * 2);
            for (Subject subject : subjects) {
                byName.put(subject.name(), after(subject));
            }
        }
        return byName.get(name);
    }

    @Nullable Subject of(int id) {
        if (byId == null) {
            byId = new HashMap<>(subjects.size() * 2);
            for (Subject subject : subjects) {
                byId.put(subject.id(), after(subject));
            }
        }
        return byId.get(id);
    }

    Host host(String name) {
        if (hosts == null) {
            hosts = new HashMap<>(subjects.size() * 2);
            for (Subject subject : subjects) {
                hosts.computeIfAbsent(subject.host(), host -> new Host()).add(after(subject));
            }
        }
        return hosts.getOrDefault(name, new Host());
    }

    /** Whether a zone that is trusted says now that it is down. */
    boolean isDownIn(Subject subject, Pair pair) {
        ZoneVerdict verdict = verdicts.get(pair.zone());
        return pair.isDown() && pair.isKnownSince(subject.freshFrom(now)) && (verdict == null || verdict.trusts(pair));
    }

    /** What the zone reports that was down last; null when none is down. */
    @Nullable Failure failure(Subject subject) {
        Pair latest = null;
        for (Pair pair : subject.pairs()) {
            if (isDownIn(subject, pair) && pair.failure() != null && (latest == null || pair.isLaterThan(latest))) {
                latest = pair;
            }
        }
        return latest == null ? null : latest.failure();
    }

    /** Whether any zone says so. */
    boolean isFailing(Subject subject) {
        for (Pair pair : subject.pairs()) {
            if (isDownIn(subject, pair)) {
                return true;
            }
        }
        return false;
    }

    /** What is going on with all targets of a host. */
    final class Host {
        private int targets;
        private int inTrouble;
        /** Whether a target fails that is not in an outage yet. */
        private boolean failing;
        /** Whether a target in an outage is up somewhere since. */
        private boolean recovering;
        /** The least newest check of those that are not in an outage. */
        private Instant leastCheckOfUp = Instant.MAX;
        /** The least newest check of those that are. */
        private Instant leastCheckOfDown = Instant.MAX;

        int targets() {
            return targets;
        }

        private void add(Subject subject) {
            targets++;
            Instant known = subject.newestKnown();
            if (known == null || known.isBefore(subject.freshFrom(now))) {
                return;
            }
            OpenOutage outage = subject.outage();
            if (outage == null) {
                boolean fails = isFailing(subject);
                failing |= fails;
                inTrouble += fails ? 1 : 0;
                leastCheckOfUp = known.isBefore(leastCheckOfUp) ? known : leastCheckOfUp;
                return;
            }
            inTrouble++;
            recovering |= isUpSince(subject, outage.startedAt());
            leastCheckOfDown = known.isBefore(leastCheckOfDown) ? known : leastCheckOfDown;
        }

        private static boolean isUpSince(Subject subject, Instant moment) {
            return subject.pairs().stream()
                    .anyMatch(pair -> !pair.isDown()
                            && pair.runSince() != null
                            && pair.runSince().isAfter(moment));
        }

        /** Whether more of its targets may go down for the same reason as one that is down since a moment. */
        boolean isGoingDown(Instant since) {
            return inTrouble > 1 && (failing || leastCheckOfUp.isBefore(since));
        }

        /** Whether more of its targets may come back as one that is up since a moment. */
        boolean isComingBack(Instant since) {
            return recovering || leastCheckOfDown.isBefore(since);
        }
    }
}
