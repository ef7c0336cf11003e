package io.nudger.alert;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a zone's own network is in trouble. A broken place can fake a failure, never a success whose content was
 * evaluated: so only "down here, up elsewhere" counts. A host is comparable when it is fresh here and most of the other
 * fresh zones that are trusted see it up; it dissents when all its targets are down here for a reason of the network.
 *
 * <p>Zones look one after the other, so two of them contradict each other only where the one was down and the other up at
 * the same time, as far as their runs of checks reach. Without that a host that really goes down is seen as down by the zone
 * that looks first and as up by the others that looked before, and when many go down at once every zone becomes suspect.
 */
public final class ZoneHealth {
    /** Fewer hosts say nothing. */
    static final int LEAST_HOSTS = 4;

    private static final Set<String> NETWORK = Set.of("resolve", "connect", "timeout", "reset", "tls");
    private static final Set<Integer> REFUSALS = Set.of(403, 429);
    private static final Duration DELIVERY = Duration.ofSeconds(5);
    /** How often a host is down for one zone alone, though nothing is wrong with the zone. */
    private static final double NOISE = 0.02;

    private static final double IMPROBABLE = 1e-6;
    private static final int MOST_ROUNDS = 5;

    private static final byte UP = 1;
    private static final byte UNREACHED = 2;
    private static final byte REFUSED = 4;
    private static final byte FAILED = 8;

    private final Map<String, Integer> zones = new HashMap<>();
    private final List<Count> counts = new ArrayList<>();
    private final Habits habits;
    private final Instant now;

    private ZoneHealth(Collection<Subject> subjects, Habits habits, Map<String, ZoneVerdict> before, Instant now) {
        this.habits = habits;
        this.now = now;
        Set<String> names = new HashSet<>(before.keySet());
        subjects.forEach(subject -> subject.pairs().forEach(pair -> names.add(pair.zone())));
        for (String zone : new TreeSet<>(names)) {
            zones.put(zone, counts.size());
            counts.add(new Count(zone, before.get(zone)));
        }
    }

    /**
     * What was found.
     *
     * @param verdicts one of each zone, by its name
     * @param habits the memory after it
     */
    public record Result(Map<String, ZoneVerdict> verdicts, Habits habits) {}

    /** Judges every zone. */
    public static Result judge(
            Collection<Subject> subjects, Habits habits, Map<String, ZoneVerdict> before, Instant now) {
        return new ZoneHealth(subjects, habits, before, now).judge(subjects);
    }

    private Result judge(Collection<Subject> subjects) {
        Map<String, Host> hosts = look(subjects);
        // A zone that is not trusted any more is not what the others are compared by: until nothing changes.
        boolean changed = true;
        for (int round = 0; changed && round < MOST_ROUNDS; round++) {
            counts.forEach(Count::begin);
            hosts.forEach(this::count);
            changed = false;
            for (Count count : counts) {
                changed |= count.decide(subjects);
            }
        }
        Map<String, ZoneVerdict> verdicts = new TreeMap<>();
        counts.forEach(count -> verdicts.put(count.zone, count.verdict()));
        return new Result(verdicts, habits.isDue(now) ? remember(hosts) : habits);
    }

    /** What each zone sees of each host. */
    private Map<String, Host> look(Collection<Subject> subjects) {
        Map<String, Host> hosts = new HashMap<>(subjects.size() * 2);
        for (Subject subject : subjects) {
            Instant from = now.minus(subject.interval().plus(subject.timeout()).plus(DELIVERY));
            Host host = null;
            boolean up = true;
            for (Pair pair : subject.pairs()) {
                if (pair.isKnownSince(from)) {
                    host = host == null ? hosts.computeIfAbsent(subject.host(), name -> new Host()) : host;
                    host.seen[number(pair)] |= sight(pair);
                    up &= !pair.isDown();
                }
            }
            if (host != null && !up) {
                contradict(host, subject.pairs(), from);
            }
        }
        return hosts;
    }

    private int number(Pair pair) {
        return requireNonNull(zones.get(pair.zone()), "zone");
    }

    /** Notes which zones see a target up while another sees it down. */
    private void contradict(Host host, List<Pair> pairs, Instant from) {
        for (Pair down : pairs) {
            for (Pair up : pairs) {
                if (down.isDown() && !up.isDown() && up.isKnownSince(from) && overlap(down, up)) {
                    host.contradict(number(down), number(up));
                }
            }
        }
    }

    private static boolean overlap(Pair one, Pair other) {
        Instant oneSince = one.runSince();
        Instant otherSince = other.runSince();
        return oneSince != null && otherSince != null && one.isKnownSince(otherSince) && other.isKnownSince(oneSince);
    }

    /** What the zones see of a host, by their numbers. */
    private final class Host {
        private final byte[] seen = new byte[zones.size()];
        private @Nullable BitSet contradictions;

        void contradict(int down, int up) {
            contradictions = contradictions == null ? new BitSet() : contradictions;
            contradictions.set(down * zones.size() + up);
        }

        /** Whether most of the other zones that are trusted see it up, as far as they can speak of the same time. */
        boolean isUpElsewhere(int here) {
            int others = 0;
            int up = 0;
            for (int zone = 0; zone < seen.length; zone++) {
                if (zone == here || seen[zone] == 0 || counts.get(zone).suspect) {
                    continue;
                }
                boolean seesUp = (seen[zone] & UP) != 0;
                if (!seesUp) {
                    others++;
                } else if ((seen[here] & UP) != 0 || isContradicted(here, zone)) {
                    others++;
                    up++;
                }
            }
            return 2 * up > others;
        }

        private boolean isContradicted(int down, int up) {
            return contradictions != null && contradictions.get(down * zones.size() + up);
        }
    }

