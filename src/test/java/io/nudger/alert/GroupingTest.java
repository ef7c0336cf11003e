package io.nudger.alert;

import static io.nudger.alert.History.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.State;
import io.nudger.receivers.Kind;
import io.nudger.receivers.Notice;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupingTest {
    private static final Zones BOTH = new Zones(List.of(), List.of("eu", "us"), List.of(), List.of(), List.of());
    private static final Notice.Links LINKS = new Notice.Links("https://status.example/", null);
    private static final Zones ONLY_EU = new Zones(List.of("us"), List.of("eu"), List.of(), List.of(), List.of());

    private final List<Grouping.Entry> entries = new ArrayList<>();

    @Test
    void aZoneGoesFirst() {
        down("a", "x.example", "router", "shop", "timeout", ONLY_EU);
        down("b", "x.example", "router", "shop", "timeout", ONLY_EU);
        assertThat(headline(Map.of())).isEqualTo("2 targets are down in zone eu (timeout) since 06:00:12 UTC");
    }

    @Test
    void thenAHost() {
        down("a", "x.example", "router", "shop", "timeout", BOTH);
        down("b", "x.example", "router", "shop", "connect", BOTH);
        assertThat(headline(Map.of())).isEqualTo("2 of 30 targets of host x.example are down since 06:00:12 UTC");
    }

    @Test
    void thenWhatTheyDependOn() {
        down("a", "x.example", "router", "shop", "timeout", BOTH);
        down("b", "y.example", "router", "shop", "timeout", BOTH);
        assertThat(headline(Map.of()))
                .isEqualTo("2 targets that depend on router are down (timeout) since 06:00:12 UTC");
    }

    @Test
    void thenAReasonAndThenAGroup() {
        down("a", "x.example", "router", "shop", "timeout", BOTH);
        down("b", "y.example", "switch", "shop", "timeout", BOTH);
        assertThat(headline(Map.of())).isEqualTo("2 targets are down (timeout) since 06:00:12 UTC");
        entries.clear();
        down("a", "x.example", "router", "shop", "timeout", BOTH);
        down("b", "y.example", "switch", "shop", "connect", BOTH);
        assertThat(headline(Map.of())).isEqualTo("2 targets of group shop are down since 06:00:12 UTC");
    }

    @Test
    void zonesThatSendNothingAreNamed() {
        Zones half = new Zones(List.of(), List.of("eu"), List.of(), List.of("us", "asia"), List.of());
        down("a", "x.example", "", null, "connect", half);
        assertThat(headline(Map.of()))
                .isEqualTo("a is down (connect) since 06:00:12 UTC; no results from zones asia, us");
    }

    @Test
    void whatIsHeldByATargetIsCountedWithIt() {
        down("router", "x.example", "", null, "connect", BOTH);
        assertThat(headline(Map.of("router", 29, "other", 3)))
                .isEqualTo("router is down (connect) since 06:00:12 UTC, and 29 that depend on it");
        assertThat(headline(Map.of("router", 1))).endsWith(", and 1 that depends on it");
    }

    @Test
    void aMessageListsEachThreadOnceAndHasTheSameTextWhateverTheOrder() {
        down("b", "x.example", "", null, "connect", BOTH);
        down("a", "y.example", "", null, "connect", BOTH);
        down("a", "y.example", "", null, "connect", BOTH);
        Notice notice = Grouping.merge("ops/1", entries, Map.of(), LINKS, at(60));
        List<Grouping.Entry> reversed = new ArrayList<>(entries);
        Collections.reverse(reversed);
        assertThat(Grouping.merge("ops/1", reversed, Map.of(), LINKS, at(60))).isEqualTo(notice);
        assertThat(notice.items()).extracting(item -> item.target()).containsExactly("a", "b");
        assertThat(notice.key()).isEqualTo("ops/1");
    }

    @Test
    void anotherDayIsNamed() {
        down("a", "x.example", "", null, "connect", BOTH);
        assertThat(Grouping.merge("k", entries, Map.of(), Notice.Links.NONE, at(86_400))
                        .headline())
                .isEqualTo("a is down (connect) since 2026-11-30 06:00:12 UTC");
    }

    @Test
    void aTitleStandsBesideTheName() {
        down("zrh", "x.example", "", null, "connect", BOTH);
        JsonObject json = NewsJson.toJson(entries.get(0).news()).put("title", "Café Zürich");
        entries.set(0, new Grouping.Entry("k", Kind.DOWN, NewsJson.ofJson(json)));
        assertThat(headline(Map.of())).startsWith("Café Zürich (zrh) is down (connect)");
        Notice notice = Grouping.merge("k", entries, Map.of(), Notice.Links.NONE, at(60));
        assertThat(notice.items().get(0).title()).isEqualTo("Café Zürich");
        assertThat(NewsJson.toJson(NewsJson.ofJson(json).withNote("calm").over(State.UP, null, at(5)))
                        .getString("title"))
                .isEqualTo("Café Zürich");
    }

    @Test
    void newsSurvivesItsTable() {
        down("a", "x.example", "router", "shop", "timeout", ONLY_EU);
        News news = entries.get(0).news();
        assertThat(NewsJson.ofJson(NewsJson.toJson(news))).isEqualTo(news);
        News over = news.over(State.UP, null, at(5)).withNote("calm");
        assertThat(NewsJson.ofJson(NewsJson.toJson(over))).isEqualTo(over);
    }

    @Test
    void theThreadOfAKeyIsWhatBelongsTogether() {
        assertThat(Keys.thread("a/b/2026-11-30T06:00:00Z/down/7")).isEqualTo("a/b/2026-11-30T06:00:00Z");
        assertThat(Keys.key("shop/x", Kind.REMINDER, "PT4H")).isEqualTo("shop/x/reminder/PT4H");
    }

    private String headline(Map<String, Integer> held) {
        return Grouping.merge("k", entries, held, Notice.Links.NONE, at(60)).headline();
    }

    private void down(String target, String host, String parent, @Nullable String group, String reason, Zones zones) {
        News news = new News(
                target,
                null,
                host,
                30,
                group,
                parent.isEmpty() ? List.of() : List.of(parent),
                "down",
                at(12),
                at(12),
                zones,
                new Failure(reason, "it failed", null),
                "https://" + host + "/",
                Map.of(),
                target + "/" + at(12),
                null);
        entries.add(new Grouping.Entry(news.thread() + "/down/1", Kind.DOWN, news));
    }
}
