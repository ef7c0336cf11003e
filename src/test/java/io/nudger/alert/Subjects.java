package io.nudger.alert;

import io.nudger.check.Quorum;
import io.nudger.check.State;
import io.nudger.check.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes targets for tests: every 30 seconds, a timeout of 5, thresholds of 2 and 1, unless said otherwise. */
final class Subjects {
    static final Duration INTERVAL = Duration.ofSeconds(30);
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final Failure REFUSED = new Failure("connect", "connection refused", null);

    private int id = 1;
    private String name = "shop";
    private String host = "x.example";
    private Thresholds thresholds = new Thresholds(2, 1);
    private Quorum quorum = Quorum.MAJORITY;
    private Map<String, String> labels = Map.of();
    private @Nullable String group;
    private List<String> dependsOn = List.of();
    private List<Pair> pairs = List.of();
    private @Nullable CurrentState current;
    private @Nullable OpenOutage outage;
    private List<Incident> unseen = List.of();

    static Subjects named(int id, String name) {
        Subjects subject = new Subjects();
        subject.id = id;
        subject.name = name;
        return subject;
    }

    static Subjects named(String name) {
        return named(Math.abs(name.hashCode() % 1_000_000), name);
    }

    Subjects host(String value) {
        host = value;
        return this;
    }

    Subjects thresholds(int failure, int success) {
        thresholds = new Thresholds(failure, success);
        return this;
    }

    Subjects quorum(Quorum value) {
        quorum = value;
        return this;
    }

    Subjects labels(Map<String, String> value) {
        labels = value;
        return this;
    }

    Subjects group(String value) {
        group = value;
        return this;
    }

    Subjects dependsOn(String... value) {
        dependsOn = List.of(value);
        return this;
    }

    Subjects pairs(Pair... value) {
        pairs = List.of(value);
        return this;
    }

    Subjects pairs(List<Pair> value) {
        pairs = value;
        return this;
    }

    Subjects current(@Nullable CurrentState value) {
        current = value;
        return this;
    }

    Subjects outage(@Nullable OpenOutage value) {
        outage = value;
        return this;
    }

    Subjects unseen(Incident... value) {
        unseen = List.of(value);
        return this;
    }

    Subject make() {
        return new Subject(
                id,
                name,
                null,
                "https://" + host + "/",
                host,
                INTERVAL,
                TIMEOUT,
                thresholds,
                labels,
                group,
                dependsOn,
                quorum,
                List.of(),
                pairs,
                current,
                outage,
                unseen);
    }

    /** A pair that has been up for so many checks. */
    static Pair up(String zone, Instant knownAt, int length) {
        Instant since = knownAt.minus(INTERVAL.multipliedBy(length - 1L));
        return new Pair(zone, knownAt, knownAt, false, since, length, 0, false, null);
    }

    /** A pair that has been down for so many checks. */
    static Pair down(String zone, Instant knownAt, int length, boolean confirmed) {
        Instant since = knownAt.minus(INTERVAL.multipliedBy(length - 1L));
        return new Pair(zone, knownAt, knownAt, true, since, length, 0, confirmed, REFUSED);
    }

    /** A state that began, was decided and is told by a check at the same moment. */
    static CurrentState state(State state, Instant since, String... down) {
        Zones zones = new Zones(List.of(), List.of(down), List.of(), List.of(), List.of());
        return new CurrentState(state, since, since, since, 1, zones, null, false, List.of());
    }
}