    private static byte sight(Pair pair) {
        if (!pair.isDown()) {
            return UP;
        }
        Failure failure = pair.failure();
        if (failure == null) {
            return FAILED;
        }
        if (NETWORK.contains(failure.reason())) {
            return UNREACHED;
        }
        Integer status = failure.statusCode();
        return failure.reason().equals("status") && status != null && REFUSALS.contains(status) ? REFUSED : FAILED;
    }

    private void count(String name, Host host) {
        for (int zone = 0; zone < host.seen.length; zone++) {
            if (host.seen[zone] != 0) {
                counts.get(zone).see(host.seen[zone], host.isUpElsewhere(zone), name);
            }
        }
    }

    private Habits remember(Map<String, Host> hosts) {
        Habits.Update update = habits.update(now);
        hosts.forEach((name, host) -> {
            for (int zone = 0; zone < host.seen.length; zone++) {
                Count count = counts.get(zone);
                if (host.seen[zone] != 0 && !count.suspect && !count.wasSuspect() && host.isUpElsewhere(zone)) {
                    update.see(count.zone, name, (host.seen[zone] & UP) == 0);
                }
            }
        });
        return update.done();
    }

    /** Whether so many hosts do not dissent by chance. */
    static boolean isImprobable(int hosts, int dissenting) {
        // From a dozen hosts on, half of them never do: 4^(n/2) * 0.02^(n/2) is above the probability.
        return hosts > 60 || tail(hosts, dissenting) < IMPROBABLE;
    }

    /** P(Binomial(n, NOISE) >= d). */
    private static double tail(int n, int d) {
        double term = Math.pow(1 - NOISE, n);
        double sum = d == 0 ? term : 0;
        for (int k = 1; k <= n; k++) {
            term *= (n - k + 1.0) / k * NOISE / (1 - NOISE);
            sum += k >= d ? term : 0;
        }
        return sum;
    }

    /** What is found about one zone. */
    private final class Count {
        private final String zone;
        private final @Nullable ZoneVerdict before;
        private final List<String> dissenters = new ArrayList<>();
        private final List<String> agreeing = new ArrayList<>();
        private int hosts;
        private int dissenting;
        private int blocked;
        private int seen;
        private int unreached;
        private boolean suspect;

        Count(String zone, @Nullable ZoneVerdict before) {
            this.zone = zone;
            this.before = before;
            this.suspect = wasSuspect();
        }

        void begin() {
            hosts = 0;
            dissenting = 0;
            blocked = 0;
            seen = 0;
            unreached = 0;
            dissenters.clear();
            agreeing.clear();
        }

        boolean wasSuspect() {
            return before != null && before.suspect();
        }

        void see(byte sight, boolean comparable, String host) {
            seen++;
            unreached += sight == UNREACHED ? 1 : 0;
            if (comparable && !habits.isHabitual(zone, host)) {
                hosts++;
                (sight == UNREACHED ? dissenters : agreeing).add(host);
                dissenting += sight == UNREACHED ? 1 : 0;
                blocked += sight == REFUSED ? 1 : 0;
            }
        }

        /** Whether it is another verdict than before. */
        boolean decide(Collection<Subject> subjects) {
            boolean before = suspect;
            suspect = suspect ? staysSuspect() : becomesSuspect(subjects);
            return suspect != before;
        }

        private @Nullable Instant since(Instant now) {
            return suspect == wasSuspect() ? (before == null ? null : before.since()) : now;
        }

        private boolean becomesSuspect(Collection<Subject> subjects) {
            if (dissenting < 3 || !staysSuspect()) {
                return false;
            }
            if (isSuspect(hosts, dissenting)) {
                return true;
            }
            Map<String, Instant> recent = recent(subjects);
            if (recent.size() < 3) {
                return false;
            }
            Instant began = Collections.min(recent.values());
            return isSuspect(recent.size() + lookedAtSince(began, subjects), recent.size());
        }

        private static boolean isSuspect(int hosts, int dissenting) {
            return hosts >= LEAST_HOSTS && 2 * dissenting >= hosts && isImprobable(hosts, dissenting);
        }

        /** The hosts that have begun to dissent within the last interval, and when. */
        private Map<String, Instant> recent(Collection<Subject> subjects) {
            Map<String, Instant> recent = new HashMap<>();
            Set<String> names = new HashSet<>(dissenters);
            for (Subject subject : subjects) {
                Pair pair = names.contains(subject.host()) ? pair(subject) : null;
                Instant since = pair == null ? null : pair.runSince();
                if (since != null && !now.isAfter(subject.checkedBy(since))) {
                    recent.merge(subject.host(), since, (one, two) -> one.isBefore(two) ? one : two);
                }
            }
            return recent;
        }

        private int lookedAtSince(Instant moment, Collection<Subject> subjects) {
            Set<String> looked = new HashSet<>();
            Set<String> names = new HashSet<>(agreeing);
            for (Subject subject : subjects) {
                Pair pair = names.contains(subject.host()) ? pair(subject) : null;
                if (pair != null && pair.isKnownSince(moment)) {
                    looked.add(subject.host());
                }
            }
            return looked.size();
        }

        private @Nullable Pair pair(Subject subject) {
            for (Pair pair : subject.pairs()) {
                if (pair.zone().equals(zone)) {
                    return pair;
                }
            }
            return null;
        }

        /** With nothing to compare it by, it stays suspect as long as it reaches hardly anything. */
        private boolean staysSuspect() {
            return hosts >= LEAST_HOSTS ? dissenting > Math.max(2, hosts / 10.0) : 2 * unreached >= seen;
        }

        ZoneVerdict verdict() {
            return new ZoneVerdict(zone, suspect, since(now), hosts, dissenting, blocked);
        }
    }
}
