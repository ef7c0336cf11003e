package io.nudger.alert;

import static io.nudger.alert.History.at;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneHealthTest {
    private static final Failure TIMEOUT = new Failure("timeout", "no response within 5 s", null);

    @ParameterizedTest
    @CsvSource({"4,4", "5,4", "6,5", "10,5", "20,10", "1000,500"})
    void soManyHostsMakeAZoneSuspect(int hosts, int dissenting) {
        assertThat(judge(hosts, dissenting).suspect()).isTrue();
        assertThat(judge(hosts, dissenting - 1).suspect()).isFalse();
    }

    @Test
    void fewerThanFourHostsSayNothing() {
        ZoneVerdict verdict = judge(3, 3);
        assertThat(verdict.suspect()).isFalse();
        assertThat(verdict.isKnown()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"10,2,false", "10,3,true", "100,10,false", "100,11,true", "1000,100,false"})
    void itIsTrustedAgainWhenHardlyAnyDissents(int hosts, int dissenting, boolean suspect) {
        Map<String, ZoneVerdict> before = Map.of("eu", new ZoneVerdict("eu", true, at(0), hosts, hosts, 0));
        ZoneVerdict after = eu(ZoneHealth.judge(look(hosts, dissenting, TIMEOUT), Habits.NONE, before, at(1000)));
        assertThat(after.suspect()).isEqualTo(suspect);
        assertThat(after.since()).isEqualTo(suspect ? at(0) : at(1000));
    }

    @Test
    void onlyReasonsOfTheNetworkDissent() {
        assertThat(judge(10, 0).dissenting()).isZero();
        for (String reason : List.of("body", "status", "slow", "certificate")) {
            ZoneVerdict verdict = verdict(look(10, 10, new Failure(reason, null, 200)));
            assertThat(verdict.dissenting()).as(reason).isZero();
            assertThat(verdict.suspect()).as(reason).isFalse();
        }
        assertThat(verdict(look(10, 10, new Failure("status", null, 403))).blocked())
                .isEqualTo(10);
    }

    @Test
    void aHostThatIsDownElsewhereTooIsNoDissent() {
        List<Subject> subjects = new ArrayList<>();
        for (int host = 0; host < 10; host++) {
            subjects.add(Subjects.named(host, "t" + host)
                    .host("h" + host)
                    .pairs(Subjects.down("eu", at(990), 1, false), Subjects.down("us", at(990), 1, false))
                    .make());
        }
        assertThat(ZoneHealth.judge(subjects, Habits.NONE, Map.of(), at(1000))
                        .verdicts()
                        .values())
                .noneMatch(ZoneVerdict::suspect)
                .allMatch(verdict -> verdict.hosts() == 0);
    }

    @Test
    void aHostDissentsOnlyWhenAllItsTargetsAreDown() {
        List<Subject> subjects = new ArrayList<>(look(10, 10, TIMEOUT));
        for (int host = 0; host < 10; host++) {
            subjects.add(Subjects.named(100 + host, "second" + host)
                    .host("h" + host)
                    .pairs(Subjects.up("eu", at(990), 9), Subjects.up("us", at(995), 9))
                    .make());
        }
        assertThat(verdict(subjects).dissenting()).isZero();
    }

    @Test
    void aZoneThatWasSuspectVotesOnlyWithChecksSinceItIsTrustedAgain() {
        ZoneVerdict verdict = new ZoneVerdict("eu", false, at(100), 10, 0, 0);
        assertThat(verdict.trusts(Subjects.down("eu", at(99), 5, true))).isFalse();
        assertThat(verdict.trusts(Subjects.down("eu", at(100), 5, true))).isTrue();
    }

    @Test
    void hostsThatReallyGoDownAtOnceMakeNoZoneSuspect() {
        for (int seed = 0; seed < 3; seed++) {
            Simulation simulation = new Simulation(100, seed, 0.01, 0, 0);
            simulation.run(300, 5);
            Arrays.fill(simulation.up, false);
            simulation.run(600, 1);
            Arrays.fill(simulation.up, true);
            simulation.run(900, 1);
            assertThat(simulation.suspicions).as("seed %s", seed).isEmpty();
        }
    }

    @Test
    void whatWasSeenOneAfterTheOtherIsNoContradiction() {
        List<Subject> subjects = new ArrayList<>();
        for (int host = 0; host < 10; host++) {
            // us looked before eu, and has not looked again.
            subjects.add(Subjects.named(host, "t" + host)
                    .host("h" + host)
                    .pairs(Subjects.down("eu", at(990), 1, false), Subjects.up("us", at(980), 9))
                    .make());
        }
        assertThat(verdict(subjects).hosts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1000})
    void aLostZoneIsFoundWithinThirtySeconds(int hosts) {
        List<Integer> found = new ArrayList<>();
        for (int seed = 0; seed < (hosts > 100 ? 1 : 20); seed++) {
            Simulation simulation = new Simulation(hosts, seed, 0.01, 0, 0);
            simulation.run(300, 5);
            assertThat(simulation.suspicions).as("seed %s", seed).isEmpty();
            simulation.lost = "eu";
            simulation.run(400, 1);
            assertThat(simulation.suspicions).as("seed %s", seed).containsExactly("eu");
            found.add(simulation.found - 300);
            simulation.lost = "";
            simulation.run(500, 5);
            assertThat(simulation.verdicts.values()).as("seed %s", seed).noneMatch(ZoneVerdict::suspect);
        }
        // Ten hosts do not look at even distances: one in twenty takes longer.
        assertThat(found.stream().filter(seconds -> seconds <= 30).count())
                .isGreaterThanOrEqualTo(found.size() * 9L / 10);
        assertThat(found).allMatch(seconds -> seconds <= 40);
    }

    @ParameterizedTest
    @CsvSource({"10,8", "50,2"})
    void whatAlwaysFailsHereAndThereMakesNoZoneSuspect(int hosts, int hours) {
        Simulation simulation = new Simulation(hosts, 7, 0.02, 0.2, 0.1);
        simulation.run(3600 * hours, 5);
        assertThat(simulation.suspicions).isEmpty();
    }

    private static ZoneVerdict judge(int hosts, int dissenting) {
        return verdict(look(hosts, dissenting, TIMEOUT));
    }

    private static ZoneVerdict verdict(List<Subject> subjects) {
        return eu(ZoneHealth.judge(subjects, Habits.NONE, Map.of(), at(1000)));
    }

    private static ZoneVerdict eu(ZoneHealth.Result result) {
        return requireNonNull(result.verdicts().get("eu"));
    }

    /** Hosts that us sees up, and some of which eu sees down. */
    private static List<Subject> look(int hosts, int down, Failure failure) {
        List<Subject> subjects = new ArrayList<>();
        for (int host = 0; host < hosts; host++) {
            Pair failed = new Pair("eu", at(990), at(990), true, at(990), 1, 0, false, failure);
            subjects.add(Subjects.named(host, "t" + host)
                    .host("h" + host)
                    .pairs(host < down ? failed : Subjects.up("eu", at(990), 1), Subjects.up("us", at(995), 9))
                    .make());
        }
        return subjects;
    }

    /** Three zones that look every 30 seconds, one after the other, at hosts that do not behave. */
    private static final class Simulation {
        private static final List<String> ZONES = List.of("ap", "eu", "us");

        private final Random random;
        private final int hosts;
        private final double noise;
        private final boolean[] flapping;
        private final boolean[] up;
        private final boolean[][] blocked;
        private final double[] phase;
        private final History[][] histories;
        private final Subject[] subjects;
        /** Results under way, by the second in which they arrive. */
        private final Map<Integer, List<Runnable>> arrivals = new HashMap<>();

        private final List<String> suspicions = new ArrayList<>();
        private Map<String, ZoneVerdict> verdicts = new TreeMap<>();
        private Habits habits = Habits.NONE;
        private String lost = "";
        private int found;
        private int second;

        Simulation(int hosts, long seed, double noise, double flappingShare, double blockedShare) {
            this.random = new Random(seed);
            this.hosts = hosts;
            this.noise = noise;
            this.flapping = new boolean[hosts];
            this.up = new boolean[hosts];
            this.blocked = new boolean[hosts][ZONES.size()];
            this.phase = new double[hosts];
            this.histories = new History[hosts][ZONES.size()];
            this.subjects = new Subject[hosts];
            for (int host = 0; host < hosts; host++) {
                flapping[host] = random.nextDouble() < flappingShare;
                up[host] = true;
                phase[host] = random.nextInt(30);
                for (int zone = 0; zone < ZONES.size(); zone++) {
                    blocked[host][zone] = random.nextDouble() < blockedShare;
                    histories[host][zone] = new History(ZONES.get(zone), 2, 1);
                }
                change(host);
            }
        }

        /** Up to this second, with a sweep every so many. */
        void run(int until, int step) {
            for (; second < until; second++) {
                for (int host = 0; host < hosts; host++) {
                    // A flapping host is down for a minute or two out of every three or so.
                    if (flapping[host] && random.nextInt(90) == 0) {
                        up[host] = !up[host];
                    }
                    check(host);
                }
                arrivals.getOrDefault(second, List.of()).forEach(Runnable::run);
                arrivals.remove(second);
                if (second % step == 0) {
                    sweep();
                }
            }
        }

        private void check(int host) {
            for (int zone = 0; zone < ZONES.size(); zone++) {
                if ((second - (int) phase[host] - 10 * zone + 60) % 30 != 0) {
                    continue;
                }
                History history = histories[host][zone];
                Instant slot = at(second);
                boolean good = up[host]
                        && !blocked[host][zone]
                        && !ZONES.get(zone).equals(lost)
                        && random.nextDouble() >= noise;
                int after = good ? 0 : random.nextBoolean() ? 1 : 5;
                arrivals.computeIfAbsent(second + after, any -> new ArrayList<>())
                        .add(() -> {
                            if (good) {
                                history.up(slot, false);
                            } else {
                                history.down(slot, TIMEOUT);
                            }
                            change(host);
                        });
            }
        }

        private void change(int host) {
            List<Pair> pairs = Stream.of(histories[host])
                    .flatMap(history -> Stream.ofNullable(history.pair()))
                    .toList();
            subjects[host] = Subjects.named(host, "t" + host)
                    .host("h" + host)
                    .pairs(pairs)
                    .make();
        }

        private void sweep() {
            ZoneHealth.Result result = ZoneHealth.judge(List.of(subjects), habits, verdicts, at(second));
            for (ZoneVerdict verdict : result.verdicts().values()) {
                ZoneVerdict before = verdicts.get(verdict.zone());
                if (verdict.suspect() && (before == null || !before.suspect())) {
                    suspicions.add(verdict.zone());
                    found = second;
                }
            }
            verdicts = result.verdicts();
            habits = result.habits();
        }
    }
}
