package io.nudger.alert;

import static io.nudger.alert.History.at;
import static io.nudger.alert.World.alerts;
import static io.nudger.alert.World.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.State;
import io.nudger.config.Glob;
import io.nudger.config.MaintenanceTime;
import io.nudger.config.MaintenanceWindow;
import io.nudger.config.Match;
import io.nudger.config.Route.When;
import io.nudger.receivers.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTest {
    @Test
    void anOutageIsAnnouncedOnceAndSoIsItsEnd() {
        World world = new World("ap", "eu", "us").target("shop").run(120);
        world.down.add("shop");
        world.run(300);
        world.down.clear();
        world.run(300);
        assertThat(world.ops()).hasSize(2);
        assertThat(world.ops().get(0)).matches("shop is down \\(connect\\) since 06:02:\\d\\d UTC");
        assertThat(world.ops().get(1)).matches("shop is up again since 06:07:\\d\\d UTC, after \\d min \\d+ s");
        assertThat(world.ledger.outages.values()).singleElement().satisfies(outage -> {
            assertThat(outage.worst()).isEqualTo(State.DOWN);
            assertThat(outage.endedAt()).isNotNull();
        });
    }

    @Test
    void manyTargetsBehindOneDeadHostAreOneMessageAndOneWhenItIsBack() {
        for (String[] zones : new String[][] {{"eu"}, {"ap", "eu", "us"}}) {
            World world = new World(zones);
            for (int i = 0; i < 100; i++) {
                world.target("t" + i, subject -> subject.host("x.example"));
            }
            world.target("other").run(90);
            world.down.add("x.example");
            world.run(120);
            assertThat(world.ops()).as("%s zones", zones.length).hasSize(1);
            assertThat(world.ops().get(0))
                    .startsWith("100 of 100 targets of host x.example are down (connect) since 06:01:");
            world.down.clear();
            world.run(120);
            assertThat(world.ops()).as("%s zones", zones.length).hasSize(2);
            assertThat(world.ops().get(1)).startsWith("100 of 100 targets of host x.example are up again since 06:03:");
        }
    }

    @Test
    void anOutageOfEverythingIsAHandfulOfMessages() {
        World world = new World("ap", "eu", "us");
        for (int i = 0; i < 150; i++) {
            world.target("t" + i);
        }
        world.run(90);
        for (int i = 0; i < 150; i++) {
            world.down.add("t" + i);
        }
        world.run(180);
        assertThat(world.ops()).hasSizeBetween(1, 3);
        assertThat(world.ledger.messages.stream()
                        .mapToInt(message -> message.notice().items().size())
                        .sum())
                .isEqualTo(150);
    }

    @Test
    void aZoneThatIsCutOffIsOneNoticeAboutTheZone() {
        World world = new World("ap", "eu");
        for (int i = 0; i < 300; i++) {
            world.target("t" + i);
        }
        world.alerts = alerts(
                route("ops").when(When.DOWN, When.PARTIAL, When.UP).groupWait(0).make());
        world.run(90);
        world.lostZones.add("eu");
        world.run(30);
        assertThat(world.ops()).hasSize(1);
        assertThat(world.ops().get(0))
                .matches(
                        "zone eu is suspect: it cannot reach \\d+ of \\d+ hosts that ap sees up; it has no vote until it can");
        world.run(300);
        world.lostZones.clear();
        world.run(120);
        assertThat(world.ops()).hasSize(2);
        assertThat(world.ops().get(1)).startsWith("zone eu is trusted again");
        assertThat(world.ledger.changes).allMatch(change -> change.from() == null);
        assertThat(world.ledger.zoneChanges).hasSize(2);
    }

    @Test
    void twoZonesThatDisagreeArePartialAndOneMessage() {
        World world = new World("ap", "eu");
        for (int i = 0; i < 10; i++) {
            world.target("t" + i);
        }
        world.alerts =
                alerts(route("ops").when(When.DOWN, When.PARTIAL, When.UP).make());
        world.run(90);
        world.down.add("t3@eu");
        world.run(3600);
        assertThat(world.ops())
                .singleElement()
                .asString()
                .startsWith("t3 is partial in zone eu (connect) since 06:01:");
    }

    @Test
    void whatEndsWithinTheWaitIsRecordedAndNotAnnounced() {
        World world = new World("ap", "eu", "us").target("shop");
        world.alerts = alerts(route("ops").groupWait(60).make());
        world.run(120);
        world.down.add("shop");
        world.run(35);
        assertThat(world.ledger.state(1)).isEqualTo(State.DOWN);
        world.down.clear();
        world.run(300);
        assertThat(world.ops()).isEmpty();
        assertThat(world.ledger.outages).hasSize(1);
        assertThat(world.ledger.waiting()).isEmpty();
    }

    @Test
    void aRouteThatDoesNotWaitSendsInTheSweepThatDecides() {
        World world = new World("ap", "eu", "us").target("shop");
        world.alerts = alerts(route("ops").groupWait(0).make());
        world.run(120);
        world.down.add("shop");
        world.run(60);
        StateChange change = world.ledger.changes.get(1);
        assertThat(world.ledger.messages.get(0).at()).isEqualTo(change.decidedAt());
    }

    @Test
    void maintenanceHoldsWhatIsStillTrueAtItsEnd() {
        Match web = new Match(Map.of("team", Glob.of("web")), List.of(), List.of(), List.of());
        MaintenanceTime time = new MaintenanceTime.Once(new MaintenanceTime.Span(at(100), at(600)));
        World world = new World("ap", "eu", "us")
                .target("short", subject -> subject.host("a").labels(Map.of("team", "web")))
                .target("long", subject -> subject.host("b").labels(Map.of("team", "web")))
                .target("other", subject -> subject.host("c"));
        world.alerts = alerts(List.of(route("ops").make()), new MaintenanceWindow("backup", web, time, false));
        world.run(120);
        world.down.addAll(List.of("short", "long", "other"));
        world.run(200);
        assertThat(world.ops()).singleElement().asString().startsWith("other is down");
        assertThat(world.ledger.waiting().values()).containsOnly("maintenance:backup");
        world.down.remove("short");
        world.run(270);
        assertThat(world.ops()).hasSize(1);
        world.run(60);
        assertThat(world.ops()).hasSize(2);
        assertThat(world.ops().get(1)).startsWith("long is down (connect) since 06:02:");
        assertThat(world.ledger.outages).hasSize(3);
    }

    @Test
    void aWindowThatEndsWithTheSiteBackAnnouncesNothing() {
        MaintenanceTime time = new MaintenanceTime.Once(new MaintenanceTime.Span(at(100), at(600)));
        World world = new World("eu").target("shop");
        world.alerts = alerts(List.of(route("ops").make()), new MaintenanceWindow("move", Match.ALL, time, false));
        world.run(120);
        world.down.add("shop");
        world.run(478);
        // Back two seconds before the end; no zone has looked yet.
        world.down.clear();
        world.run(120);
        assertThat(world.ops()).isEmpty();
    }

    @Test
    void aSilenceHoldsAndASilenceThatIsRevokedDoesNot() {
        World world = new World("eu").target("shop");
        world.ledger.quiets.add(new Quiet(7, Quiet.Kind.SILENCE, "7", Match.ALL, at(0), at(9000), false, false));
        world.run(120);
        world.down.add("shop");
        world.run(200);
        assertThat(world.ops()).isEmpty();
        assertThat(world.ledger.waiting().values()).containsExactly("silence:7");
        world.ledger.revoke(7);
        world.run(5);
        assertThat(world.ops()).hasSize(1);
    }

    @Test
    void whatDependsOnATargetThatIsDownIsHeldAndListedWithIt() {
        World world = new World("ap", "eu", "us").target("router");
        for (int i = 0; i < 29; i++) {
            String host = "host" + i;
            world.target("child" + i, subject -> subject.host(host).dependsOn("router"));
        }
        world.run(90);
        world.down.add("router");
        for (int i = 0; i < 29; i++) {
            world.down.add("child" + i);
        }
        world.run(120);
        assertThat(world.ops()).singleElement().asString().startsWith("router is down (connect) since 06:01:");
        assertThat(world.ledger.waiting()).hasSize(29).allSatisfy((key, hold) -> assertThat(hold)
                .isEqualTo("target:router"));
        // The router is back, and so are all but two.
        world.down.clear();
        world.down.addAll(List.of("child3", "child4"));
        world.run(120);
        assertThat(world.ops()).hasSize(3);
        assertThat(world.ops().get(1)).startsWith("2 targets that depend on router are down (connect)");
        assertThat(world.ops().get(2)).startsWith("router is up again");
    }

    @Test
    void aTargetThatFlapsIsAnnouncedAsSuchAndThenWhenItIsCalm() {
        World world = new World("eu").target("shop").run(120);
        for (int i = 0; i < 6; i++) {
            world.down.add("shop");
            world.run(90);
            world.down.clear();
            world.run(90);
        }
        assertThat(world.ops()).hasSize(4);
        assertThat(world.ops().get(2)).startsWith("shop is down");
        assertThat(world.ops().get(3))
                .startsWith(
                        "shop is flapping: 4 changes within 30 min; no more notices until it has been calm for 15 min");
        world.run(16 * 60);
        // One for each that is still open: the second outage, and the flapping; they are one message.
        assertThat(world.ops()).hasSize(5);
        assertThat(world.ops().get(4)).startsWith("shop is up again since").endsWith("calm for 15 min");
        world.down.add("shop");
        world.run(120);
        assertThat(world.ops()).hasSize(6);
    }

    @Test
    void remindersCountFromTheStartOfTheOutage() {
        World world = new World("eu").target("shop");
        world.alerts = alerts(route("ops").remindEvery(Duration.ofMinutes(10)).make());
        world.run(120);
        world.down.add("shop");
        world.run(25 * 60);
        assertThat(world.ops().subList(1, world.ops().size()))
                .containsExactly("shop is still down for 10 min (connect)", "shop is still down for 20 min (connect)");
        world.ledger.acknowledge(1);
        world.run(25 * 60);
        assertThat(world.ops()).hasSize(3);
        world.down.clear();
        world.run(60);
        assertThat(world.ops()).hasSize(4);
    }

    @Test
    void whoIsToKnowAfterAWhileKnowsUnlessSomebodyTakesCare() {
        for (boolean acknowledged : new boolean[] {false, true}) {
            World world = new World("eu").target("shop");
            world.alerts = alerts(
                    route("ops").make(),
                    route("phone")
                            .after(Duration.ofMinutes(15))
                            .unlessAcknowledged()
                            .make());
            world.run(120);
            world.down.add("shop");
            world.run(10 * 60);
            if (acknowledged) {
                world.ledger.acknowledge(1);
            }
            assertThat(world.ledger.headlines("phone")).isEmpty();
            world.run(6 * 60);
            world.down.clear();
            world.run(60);
            assertThat(world.ledger.headlines("phone")).hasSize(acknowledged ? 0 : 2);
            if (!acknowledged) {
                assertThat(world.ledger.headlines("phone").get(0))
                        .endsWith("for 15 min, and nobody has acknowledged it");
            }
        }
    }

    @Test
    void whatWasOverBeforeAnybodyKnewIsRecordedAndCallsNobody() {
        World world = new World("ap", "eu", "us").target("shop").run(120);
        Sweep sweep = new Sweep(Confirm.ACROSS_ZONES, true);
        Instant now = at(120);
        Incident eu = new Incident("eu", at(10), at(70), Subjects.REFUSED);
        Incident us = new Incident("us", at(20), at(80), Subjects.REFUSED);
        Subject plain = world.subjects().get(0);
        Subject late = Subjects.named(1, "shop")
                .host("shop.example")
                .pairs(plain.pairs())
                .unseen(us, eu)
                .make();
        List<Subject> subjects = List.of(late);
        Plan plan = world.ledger.sweep(sweep, world.alerts, now, subjects);
        assertThat(plan.outages()).singleElement().satisfies(outage -> {
            assertThat(outage.late()).isTrue();
            assertThat(outage.worst()).isEqualTo(State.DOWN);
            assertThat(outage.endedAt()).isEqualTo(at(80));
        });
        assertThat(plan.changes()).hasSize(2).allMatch(change -> change.decision()
                .late());
        assertThat(world.ledger.sweep(sweep, world.alerts, now, subjects).isEmpty())
                .as("once")
                .isTrue();
        world.ledger.sweep(sweep, world.alerts, at(131), subjects);
        assertThat(world.ledger.messages).singleElement().satisfies(message -> {
            assertThat(message.kind()).isEqualTo(Kind.LATE);
            assertThat(message.notice().headline()).startsWith("shop: was down from 06:00:");
        });
    }

    @Test
    void aCertificateIsAnnouncedOnceForEachThreshold() {
        World world = new World("eu").target("shop").run(120);
        Sweep sweep = new Sweep(Confirm.ACROSS_ZONES, true);
        Instant notAfter = at(0).plus(Duration.ofDays(40));
        for (int hour = 0; hour < 45 * 24; hour += 6) {
            String sha = hour < 35 * 24 ? "aa" : "bb";
            Instant until = hour < 35 * 24 ? notAfter : notAfter.plus(Duration.ofDays(90));
            CertificateSeen seen = new CertificateSeen(
                    1, sha, hour < 35 * 24 ? "CN=A" : "CN=B", hour < 35 * 24 ? null : "CN=A", until);
            Instant now = at(120).plus(Duration.ofHours(hour));
            world.ledger.sweep(sweep, world.alerts, now, world.subjects(), seen);
            world.ledger.sweep(sweep, world.alerts, now.plusSeconds(15), world.subjects());
        }
        assertThat(world.ledger.headlines("mail")).hasSize(4).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("shop: the certificate expires in 29 d");
            assertThat(lines.get(1)).startsWith("shop: the certificate expires in 13 d");
            assertThat(lines.get(2)).startsWith("shop: the certificate expires in 6 d");
            assertThat(lines.get(3)).isEqualTo("shop: the certificate has another issuer: CN=B; before it was CN=A");
        });
    }

    /** An authority signs with one of several certificates, as it happens. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            CN=R10,O=Let's Encrypt,C=US | CN=E5,O=Let's Encrypt,C=US         | 0
            CN=R10,O=Let's Encrypt,C=US | CN=WE1,O=Google Trust Services     | 1
            CN=R10,O=Let's Encrypt,C=US | CN=R10                             | 1
            CN=A                        | CN=A                               | 0
            CN=A,O=cut in the middle of | CN="                               | 1
            """)
    void aCertificateOfAnotherAuthorityIsAnnounced(String before, String now, int notices) {
        World world = new World("eu").target("shop").run(120);
        Sweep sweep = new Sweep(Confirm.ACROSS_ZONES, true);
        CertificateSeen seen = new CertificateSeen(1, "bb", now, before, at(0).plus(Duration.ofDays(90)));
        world.ledger.sweep(sweep, world.alerts, at(120), world.subjects(), seen);
        world.ledger.sweep(sweep, world.alerts, at(140), world.subjects());
        assertThat(world.ledger.headlines("mail")).hasSize(notices);
    }

    @Test
    void anExpiredCertificateIsAnnouncedAsExpired() {
        World world = new World("eu").target("shop").run(120);
        Sweep sweep = new Sweep(Confirm.ACROSS_ZONES, true);
        CertificateSeen seen = new CertificateSeen(1, "aa", "CN=A", "CN=A", at(100));
        world.ledger.sweep(sweep, world.alerts, at(120), world.subjects(), seen);
        world.ledger.sweep(sweep, world.alerts, at(140), world.subjects(), seen);
        assertThat(world.ledger.headlines("mail")).containsExactly("shop: the certificate expired on 2026-11-30");
    }

    /** A target that no zone reports any more, and a route that says so. */
    private static World stale() {
        World world = new World("ap", "eu").target("shop");
        world.alerts = alerts(route("ops").when(When.STALE, When.UP).make());
        world.run(120);
        world.silentZones.addAll(List.of("ap", "eu"));
        world.run(200);
        return world;
    }

    @Test
    void whenNothingIsKnownThoseWhoAskForItAreNotified() {
        World world = stale();
        assertThat(world.ops()).singleElement().asString().startsWith("shop is stale: no zone has sent results since");
        world.silentZones.clear();
        world.run(120);
        assertThat(world.ops()).hasSize(2);
    }

    /** Its outage ends with the first slot that nobody checks, and nobody who was notified is left with it, or told that it is up. */
    @Test
    void aTargetThatIsTakenOutEndsItsOutageWithoutBeingUp() {
        World world = new World("ap", "eu").target("shop");
        world.alerts = alerts(route("ops").when(When.DOWN, When.STALE, When.UP).make());
        world.run(120);
        world.down.add("shop");
        world.run(120);
        world.silentZones.addAll(List.of("ap", "eu"));
        world.ledger.takenOut.put(1, TakenOut.LIKELY);
        world.run(200);
        assertThat(world.ledger.state(1)).as("its results may be on their way").isEqualTo(State.DOWN);

        world.ledger.takenOut.put(1, TakenOut.SURE);
        world.run(120);
        assertThat(world.ledger.state(1)).isEqualTo(State.STALE);
        StateChange removal = world.ledger.changes.get(world.ledger.changes.size() - 1);
        assertThat(removal.decision().cause()).isEqualTo(Cause.CONFIGURATION);
        OutageChange outage = world.ledger.outages.values().iterator().next();
        assertThat(outage.endedAt())
                .isEqualTo(removal.decision().since())
                .isEqualTo(removal.decision().slot().plusSeconds(30));
        assertThat(world.ops()).hasSize(2);
        assertThat(world.ops().get(1))
                .startsWith("shop is no longer watched: taken out of the targets files since ")
                .doesNotContain("up");

        world.ledger.takenOut.clear();
        world.silentZones.clear();
        world.run(120);
        assertThat(world.ledger.state(1)).isEqualTo(State.DOWN);
        assertThat(world.ledger.outages)
                .as("the time between counts for neither")
                .hasSize(2);
        assertThat(world.ops().get(2)).startsWith("shop is down");
    }

    /** Its monitor came back without it: what was sent as stale is ended too. */
    @Test
    void aStaleTargetIsFoundTakenOutLater() {
        World world = stale();
        world.ledger.takenOut.put(1, TakenOut.SURE);
        world.run(60);
        assertThat(world.ops()).hasSize(2);
        assertThat(world.ops().get(1)).startsWith("shop is no longer watched");
        assertThat(world.ledger.changes.get(world.ledger.changes.size() - 1).from())
                .isEqualTo(State.STALE);
    }

    /**
     * Anything may happen, and the alerter may die before it has written a plan. Each plan that is written leaves nothing to
     * plan; nobody hears of an outage twice, or of an end without a beginning; in the end nothing waits.
     */
    @Test
    void randomWorldsKeepThePromises() {
        for (int seed = 0; seed < 6; seed++) {
            randomWorld(seed);
        }
    }

    private static void randomWorld(long seed) {
        Random random = new Random(seed);
        World world = new World(random.nextBoolean() ? new String[] {"ap", "eu", "us"} : new String[] {"ap", "eu"});
        for (int i = 0; i < 12; i++) {
            String parent = i % 4 == 3 ? "t" + (i - 1) : "";
            String host = "h" + i / 2;
            world.target(
                    "t" + i,
                    subject -> parent.isEmpty()
                            ? subject.host(host)
                            : subject.host(host).dependsOn(parent));
        }
        world.alerts = alerts(
                route("ops").when(When.DOWN, When.PARTIAL, When.UP, When.STALE).make(),
                route("pager").groupWait(0).remindEvery(Duration.ofMinutes(10)).make());
        Sweep sweep = new Sweep(Confirm.ACROSS_ZONES, true);
        for (; world.second < 5400; world.second++) {
            change(world, random);
            world.check();
            if (random.nextInt(10) == 0) {
                // It dies with its plan.
                Plan lost = world.plan();
                assertThat(lost).isNotNull();
                continue;
            }
            Plan plan = world.plan();
            world.ledger.write(plan, at(world.second));
            assertThat(plan.isEmpty() || world.plan().isEmpty())
                    .as("seed %s at %s: %s", seed, world.second, plan)
                    .isTrue();
            world.ledger.send(at(world.second));
        }
        world.down.clear();
        world.lostZones.clear();
        world.silentZones.clear();
        for (int i = 0; i < 1200; i++) {
            world.second++;
            world.check();
            world.ledger.sweep(sweep, world.alerts, at(world.second), world.subjects());
        }
        hold(world, seed);
    }

    private static void change(World world, Random random) {
        if (random.nextInt(45) == 0) {
            String target = "t" + random.nextInt(12);
            if (!world.down.remove(target)) {
                world.down.add(target);
            }
        }
        if (random.nextInt(600) == 0) {
            String host = "h" + random.nextInt(6);
            if (!world.down.remove(host)) {
                world.down.add(host);
            }
        }
        if (random.nextInt(600) == 0 && !world.lostZones.remove("eu")) {
            world.lostZones.add("eu");
        }
        if (random.nextInt(900) == 0 && !world.silentZones.remove("ap")) {
            world.silentZones.add("ap");
        }
    }

    private static void hold(World world, long seed) {
        Map<String, Integer> open = new HashMap<>();
        for (Ledger.Message message : world.ledger.messages) {
            Kind kind = message.kind();
            message.notice().items().forEach(item -> {
                String thread = message.receiver() + " " + item.outage();
                if (kind == Kind.UP) {
                    assertThat(open.remove(thread))
                            .as("seed %s: %s of %s has a beginning", seed, message, item)
                            .isNotNull();
                } else if (kind == Kind.DOWN || kind == Kind.PARTIAL || kind == Kind.STALE || kind == Kind.FLAPPING) {
                    int times = open.merge(thread, 1, Integer::sum);
                    assertThat(times).as("seed %s: %s", seed, message).isLessThanOrEqualTo(3);
                }
            });
        }
        assertThat(open).as("seed %s: every end was announced", seed).isEmpty();
        assertThat(world.ledger.waiting()).as("seed %s", seed).isEmpty();
        assertThat(world.ledger.outages.values())
                .as("seed %s: every outage has an end", seed)
                .allMatch(outage -> outage.endedAt() != null && outage.endedAt().isAfter(outage.startedAt()));
        Map<Integer, Long> sequences = new HashMap<>();
        for (StateChange change : world.ledger.changes) {
            long before = sequences.getOrDefault(change.target(), 0L);
            assertThat(change.sequence()).as("seed %s: in order", seed).isEqualTo(before + 1);
            sequences.put(change.target(), change.sequence());
        }
    }
}
