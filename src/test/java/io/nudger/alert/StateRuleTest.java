package io.nudger.alert;

import static io.nudger.alert.History.at;
import static io.nudger.alert.Subjects.down;
import static io.nudger.alert.Subjects.state;
import static io.nudger.alert.Subjects.up;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Quorum;
import io.nudger.check.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateRuleTest {
    private static final Map<String, ZoneVerdict> EU_SUSPECT =
            Map.of("eu", new ZoneVerdict("eu", true, at(0), 10, 10, 0));
    private static final List<String> ZONES = List.of("ap", "eu", "us");

    private final StateRule rule = new StateRule(Confirm.ACROSS_ZONES);

    @Test
    void twoZonesThatFailOneAfterTheOtherConfirm() {
        Decision decision = decide(
                wasUp().pairs(down("eu", at(970), 1, false), down("us", at(980), 1, false), up("ap", at(990), 9)));
        assertThat(decision.state()).isEqualTo(State.DOWN);
        assertThat(decision.since()).as("dated back to the first failure").isEqualTo(at(970));
        assertThat(decision.slot()).isEqualTo(at(980));
        assertThat(decision.cause()).isEqualTo(Cause.CHECKS);
        assertThat(decision.late()).isFalse();
        assertThat(decision.failure()).isEqualTo(Subjects.REFUSED);
        assertThat(decision.zones())
                .isEqualTo(new Zones(List.of("ap"), List.of("eu", "us"), List.of(), List.of(), List.of()));
    }

    @Test
    void threeZonesConfirmWithinTwentyFiveSecondsAndADelivery() {
        // Every second of the half minute may be the one in which the site goes down.
        for (int death = 0; death < 30; death++) {
            int confirmed = confirmedAfter(600 + death);
            assertThat(confirmed).as("down at second %s", death).isBetween(1, 25 + 1);
        }
    }

    /** How many seconds after its end a site is down, with three zones that look every 30 seconds, one after the other. */
    private int confirmedAfter(int death) {
        List<History> histories =
                ZONES.stream().map(zone -> new History(zone, 2, 1)).toList();
        CurrentState current = state(State.UP, at(0));
        for (int second = 0; second < death + 100; second++) {
            for (int zone = 0; zone < 3; zone++) {
                if (second % 30 == 10 * zone && second < death) {
                    histories.get(zone).up(at(second), false);
                }
                // A check that times out is known five seconds after its slot.
                int slot = second - 5;
                if (slot % 30 == 10 * zone && slot >= death) {
                    histories.get(zone).down(at(slot), Subjects.REFUSED);
                }
            }
            Decision decision = rule.decide(
                    Subjects.named("shop")
                            .current(current)
                            .pairs(pairs(histories))
                            .make(),
                    Map.of(),
                    at(second));
            if (decision != null && decision.state() == State.DOWN) {
                return second - death;
            }
        }
        throw new AssertionError("never down");
    }

    @Test
    void oneZoneOfThreeIsPartialOnceItHasConfirmed() {
        assertThat(rule.decide(
                        wasUp().pairs(down("eu", at(990), 1, false), up("us", at(980), 9), up("ap", at(985), 9))
                                .make(),
                        Map.of(),
                        at(1000)))
                .as("unconfirmed")
                .isNull();
        Decision decision =
                decide(wasUp().pairs(down("eu", at(990), 2, true), up("us", at(980), 9), up("ap", at(985), 9)));
        assertThat(decision.state()).isEqualTo(State.PARTIAL);
        assertThat(decision.since()).isEqualTo(at(960));
    }

    @Test
    void twoZonesThatDisagreeArePartialAndNotAStorm() {
        List<State> states = new ArrayList<>();
        CurrentState current = state(State.UP, at(0));
        History eu = new History("eu", 2, 1);
        History us = new History("us", 2, 1);
        for (int second = 0; second < 3600; second++) {
            if (second % 30 == 0) {
                eu.up(at(second), false);
            }
            if (second % 30 == 15) {
                us.down(at(second), Subjects.REFUSED);
            }
            Decision decision = rule.decide(
                    Subjects.named("shop")
                            .current(current)
                            .pairs(pairs(List.of(eu, us)))
                            .make(),
                    Map.of(),
                    at(second));
            if (decision != null) {
                states.add(decision.state());
                current = after(current, decision, at(second));
            }
        }
        assertThat(states).containsExactly(State.PARTIAL);
    }

    @Test
    void aLastZoneDecidesByWhatItHasConfirmed() {
        Pair stale = up("us", at(100), 9);
        assertThat(rule.decide(
                        wasUp().pairs(down("eu", at(990), 1, false), stale).make(), Map.of(), at(1000)))
                .isNull();
        Decision decision = decide(wasUp().pairs(down("eu", at(990), 2, true), stale));
        assertThat(decision.state()).isEqualTo(State.DOWN);
        assertThat(decision.zones().stale()).containsExactly("us");
    }

    @Test
    void quorumsAskForSoManyZones() {
        assertThat(withQuorum(Quorum.ANY)).isEqualTo(State.DOWN);
        assertThat(withQuorum(Quorum.of(1))).isEqualTo(State.DOWN);
        assertThat(withQuorum(Quorum.MAJORITY)).isEqualTo(State.PARTIAL);
        assertThat(withQuorum(Quorum.of(2))).isEqualTo(State.PARTIAL);
        assertThat(withQuorum(Quorum.ALL)).isEqualTo(State.PARTIAL);
    }

    private State withQuorum(Quorum quorum) {
        return decide(wasUp().quorum(quorum)
                        .pairs(down("eu", at(990), 2, true), up("us", at(980), 9), up("ap", at(985), 9)))
                .state();
    }

    @Test
    void zonesThatConfirmByThemselvesDoNotAddUpTheirFailures() {
        StateRule each = new StateRule(Confirm.EACH_ZONE);
        Subjects subject = wasUp().pairs(down("eu", at(970), 1, false), down("us", at(980), 1, false));
        assertThat(each.decide(subject.make(), Map.of(), at(1000))).isNull();
        Subjects confirmed = wasUp().pairs(down("eu", at(970), 2, true), down("us", at(980), 2, true));
        assertThat(requireNonNull(each.decide(confirmed.make(), Map.of(), at(1000)))
                        .state())
                .isEqualTo(State.DOWN);
    }

    @Test
    void downIsLeftWithSuccessesSinceAndNotWithThoseOfAZoneThatWasUpAllAlong() {
        Subjects wasDown = Subjects.named("shop")
                .thresholds(2, 2)
                .current(state(State.DOWN, at(900), "eu", "us"))
                .outage(new OpenOutage(1, at(870), at(905), State.DOWN, false));
        Pair ap = up("ap", at(985), 90);
        assertThat(rule.decide(
                        wasDown.pairs(up("eu", at(990), 1), down("us", at(980), 5, true), ap)
                                .make(),
                        Map.of(),
                        at(1000)))
                .isNull();
        Decision decision = decide(wasDown.pairs(up("eu", at(990), 2), down("us", at(980), 5, true), ap));
        assertThat(decision.state())
                .as("us is confirmed, and still sees it down")
                .isEqualTo(State.PARTIAL);
        assertThat(decision.since()).as("the first success").isEqualTo(at(960));
        Decision up = decide(wasDown.pairs(up("eu", at(990), 2), up("us", at(980), 1), ap));
        assertThat(up.state()).isEqualTo(State.UP);
        assertThat(up.since()).isEqualTo(at(960));
    }

    @Test
    void failuresThatAreGoneFromTheRecordAreACorrection() {
        Subjects wasDown = Subjects.named("shop")
                .current(state(State.DOWN, at(950), "eu", "us"))
                .outage(new OpenOutage(1, at(920), at(955), State.DOWN, false));
        Decision decision = decide(wasDown.pairs(up("eu", at(990), 50), up("us", at(980), 50)));
        assertThat(decision.state()).isEqualTo(State.UP);
        assertThat(decision.cause()).isEqualTo(Cause.CORRECTION);
        assertThat(decision.since()).as("no check made it better").isEqualTo(at(1000));
    }

    @Test
    void nobodyVotesIsStale() {
        Decision decision = decide(wasUp().pairs(up("eu", at(800), 9), up("us", at(810), 9)));
        assertThat(decision.state()).isEqualTo(State.STALE);
        assertThat(decision.cause()).isEqualTo(Cause.STALE);
        assertThat(decision.since()).isEqualTo(at(810));
        assertThat(decision.late()).isFalse();
    }

    @Test
    void slotsThatSayNothingAreUnknown() {
        Pair missed = new Pair("eu", at(990), at(800), true, at(700), 4, 0, true, Subjects.REFUSED);
        Decision decision = decide(wasUp().pairs(missed));
        assertThat(decision.state()).isEqualTo(State.STALE);
        assertThat(decision.zones().unknown()).containsExactly("eu");
    }

    @Test
    void slowInSoManyZonesIsDegraded() {
        Pair slow = new Pair("eu", at(990), at(990), false, at(0), 34, 2, false, null);
        Pair slowToo = new Pair("us", at(980), at(980), false, at(0), 34, 3, false, null);
        assertThat(decide(wasUp().pairs(slow, slowToo, up("ap", at(985), 9))).state())
                .isEqualTo(State.DEGRADED);
        assertThat(rule.decide(
                        wasUp().pairs(slow, up("us", at(980), 9), up("ap", at(985), 9))
                                .make(),
                        Map.of(),
                        at(1000)))
                .isNull();
    }

    @Test
    void aSuspectZoneMakesNothingDown() {
        Pair eu = down("eu", at(990), 9, true);
        assertThat(rule.decide(wasUp().pairs(eu, up("us", at(985), 9)).make(), EU_SUSPECT, at(1000)))
                .isNull();
        Decision alone = requireNonNull(rule.decide(wasUp().pairs(eu).make(), EU_SUSPECT, at(1000)));
        assertThat(alone.state()).isEqualTo(State.STALE);
    }

    @Test
    void whatASuspicionChangesHasThatCause() {
        Subjects wasPartial = Subjects.named("shop")
                .current(state(State.PARTIAL, at(900), "eu"))
                .outage(new OpenOutage(1, at(900), at(935), State.PARTIAL, false))
                .pairs(down("eu", at(990), 4, true), up("us", at(985), 9));
        Decision decision = requireNonNull(rule.decide(wasPartial.make(), EU_SUSPECT, at(1000)));
        assertThat(decision.state()).isEqualTo(State.UP);
        assertThat(decision.cause()).isEqualTo(Cause.ZONE_SUSPECT);

        Subjects wasUp = wasUp().pairs(up("eu", at(990), 9), up("us", at(100), 9));
        Decision stale = requireNonNull(rule.decide(wasUp.make(), EU_SUSPECT, at(1000)));
        assertThat(stale.state()).isEqualTo(State.STALE);
        assertThat(stale.cause()).isEqualTo(Cause.ZONE_SUSPECT);
    }

    @Test
    void theFirstSightOfATargetIsDecidedWithoutACheckThatChangedIt() {
        Decision decision = decide(Subjects.named("new").pairs(up("eu", at(990), 3), up("us", at(980), 2)));
        assertThat(decision.state()).isEqualTo(State.UP);
        assertThat(decision.cause()).isEqualTo(Cause.CONFIGURATION);
        assertThat(decision.since()).isEqualTo(at(930));
        assertThat(rule.decide(
                        Subjects.named("gone").current(state(State.UP, at(0))).make(), Map.of(), at(1000)))
                .isNull();
    }

    @Test
    void randomHistoriesKeepThePromises() {
        for (int seed = 0; seed < 300; seed++) {
            new RandomHistory(seed).run();
        }
    }

    private Subjects wasUp() {
        return Subjects.named("shop").current(state(State.UP, at(0)));
    }

    private Decision decide(Subjects subject) {
        return requireNonNull(rule.decide(subject.make(), Map.of(), at(1000)));
    }

    private static List<Pair> pairs(List<History> histories) {
        return histories.stream()
                .flatMap(history -> Stream.ofNullable(history.pair()))
                .toList();
    }

    private static CurrentState after(@Nullable CurrentState before, Decision decision, Instant now) {
        long sequence = before == null ? 1 : before.sequence() + 1;
        State from = before == null ? null : before.state();
        return CurrentState.after(new StateChange(1, "shop", sequence, from, now, decision, null, null), List.of());
    }

    /** A target that does as it likes in three zones; zones that fall silent, miss slots and become suspect. */
    private static final class RandomHistory {
        private final long seed;
        private final Random random;
        private final int failure;
        private final int success;
        private final Quorum quorum;
        private final StateRule rule;
        private final boolean across;
        private final List<History> histories;
        private final boolean[] silent = new boolean[3];
        private @Nullable CurrentState current;
        private @Nullable OpenOutage outage;
        private Map<String, ZoneVerdict> verdicts = Map.of();
        private boolean site = true;

        RandomHistory(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.failure = 1 + random.nextInt(3);
            this.success = 1 + random.nextInt(3);
            this.quorum = List.of(Quorum.ANY, Quorum.MAJORITY, Quorum.ALL, Quorum.of(2))
                    .get(random.nextInt(4));
            this.across = random.nextInt(3) > 0;
            this.rule = new StateRule(across ? Confirm.ACROSS_ZONES : Confirm.EACH_ZONE);
            this.histories = ZONES.stream()
                    .map(zone -> new History(zone, failure, success))
                    .toList();
        }

        void run() {
            for (int second = 0; second < 3600; second += 5) {
                happen(second);
                sweep(second);
            }
            // The site recovers, and every zone sees it.
            verdicts = Map.of();
            for (int second = 3600; second < 3600 + 30 * (success + 2); second += 5) {
                for (int zone = 0; zone < 3; zone++) {
                    if (second % 30 == 10 * zone) {
                        histories.get(zone).up(at(second), false);
                    }
                }
                sweep(second);
            }
            assertThat(requireNonNull(current).state())
                    .as("seed %s: it is up in the end", seed)
                    .isEqualTo(State.UP);
            assertThat(outage).as("seed %s", seed).isNull();
        }

        private void happen(int second) {
            if (random.nextInt(40) == 0) {
                site = !site;
            }
            if (random.nextInt(60) == 0) {
                int zone = random.nextInt(3);
                silent[zone] = !silent[zone];
            }
            if (random.nextInt(60) == 0) {
                ZoneVerdict eu = verdicts.get("eu");
                boolean suspect = eu == null || !eu.suspect();
                verdicts = Map.of("eu", new ZoneVerdict("eu", suspect, at(second), 9, 9, 0));
            }
            for (int zone = 0; zone < 3; zone++) {
                if (second % 30 != 10 * zone || silent[zone]) {
                    continue;
                }
                if (random.nextInt(8) == 0) {
                    histories.get(zone).missed(at(second));
                } else if (site == (random.nextInt(10) > 0)) {
                    histories.get(zone).up(at(second), random.nextBoolean());
                } else {
                    histories.get(zone).down(at(second), Subjects.REFUSED);
                }
            }
        }

        private void sweep(int second) {
            List<Pair> pairs = new ArrayList<>(pairs(histories));
            Decision decision = rule.decide(subject(pairs), verdicts, at(second));
            Collections.shuffle(pairs, random);
            assertThat(rule.decide(subject(pairs), verdicts, at(second)))
                    .as("seed %s at %s: whatever the order of the zones", seed, second)
                    .isEqualTo(decision);
            if (decision == null) {
                return;
            }
            hold(decision, pairs, second);
            current = after(current, decision, at(second));
            follow(decision, second);
            assertThat(rule.decide(subject(pairs), verdicts, at(second)))
                    .as("seed %s at %s: decided once", seed, second)
                    .isNull();
        }

        private void hold(Decision decision, List<Pair> pairs, int second) {
            String where = "seed " + seed + " at " + second;
            List<String> voting = new ArrayList<>(decision.zones().down());
            voting.addAll(decision.zones().up());
            for (Pair pair : pairs) {
                if (voting.contains(pair.zone())) {
                    assertThat(pair.knownAt()).as(where).isAfterOrEqualTo(at(second - 100));
                    ZoneVerdict verdict = verdicts.get(pair.zone());
                    assertThat(verdict == null || verdict.trusts(pair))
                            .as(where)
                            .isTrue();
                }
            }
            if (decision.state() == State.DOWN) {
                int down = decision.zones().down().size();
                assertThat(down).as(where).isGreaterThanOrEqualTo(quorum.needed(voting.size()));
                int failures = pairs.stream()
                        .filter(pair -> decision.zones().down().contains(pair.zone()))
                        .mapToInt(pair -> pair.confirmedDown() ? failure : pair.runLength())
                        .sum();
                assertThat(failures).as("%s: there is the evidence", where).isGreaterThanOrEqualTo(failure);
            }
            if (decision.state() == State.STALE) {
                assertThat(voting).as(where).isEmpty();
            }
            if (current != null && outage == null && decision.state().isOutage()) {
                assertThat(decision.since()).as(where).isAfterOrEqualTo(current.since());
            }
            if (outage != null && decision.state().isUp()) {
                assertThat(decision.since()).as(where).isAfter(outage.startedAt());
            }
        }

        private void follow(Decision decision, int second) {
            if (decision.state().isUp()) {
                outage = null;
            } else if (decision.state().isOutage() && outage == null) {
                outage = new OpenOutage(1, decision.since(), at(second), decision.state(), false);
            }
        }

        private Subject subject(List<Pair> pairs) {
            return Subjects.named("shop")
                    .thresholds(failure, success)
                    .quorum(quorum)
                    .current(current)
                    .outage(outage)
                    .pairs(pairs)
                    .make();
        }
    }
}
