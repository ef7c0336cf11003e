package io.nudger.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CheckResult;
import io.nudger.check.HttpCheck;
import io.nudger.check.Micros;
import io.nudger.check.Outcome;
import io.nudger.check.Schedule;
import io.nudger.check.Target;
import io.nudger.check.Zone;
import io.nudger.config.SharingSettings;
import io.nudger.testing.KafkaProbe;
import io.nudger.testing.Services;
import io.nudger.wire.MalformedResultException;
import io.nudger.wire.WireFormat;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Monitors of a zone, several in this process, on a real broker. */
final class SharingTest {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int COUNT = 16;

    private final KafkaProbe broker = KafkaProbe.of(Services.kafka());
    private final List<ZoneMember> members = new ArrayList<>();
    private final List<Target> targets = targets(40);
    private String name = "";
    private Zone zone = new Zone("local", List.of());

    @TempDir
    Path directory;

    @BeforeEach
    void name(TestInfo info) {
        name = "sharing-" + info.getDisplayName().replaceAll("\\W", "") + "-" + System.nanoTime();
        zone = new Zone(name, List.of());
    }

    @AfterEach
    void stop() {
        members.forEach(ZoneMember::close);
    }

    private static List<Target> targets(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Target(
                        "site-" + i,
                        URI.create("http://site.example/" + i),
                        INTERVAL,
                        Duration.ofMillis(100),
                        HttpCheck.DEFAULT,
                        Map.of(),
                        true))
                .toList();
    }

    private ZoneMember member(String monitor) {
        return member(monitor, targets);
    }

    private ZoneMember member(String monitor, List<Target> known) {
        ZoneMember member = new ZoneMember(
                monitor,
                zone,
                name,
                new SharingSettings(true, name + ".shares", COUNT, Duration.ofSeconds(6), Duration.ofMillis(200)),
                directory,
                known);
        members.add(member);
        return member;
    }

    private void awaitOwned(Map<ZoneMember, Integer> owned) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> owned.forEach(
                        (member, shares) -> assertThat(member.owned()).isEqualTo((double) shares)));
    }

    @Test
    void sharesMoveInOrderAndNoSlotIsSkippedOrRunTwice() {
        ZoneMember first = member("m-1");
        awaitOwned(Map.of(first, COUNT));
        Instant since = Instant.now();
        awaitResults();
        ZoneMember second = member("m-2");
        assertThat(second.isReady()).isFalse();
        awaitOwned(Map.of(first, COUNT / 2, second, COUNT / 2));
        assertThat(second.isReady()).isTrue();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(owners(first)).hasSize(2).isEqualTo(owners(second)));

        first.close();

        awaitOwned(Map.of(second, COUNT));
        assertThat(first.handovers("given")).isEqualTo(COUNT / 2.0 + COUNT / 2.0);
        assertThat(second.handovers("taken")).isEqualTo((double) COUNT);
        awaitResults();
        second.close();
        Map<String, List<CheckResult>> results = results();
        assertThat(results).hasSize(targets.size());
        results.values().forEach(found -> {
            assertThat(found).allMatch(result -> result.verdict().outcome() == Outcome.UP);
            assertThat(slots(found)).isEqualTo(expected(found, since));
        });
    }

    /** The group throws all of them out, as it does with one that did not answer for a while. */
    @Test
    void whoIsThrownOutComesBackAndAccountsForWhatPassed() throws Exception {
        ZoneMember first = member("m-1");
        ZoneMember second = member("m-2");
        awaitOwned(Map.of(first, COUNT / 2, second, COUNT / 2));
        Instant since = Instant.now();
        awaitResults();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Services.kafka().bootstrapServers()))) {
            admin.removeMembersFromConsumerGroup(
                            "nudger-monitor-" + zone.name(), new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        }
        await().atMost(PATIENCE).until(() -> first.handovers("lost") + second.handovers("lost") == COUNT);
        awaitOwned(Map.of(first, COUNT / 2, second, COUNT / 2));
        awaitResults();
        first.close();
        second.close();
        results().values().forEach(found -> assertThat(
                        slots(found).stream().distinct().toList())
                .isEqualTo(expected(found, since)));
    }

    /** Its disk is gone with it: what the group remembers is enough. */
    @Test
    void whoTakesOverAccountsForEverySlotSinceADeadOwner() throws Exception {
        Instant left = Instant.now().minusSeconds(30);
        broker.createTopic(name + ".shares", COUNT);
        remember(left);

        ZoneMember heir = member("m-2");

        awaitOwned(Map.of(heir, COUNT));
        awaitResults();
        heir.close();
        results().values().forEach(found -> {
            assertThat(slots(found)).isEqualTo(expected(found, left));
            assertThat(found.stream()
                            .filter(result -> result.verdict().outcome() == Outcome.MISSED)
                            .count())
                    .isGreaterThanOrEqualTo(30_000 / INTERVAL.toMillis() - 2);
        });
    }

    /** As a monitor would that has died since. */
    private void remember(Instant until) throws ExecutionException, InterruptedException {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Services.kafka().bootstrapServers()))) {
            String metadata =
                    ("{\"v\":1,\"accounted_until\":\"%s\",\"written_at\":\"%s\",\"shares\":%d,\"targets\":\"\","
                                    + "\"monitor\":\"m-1\"}")
                            .formatted(until, until, COUNT);
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    new TreeMap<>(Comparator.comparing(TopicPartition::toString));
            IntStream.range(0, COUNT)
                    .forEach(share -> offsets.put(
                            new TopicPartition(name + ".shares", share), new OffsetAndMetadata(0, metadata)));
            admin.alterConsumerGroupOffsets("nudger-monitor-" + zone.name(), offsets)
                    .all()
                    .get();
        }
    }

    @Test
    void theTopicMayGrowAndBeDeleted() {
        ZoneMember first = member("m-1");
        ZoneMember second = member("m-2");
        awaitOwned(Map.of(first, COUNT / 2, second, COUNT / 2));
        Instant since = Instant.now();
        awaitResults();

        broker.addPartitions(name + ".shares", 20);
        awaitOwned(Map.of(first, 10, second, 10));
        awaitResults();
        broker.deleteTopic(name + ".shares");
        awaitOwned(Map.of(first, COUNT / 2, second, COUNT / 2));

        awaitResults();
        first.close();
        second.close();
        results().values().forEach(found -> assertThat(
                        slots(found).stream().distinct().toList())
                .isEqualTo(expected(found, since)));
    }

    @Test
    void healthSaysWhenTheTargetsDiffer() {
        ZoneMember first = member("m-1");
        ZoneMember second = member("m-2", targets(39));
        awaitOwned(Map.of(first, COUNT / 2, second, COUNT / 2));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(first.health().encode())
                .contains("\"status\":\"DOWN\"", "their files differ", "\"differing\":[\"m-2\"]"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(second.health().encode()).contains("\"differing\":[\"m-1\"]"));
        assertThat(first.isReady()).isTrue();
    }

    private static Set<String> owners(ZoneMember member) {
        return member.health().getJsonObject("data").getJsonObject("owners").fieldNames();
    }

    /** Waits until every target has two results more than now. */
    private void awaitResults() {
        Instant now = Instant.now();
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        results().values())
                .hasSize(targets.size())
                .allMatch(found -> found.stream()
                                .filter(result -> result.scheduledAt().isAfter(now))
                                .count()
                        >= 2));
    }

    private Map<String, List<CheckResult>> results() {
        Map<String, List<CheckResult>> results = new TreeMap<>();
        broker.consumeAll(name).stream()
                .flatMap(record -> {
                    try {
                        return Stream.of(WireFormat.JSON.codec().decode(record.value()));
                    } catch (MalformedResultException e) {
                        throw new AssertionError(e);
                    }
                })
                .forEach(result -> results.computeIfAbsent(result.target().name(), key -> new ArrayList<>())
                        .add(result));
        return results;
    }

    private static List<Long> slots(List<CheckResult> found) {
        return found.stream()
                .map(result -> Micros.of(result.scheduledAt()))
                .sorted()
                .toList();
    }

    /** Every slot of the target up to the last one found, the first after that moment or before it. */
    private List<Long> expected(List<CheckResult> found, Instant since) {
        Schedule schedule = Schedule.of(found.get(0).target().name(), INTERVAL, zone);
        List<Long> slots = slots(found);
        long first = Math.min(slots.get(0), schedule.slotAfter(Micros.of(since)));
        List<Long> expected = new ArrayList<>();
        for (long slot = first; slot <= slots.get(slots.size() - 1); slot = schedule.slotAfter(slot)) {
            expected.add(slot);
        }
        return expected;
    }
}
