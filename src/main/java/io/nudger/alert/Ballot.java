package io.nudger.alert;

import io.nudger.check.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The votes of the zones of one target, counted. With one zone that votes, or where each zone confirms by itself, its vote
 * is what it has confirmed; else its newest check. One object serves a whole sweep: {@link #count} begins anew.
 */
final class Ballot {
    private final Confirm confirm;
    private final Vote[] votes = new Vote[Byte.MAX_VALUE];
    private List<Pair> pairs = List.of();
    /** Whether a vote is confirmed by itself. */
    private boolean confirmed;

    private int voting;
    private int down;
    private int slow;
    private int failures;
    private int successes;
    private boolean newSuccess;
    private boolean partial;

    Ballot(Confirm confirm) {
        this.confirm = confirm;
    }

    /**
     * Counts the votes about a target.
     *
     * @param trusted which pairs belong to zones that have a vote
     */
    void count(Subject subject, Predicate<Pair> trusted, Instant now) {
        pairs = subject.pairs();
        voting = 0;
        Instant from = subject.freshFrom(now);
        for (int i = 0; i < pairs.size(); i++) {
            votes[i] = eligible(pairs.get(i), trusted, from);
            voting += votes[i].counts() ? 1 : 0;
        }
        confirmed = confirm == Confirm.EACH_ZONE || voting == 1;
        sum(subject);
    }

    private static Vote eligible(Pair pair, Predicate<Pair> trusted, Instant from) {
        if (pair.newest().isBefore(from)) {
            return Vote.STALE;
        }
        if (!trusted.test(pair)) {
            return Vote.SUSPECT;
        }
        return pair.isKnownSince(from) ? Vote.UP : Vote.UNKNOWN;
    }

    private void sum(Subject subject) {
        down = 0;
        slow = 0;
        failures = 0;
        successes = 0;
        newSuccess = false;
        partial = false;
        CurrentState current = subject.current();
        Instant changed = current == null ? Instant.MIN : current.slot();
        int slowEnough = subject.thresholds().failure();
        for (int i = 0; i < pairs.size(); i++) {
            if (!votes[i].counts()) {
                continue;
            }
            Pair pair = pairs.get(i);
            if (confirmed ? pair.confirmedDown() : pair.isDown()) {
                votes[i] = Vote.DOWN;
                down++;
                failures += pair.runLength();
                partial |= pair.confirmedDown();
            } else {
                slow += !pair.isDown() && pair.slowRun() >= slowEnough ? 1 : 0;
                sumSuccess(pair, changed);
            }
        }
    }

    private void sumSuccess(Pair pair, Instant changed) {
        Instant since = pair.runSince();
        if (!pair.isDown() && since != null && since.isAfter(changed)) {
            newSuccess = true;
            successes += pair.runLength();
        }
    }

    /** The state that follows. */
    State state(Subject subject) {
        if (voting == 0) {
            return State.STALE;
        }
        boolean wasDown = subject.state() == State.DOWN;
        int needed = subject.quorum().needed(voting);
        if (down >= needed) {
            if (wasDown || confirmed || failures >= subject.thresholds().failure()) {
                return State.DOWN;
            }
        } else if (wasDown && !isLeft(subject)) {
            return State.DOWN;
        }
        if (partial) {
            return State.PARTIAL;
        }
        return slow >= needed ? State.DEGRADED : State.UP;
    }

    /** Whether there is enough to say that it is not down any more, when the quorum does not vote so. */
    private boolean isLeft(Subject subject) {
        return confirmed || successes >= subject.thresholds().success() || (down == 0 && !newSuccess);
    }

    /** Whether the failures are gone from the record: the zones that were down are up, and none has come up since. */
    boolean isCorrected(List<String> wereDown) {
        if (down > 0 || newSuccess || voting == 0) {
            return false;
        }
        for (int i = 0; i < pairs.size(); i++) {
            if (votes[i] != Vote.UP && wereDown.contains(pairs.get(i).zone())) {
                return false;
            }
        }
        return true;
    }

    /** The beginning of the oldest run among the zones that vote down; null when none does. */
    @Nullable Instant downSince() {
        return oldestRun(Vote.DOWN, Instant.MIN);
    }

    /** The beginning of the oldest run, begun after a moment, among the zones that vote up; null when there is none. */
    @Nullable Instant upSince(Instant after) {
        return oldestRun(Vote.UP, after);
    }

    private @Nullable Instant oldestRun(Vote vote, Instant after) {
        Instant oldest = null;
        for (int i = 0; i < pairs.size(); i++) {
            Instant since = pairs.get(i).runSince();
            if (votes[i] == vote && since != null && since.isAfter(after)) {
                oldest = oldest == null || since.isBefore(oldest) ? since : oldest;
            }
        }
        return oldest;
    }

    /** The newest known slot among the zones that vote so; null when none does. */
    @Nullable Instant newestKnown(Vote vote) {
        Instant newest = null;
        for (int i = 0; i < pairs.size(); i++) {
            Instant known = pairs.get(i).knownAt();
            if (votes[i] == vote && known != null) {
                newest = newest == null || known.isAfter(newest) ? known : newest;
            }
        }
        return newest;
    }

    /** The newest slot of any zone. */
    Instant newest() {
        return pairs.stream().map(Pair::newest).max(Comparator.naturalOrder()).orElseThrow();
    }

    /** What the zone reports that was down last. */
    @Nullable Failure failure() {
        Pair latest = null;
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            if (votes[i] == Vote.DOWN && pair.failure() != null && (latest == null || pair.isLaterThan(latest))) {
                latest = pair;
            }
        }
        return latest == null ? null : latest.failure();
    }

    /** The names of the zones that voted so. */
    Zones zones() {
        Map<Vote, List<String>> names = new EnumMap<>(Vote.class);
        for (int i = 0; i < pairs.size(); i++) {
            names.computeIfAbsent(votes[i], vote -> new ArrayList<>())
                    .add(pairs.get(i).zone());
        }
        return new Zones(
                names.getOrDefault(Vote.UP, Collections.emptyList()),
                names.getOrDefault(Vote.DOWN, Collections.emptyList()),
                names.getOrDefault(Vote.SUSPECT, Collections.emptyList()),
                names.getOrDefault(Vote.STALE, Collections.emptyList()),
                names.getOrDefault(Vote.UNKNOWN, Collections.emptyList()));
    }

    /** Whether the zones that are not trusted are these, in alphabetical order. */
    boolean areSuspect(List<String> zones) {
        int suspect = 0;
        for (int i = 0; i < pairs.size(); i++) {
            if (votes[i] == Vote.SUSPECT) {
                if (!zones.contains(pairs.get(i).zone())) {
                    return false;
                }
                suspect++;
            }
        }
        return suspect == zones.size();
    }
}
