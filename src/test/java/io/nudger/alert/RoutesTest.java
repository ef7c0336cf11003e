package io.nudger.alert;

import static io.nudger.alert.World.alerts;
import static io.nudger.alert.World.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.config.Glob;
import io.nudger.config.Match;
import io.nudger.config.Route;
import io.nudger.config.Route.When;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final Match WEB = new Match(Map.of("team", Glob.of("w*")), List.of(), List.of(), List.of());
    private static final Match IN_EU = new Match(Map.of(), List.of(), List.of(), List.of("eu"));
    private static final Route FIRST = route("first").match(WEB).make();
    private static final Route STOPS = route("stops").match(WEB).stop().make();
    private static final Route LAST = route("last").make();
    private static final Route EU = route("eu").match(IN_EU).make();

    private final Subject web =
            Subjects.named("web").labels(Map.of("team", "web")).make();
    private final Subject other = Subjects.named("other").make();

    @Test
    void allThatMatchInTheirOrderUpToOneThatStops() {
        Routes routes = new Routes(List.of(FIRST, STOPS, LAST));
        assertThat(routes.of(web)).containsExactly(FIRST, STOPS);
        assertThat(routes.of(other)).containsExactly(LAST);
    }

    @Test
    void aRouteOfZonesIsForWhatConcernsThem() {
        Routes routes = new Routes(List.of(EU, LAST));
        assertThat(routes.of(web, List.of("eu", "us"))).containsExactly(EU, LAST);
        assertThat(routes.of(web, List.of("us"))).containsExactly(LAST);
        assertThat(routes.of(web)).containsExactly(EU, LAST);
    }

    @Test
    void zonesGoToThoseWhoAskAndToAllWhenNobodyDoes() {
        Route asks = route("asks").when(When.ZONE).make();
        Route late = route("late").after(Duration.ofMinutes(15)).make();
        assertThat(new Routes(List.of(FIRST, LAST, late)).ofZones("eu")).containsExactly("first", "last");
        assertThat(new Routes(List.of(FIRST, asks)).ofZones("eu")).containsExactly("asks");
    }

    @Test
    void itIsExplainedWhichRoutesSendAndWhatHolds() {
        World world = new World("ap", "eu", "us")
                .target("router")
                .target("shop", subject -> subject.host("s").dependsOn("router").labels(Map.of("team", "web")));
        world.alerts = alerts(
                route("ops").match(WEB).remindEvery(Duration.ofHours(4)).make(),
                route("db")
                        .match(new Match(Map.of(), List.of(Glob.of("db*")), List.of(), List.of()))
                        .make(),
                route("phone")
                        .groupWait(0)
                        .after(Duration.ofMinutes(15))
                        .unlessAcknowledged()
                        .stop()
                        .make(),
                route("rest").make());
        world.run(90);
        world.down.addAll(List.of("router", "shop"));
        world.run(90);
        List<String> sentences = explain(world);
        assertThat(sentences.get(0)).startsWith("shop is down since 06:01:").contains("down in ap, us");
        assertThat(sentences.subList(1, 6))
                .containsExactly(
                        "Route 1 (to ops) matches: it sends down, up, after 10 s in which it waits for more, and again every"
                                + " 4 h.",
                        "Route 2 (to db) does not match.",
                        "Route 3 (to phone) matches: it sends down, up once an outage has lasted for 15 min, unless it is"
                                + " acknowledged, at once; routes after it are passed over.",
                        "Route 4 (to rest) matches, but a route before it stops.",
                        "What is not sent yet is held because it depends on router, which is down or fails just now.");
        assertThat(sentences.get(6))
                .startsWith("Notice shop/2026-11-30T06:01:")
                .endsWith(" to ops: held by target:router.");
        world.alerts = alerts(route("db")
                .match(new Match(Map.of(), List.of(Glob.of("db*")), List.of(), List.of()))
                .make());
        assertThat(explain(world)).contains("No route sends its notices: nobody is notified.");
    }

    private static List<String> explain(World world) {
        Snapshot snapshot = world.snapshot();
        return Explanation.of(snapshot.subjects().get(1), snapshot, world.alerts);
    }

    @Test
    void theWatchdogIsPingedOnlyWhileAllIsWell() {
        Duration little = Duration.ofSeconds(1);
        assertThat(new Watch(1000, 990, little).problems()).isEmpty();
        assertThat(new Watch(0, 0, little).problems()).isEmpty();
        assertThat(new Watch(1000, 989, Duration.ofSeconds(301)).problems())
                .containsExactly(
                        "only 989 of 1000 targets have fresh results", "a notice has been waiting for 5 min 1 s");
    }
}
