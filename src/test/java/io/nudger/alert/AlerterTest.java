package io.nudger.alert;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.StateRows;
import io.nudger.testing.WebhookSink;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From statuses to states, outages and notices that arrive, on a real database and real sockets. */
@Tag("services")
final class AlerterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final StateRows ROWS = new StateRows();

    private final StateRows rows = ROWS.reset();
    private final WebhookSink sink = WebhookSink.start();
    private final WebhookSink other = WebhookSink.start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        sink.close();
        other.close();
    }

    @Test
    void aHostThatDiesIsOneMessageAndOneWhenItIsBack() {
        rows.zones("eu", "us")
                .targets("shop-", 200, "https://dead.example/#")
                .target("other", "https://other.example/")
                .up("%");
        try (Alerting alerter = start("1s")) {
            awaitStates("up", 201);
            assertThat(sink.accepted())
                    .as("a target that is seen for the first time, and is up")
                    .isEmpty();

            rows.down("shop-%", "%", 2);
            awaitStates("down", 200);
            await().atMost(PATIENCE).until(() -> !sink.accepted().isEmpty());
            rows.upAgain("shop-%", "%");
            awaitStates("up", 201);
            await().atMost(PATIENCE).until(() -> sink.accepted().size() > 1);
            awaitSent();

            assertThat(sink.accepted()).hasSize(2);
            assertThat(sink.accepted().get(0).body()).contains("dead.example").contains("200");
            await().atMost(PATIENCE)
                    .until(() -> alerter.health("alerter").getJsonObject("data").getBoolean("leader"));
        }
        assertThat(number("SELECT count(*) FROM outages WHERE ended_at IS NOT NULL"))
                .isEqualTo(200);
        assertThat(number("SELECT count(*) FROM outages")).isEqualTo(200);
        assertThat(number("SELECT count(*) FROM state_changes")).isEqualTo(201 + 400);
        assertThat(number("SELECT count(*) FROM (SELECT target_id FROM state_changes GROUP BY target_id"
                        + " HAVING max(sequence) <> count(*)) AS holes"))
                .isZero();
        assertThat(number("SELECT count(*) FROM current_states s JOIN changes c USING (target, sequence)"
                        + " WHERE s.state = c.state AND s.since = c.since"))
                .as("the changes, one after the other, give the state")
                .isEqualTo(201);
    }

    @Test
    void aZoneThatIsCutOffIsOneMessageAboutTheZoneAndNoneAboutASite() {
        rows.zones("ap", "eu", "us")
                .targets("site-", 1_000, "https://host-#.example/")
                .up("%");
        try (Alerting alerter = start("0s")) {
            awaitStates("up", 1_000);

            rows.down("%", "eu", 3);
            await().atMost(PATIENCE).until(() -> number("SELECT count(*) FROM zone_states WHERE suspect") == 1);
            await().atMost(PATIENCE).until(() -> !sink.accepted().isEmpty());
            awaitSent();

            assertThat(sink.accepted()).hasSize(1);
            assertThat(sink.accepted().get(0).body()).contains("eu");
            assertThat(number("SELECT count(*) FROM outages")).isZero();
            assertThat(number("SELECT count(*) FROM notices WHERE target_id IS NOT NULL"))
                    .isZero();
            assertThat(alerter.isUp("alerter")).isTrue();

            rows.up("%");
            await().atMost(PATIENCE).until(() -> number("SELECT count(*) FROM zone_changes") == 2);
            await().atMost(PATIENCE).until(() -> sink.accepted().size() == 2);
        }
    }

    /** Whatever the receiver does, it accepts each message once in the end; the others do not wait for it. */
    @Test
    void aReceiverThatFailsGetsEverythingInTheEndAndHoldsNobodyUp() {
        rows.zones("eu").target("shop", "https://shop.example/").up("%");
        sink.answer(500, WebhookSink.CLOSE, 429);
        try (Alerting alerter = start("0s")) {
            awaitStates("up", 1);
            rows.down("shop", "%", 2);
            await().atMost(PATIENCE).until(() -> other.accepted().size() == 1);
            await().atMost(PATIENCE).until(() -> sink.accepted().size() == 1);
            awaitSent();

            assertThat(sink.refused()).hasSize(3).allSatisfy(post -> assertThat(post.key())
                    .as("the key never changes")
                    .isEqualTo(sink.accepted().get(0).key())
                    .isNotEmpty());
            assertThat(number("SELECT attempts FROM notices WHERE receiver = 'sink'"))
                    .isEqualTo(4);
            assertThat(alerter.registry
                            .get("nudger.notices")
                            .tags("receiver", "sink", "result", "retry")
                            .counter()
                            .count())
                    .isEqualTo(3);

            sink.answer(403);
            rows.upAgain("shop", "%");
            await().atMost(PATIENCE)
                    .until(() -> number("SELECT count(*) FROM notices WHERE given_up_at IS NOT NULL") == 1);
            assertThat(text("SELECT last_error FROM notices WHERE given_up_at IS NOT NULL"))
                    .contains("403");
        }
    }

    /** All of a sweep is written, or nothing; what could not be written is decided again. */
    @Test
    void aSweepThatBreaksLeavesNothingBehindAndIsRepeated() {
        rows.zones("eu").target("shop", "https://shop.example/").up("%");
        try (Alerting alerter = start("0s")) {
            awaitStates("up", 1);
            rows.database.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE EXCEPTION 'no'; END $$");
            rows.database.execute(
                    "CREATE TRIGGER refuse BEFORE INSERT ON notices FOR EACH ROW EXECUTE FUNCTION refuse()");
            rows.down("shop", "%", 2);
            await().atMost(PATIENCE).until(() -> number("SELECT last_value FROM state_changes_id_seq") > 2);
            assertThat(number("SELECT count(*) FROM state_changes")).isOne();
            assertThat(number("SELECT count(*) FROM outages")).isZero();

            rows.database.execute("DROP TRIGGER refuse ON notices");
            await().atMost(PATIENCE).until(() -> sink.accepted().size() == 1);
            assertThat(number("SELECT count(*) FROM state_changes")).isEqualTo(2);
            assertThat(number("SELECT count(*) FROM outages")).isOne();
            assertThat(alerter.isUp("alerter")).isTrue();
        }
    }

    @Test
    void whatWasOverBeforeAnybodyKnewCallsNobody() {
        rows.zones("eu").target("shop", "https://shop.example/").up("%");
        try (Alerting alerter = start("0s")) {
            awaitStates("up", 1);
            // Nothing comes for ten minutes, then all of it: an outage that is over.
            rows.status("shop", "%", 1, 100, Duration.ofHours(1), Duration.ofMinutes(10));
            awaitStates("stale", 1);
            rows.database.execute("SELECT create_partitions((now() - interval '1 day')::date, now()::date)");
            rows.database.execute(
                    """
                    INSERT INTO checks (scheduled_at, target_id, zone_id, outcome, reason, attempts)
                    SELECT now() - make_interval(secs => 540 - n * 30), 1, 1, CASE WHEN n BETWEEN 2 AND 5 THEN 2 ELSE 1 END,
                           CASE WHEN n BETWEEN 2 AND 5 THEN 2 END, 1
                      FROM generate_series(0, 18) AS n""");
            rows.status("shop", "%", 1, 12, Duration.ofMinutes(6), Duration.ZERO);
            awaitStates("up", 1);
            awaitSent();

            assertThat(number("SELECT count(*) FROM outages WHERE late AND ended_at IS NOT NULL"))
                    .isOne();
            assertThat(number("SELECT count(*) FROM notices WHERE kind IN ('down', 'partial', 'up')"))
                    .isZero();
            assertThat(alerter.isUp("alerter")).isTrue();
        }
    }

    @Test
    void theFileOfAlertsIsFollowedAndOneThatIsWrongChangesNothing() {
        rows.zones("eu").target("shop", "https://shop.example/").up("%");
        try (Alerting alerter = start("0s")) {
            awaitStates("up", 1);
            write("receivers: [{name: broken}]");
            awaitReload(alerter, 0);
            rows.down("shop", "%", 2);
            await().atMost(PATIENCE).until(() -> sink.accepted().size() == 1);

            write("receivers: [{name: other, webhook: {url: '" + other.url() + "'}}]\n"
                    + "routes: [{to: [other], group_wait: 0s}]");
            awaitReload(alerter, 1);
            int before = other.accepted().size();
            rows.upAgain("shop", "%");
            await().atMost(PATIENCE)
                    .until(() -> number("SELECT count(*) FROM outages WHERE ended_at IS NOT NULL") == 1);
            awaitSent();
            assertThat(sink.accepted()).hasSize(1);
            assertThat(other.accepted().size()).isGreaterThanOrEqualTo(before);
        }
    }

    /** Such as a Secret of Kubernetes, which the kubelet swaps beneath the running process. */
    @Test
    void aSecretThatChangesInAFileOfItsOwnIsFollowed() throws IOException {
        rows.zones("eu").target("shop", "https://shop.example/").up("%");
        Path secret = Files.writeString(directory.resolve("url"), sink.url());
        Path alerts = Alerting.alerts(
                directory,
                "receivers: [{name: sink, webhook: {url: '${file:" + secret + "}'}}]\n"
                        + "routes: [{to: [sink], group_wait: 0s}]\n");
        try (Alerting alerter = Alerting.start(rows.database, alerts)) {
            awaitStates("up", 1);
            rows.down("shop", "%", 2);
            await().atMost(PATIENCE).until(() -> sink.accepted().size() == 1);

            Files.writeString(secret, "no url");
            awaitReload(alerter, 0);
            Files.writeString(secret, other.url());
            awaitReload(alerter, 1);
            rows.upAgain("shop", "%");
            await().atMost(PATIENCE).until(() -> other.accepted().size() == 1);
            assertThat(sink.accepted()).hasSize(1);
        }
    }

    @Test
    void aCertificateThatExpiresSoonIsAnnouncedOnce() {
        rows.zones("eu").target("shop", "https://shop.example/").up("%");
        rows.database.execute(
                "INSERT INTO certificates (first_seen, last_seen, not_after, target_id, zone_id, sha256, issuer)"
                        + " SELECT now() - interval '1 hour', now(), now() + interval '5 days', t.id, z.id, 'ab', 'CN=Some CA'"
                        + " FROM targets t, zones z");
        Path alerts = Alerting.alerts(
                directory,
                "receivers: [{name: sink, webhook: {url: '" + sink.url() + "'}}]\ncertificates: {to: [sink]}\n");
        try (Alerting alerter = Alerting.start(rows.database, alerts)) {
            await().atMost(PATIENCE).until(() -> sink.accepted().size() == 1);
            assertThat(sink.accepted().get(0).body()).contains("\"kind\":\"certificate\"", "shop");
            assertThat(alerter.isUp("alerter")).isTrue();
        }
        try (Alerting next = Alerting.start(rows.database, alerts)) {
            await().atMost(PATIENCE)
                    .until(() -> next.registry.get("nudger.sweep").timer().count() > 3);
            assertThat(sink.accepted()).hasSize(1);
        }
    }

    private static void awaitReload(Alerting alerter, int successful) {
        await().atMost(PATIENCE)
                .until(() -> alerter.registry
                                .get("nudger.alerts.last.reload.successful")
                                .gauge()
                                .value()
                        == successful);
    }

    /** It speaks the second version of the API, as {@code sink} is asked by it here. */
    @Test
    void alertmanagerHearsOfAllThatIsFiringAndWhenItIsOver() {
        rows.zones("eu")
                .target("shop", "https://shop.example/")
                .target("wiki", "https://wiki.example/")
                .up("%");
        Path alerts = Alerting.alerts(
                directory,
                "receivers: [{name: am, alertmanager: {urls: ['" + sink.url() + "'], labels: {source: nudger}}}]\n"
                        + "routes: [{to: [am], group_wait: 0s}]\n");
        try (Alerting alerter = Alerting.start(rows.database, alerts)) {
            awaitStates("up", 2);
            rows.down("shop", "%", 2);
            await().atMost(PATIENCE).until(() -> alert("shop") != null);
            JsonObject firing = requireNonNull(alert("shop"));
            assertThat(firing.getJsonObject("labels"))
                    .isEqualTo(new JsonObject()
                            .put("alertname", "SiteDown")
                            .put("severity", "critical")
                            .put("source", "nudger")
                            .put("target", "shop")
                            .put("team", "web"));
            assertThat(firing.getInstant("endsAt")).isAfter(Instant.now());

            rows.upAgain("shop", "%");
            await().atMost(PATIENCE)
                    .until(() ->
                            requireNonNull(alert("shop")).getInstant("endsAt").isBefore(Instant.now()));
            assertThat(requireNonNull(alert("shop")).getJsonObject("labels"))
                    .as("by these it knows it again")
                    .isEqualTo(firing.getJsonObject("labels"));
            assertThat(requireNonNull(alert("shop")).getString("startsAt")).isEqualTo(firing.getString("startsAt"));
            assertThat(alert("wiki")).isNull();
            awaitSent();
            assertThat(alerter.isUp("alerter")).isTrue();
        }
    }

    /** What was said last of a target; null when nothing was. */
    private @Nullable JsonObject alert(String target) {
        JsonObject last = null;
        for (WebhookSink.Post post : sink.accepted()) {
            for (Object each : new JsonArray(post.body())) {
                JsonObject alert = (JsonObject) each;
                last = target.equals(alert.getJsonObject("labels").getString("target")) ? alert : last;
            }
        }
        return last;
    }

    @Test
    void theWatchdogHearsNothingWhileTheResultsStopped() {
        rows.zones("eu").target("shop", "https://shop.example/").up("%");
        Path alerts = Alerting.alerts(directory, "watchdog: {url: '" + sink.url() + "', interval: 1s}\n");
        try (Alerting alerter = Alerting.start(rows.database, alerts)) {
            await().atMost(PATIENCE).until(() -> sink.accepted().size() > 1);

            rows.status("shop", "%", 1, 100, Duration.ofHours(1), Duration.ofMinutes(10));
            awaitStates("stale", 1);
            int before = sink.accepted().size();
            awaitSweeps(alerter, 15);
            assertThat(sink.accepted().size())
                    .as("one may have been on its way")
                    .isLessThanOrEqualTo(before + 1);

            rows.up("%");
            await().atMost(PATIENCE).until(() -> sink.accepted().size() > before + 1);
        }
    }

    @Test
    void theWatchdogHearsOnThoughATargetWasTakenOut() {
        rows.zones("eu").target("shop", "https://shop.example/").target("gone", "https://gone.example/");
        rows.up("shop");
        rows.status("gone", "%", 1, 100, Duration.ofHours(1), Duration.ofMinutes(10));
        Path alerts = Alerting.alerts(directory, "watchdog: {url: '" + sink.url() + "', interval: 1s}\n");
        try (Alerting alerter = Alerting.start(rows.database, alerts)) {
            awaitSweeps(alerter, 3);
            assertThat(sink.accepted()).as("who reported it is not known").isEmpty();
        }
        monitors();
        reported("gone", 2);
        reported("shop", 1);
        try (Alerting alerter = Alerting.start(rows.database, alerts)) {
            awaitSweeps(alerter, 3);
            assertThat(sink.accepted()).as("its monitor is gone").isEmpty();
        }
        reported("shop", 2);
        try (Alerting alerter = Alerting.start(rows.database, alerts)) {
            await().atMost(PATIENCE).until(() -> sink.accepted().size() > 1);
            assertThat(alerter.isUp("alerter")).isTrue();
        }
    }

    /** One monitor goes on without them, another is gone; a zone keeps one. */
    @Test
    void targetsThatAreTakenOutAreKnownFromThoseWhoseMonitorIsGone() {
        rows.zones("ap", "eu").target("gone", "https://a.example/").target("wiki", "https://b.example/");
        rows.target("kept", "https://c.example/")
                .target("lost", "https://d.example/")
                .target("shop", "https://e.example/");
        rows.up("%");
        monitors();
        try (Alerting alerter = start("0s")) {
            assertThat(alerter.registry).isNotNull();
            awaitStates("up", 5);
            rows.down("gone", "%", 2);
            rows.down("lost", "%", 2);
            awaitStates("down", 2);
            await().atMost(PATIENCE).until(() -> !sink.accepted().isEmpty());

            Duration ago = Duration.ofMinutes(10);
            rows.status("shop", "%", 1, 100, Duration.ofHours(1), Duration.ZERO);
            reported("shop", 1);
            rows.status("gone", "%", 2, 3, Duration.ofMinutes(1), ago);
            reported("gone", 1);
            rows.status("lost", "%", 2, 3, Duration.ofMinutes(1), ago);
            reported("lost", 2);
            rows.status("kept", "ap", 1, 100, Duration.ofHours(1), ago);
            reported("kept", 1);
            awaitStates("stale", 2);
            assertThat(number("SELECT count(*) FROM target_states s JOIN targets t ON t.id = s.target_id"
                            + " WHERE taken_out AND t.name = 'gone'"))
                    .isOne();
            assertThat(number("SELECT count(*) FROM target_states WHERE taken_out"))
                    .isOne();
            assertThat(text("SELECT target FROM outage_list WHERE ended_at IS NULL"))
                    .as("nobody knows whether it goes on")
                    .contains("lost");
            assertThat(text("SELECT cause FROM changes WHERE target = 'gone' ORDER BY sequence DESC LIMIT 1"))
                    .contains("configuration");
            await().atMost(PATIENCE).until(() -> sink.accepted().stream()
                    .anyMatch(request -> request.body().contains("gone is no longer watched")));

            rows.down("gone", "%", 2);
            awaitStates("down", 1);
            assertThat(number("SELECT count(*) FROM outage_list WHERE target = 'gone'"))
                    .isEqualTo(2);
        }
        try (Alerting alerter = start("0s")) {
            assertThat(alerter.registry).isNotNull();
            rows.status("lost", "%", 2, 3, Duration.ofMinutes(1), Duration.ofMinutes(10));
            reported("lost", 1);
            await().atMost(PATIENCE).until(() -> number("SELECT count(*) FROM target_states WHERE taken_out") == 1);
            assertThat(number("SELECT count(*) FROM outage_list WHERE target = 'lost' AND ended_at IS NULL"))
                    .as("the next leader finds that its monitor is back without it")
                    .isZero();
        }
    }

    /** Its old monitor goes on with others; the new one has not come to it yet, as its next slot is still to come. */
    @Test
    void aTargetThatMovesToAnotherMonitorIsNotTakenOut() {
        rows.zones("eu").target("moved", "https://a.example/").target("shop", "https://b.example/");
        monitors();
        rows.up("shop");
        rows.down("moved", "%", 2);
        try (Alerting alerter = start("0s")) {
            assertThat(alerter.registry).isNotNull();
            awaitStates("down", 1);
        }
        rows.status("moved", "%", 2, 3, Duration.ofMinutes(1), Duration.ofMinutes(5));
        reported("moved", 1);
        rows.up("shop");
        reported("shop", 1);
        try (Alerting alerter = start("0s")) {
            awaitSweeps(alerter, 5);
            assertThat(text("SELECT state FROM current_states WHERE target = 'moved'"))
                    .as("until more is known")
                    .contains("down");

            rows.status("moved", "%", 2, 13, Duration.ofMinutes(6), Duration.ZERO);
            reported("moved", 2);
            awaitSweeps(alerter, 3);
            assertThat(number("SELECT count(*) FROM changes WHERE target = 'moved'"))
                    .isOne();
            assertThat(text("SELECT target FROM outage_list WHERE ended_at IS NULL"))
                    .contains("moved");
        }
    }

    @Test
    void ofATargetThatIsRenamedTheOldOneEndsAndTheNewOneBegins() {
        rows.zones("eu").target("old name", "https://a.example/");
        monitors();
        rows.down("%", "%", 2);
        try (Alerting alerter = start("0s")) {
            assertThat(alerter.registry).isNotNull();
            awaitStates("down", 1);
            rows.status("old name", "%", 2, 3, Duration.ofMinutes(1), Duration.ofMinutes(10));
            reported("old name", 1);
            rows.target("new name", "https://a.example/").down("new name", "%", 2);
            reported("new name", 1);
            awaitStates("stale", 1);
            awaitStates("down", 1);
            assertThat(text("SELECT target || ' ' || state || ' ' || cause FROM changes WHERE cause <> 'checks'"
                            + " ORDER BY id DESC LIMIT 1"))
                    .containsAnyOf("old name stale configuration", "new name down configuration");
            assertThat(text("SELECT string_agg(target, ' ') FROM outage_list WHERE ended_at IS NULL"))
                    .contains("new name");
            await().atMost(PATIENCE).until(() -> said("old name is no longer watched") && said("new name is down"));
        }
    }

    /** Nobody is left who could report others: it looks as if the monitor was gone. */
    @Test
    void afterTheLastTargetWasTakenOutNobodyKnows() {
        rows.zones("eu").target("one", "https://a.example/").target("two", "https://b.example/");
        monitors();
        rows.up("two");
        rows.down("one", "%", 2);
        try (Alerting alerter = start("0s")) {
            awaitStates("down", 1);
            rows.status("one", "%", 2, 3, Duration.ofMinutes(1), Duration.ofMinutes(30));
            rows.status("two", "%", 1, 3, Duration.ofMinutes(1), Duration.ofMinutes(30));
            reported("one", 1);
            reported("two", 1);
            awaitStates("stale", 2);
            awaitSweeps(alerter, 3);
            assertThat(text("SELECT target FROM outage_list WHERE ended_at IS NULL"))
                    .contains("one");
            assertThat(number("SELECT count(*) FROM target_states WHERE taken_out"))
                    .isZero();
        }
    }

    private boolean said(String text) {
        return sink.accepted().stream().anyMatch(request -> request.body().contains(text));
    }

    private void awaitSweeps(Alerting alerter, int count) {
        double before = alerter.registry.get("nudger.sweep").timer().count();
        await().atMost(PATIENCE)
                .until(() -> alerter.registry.get("nudger.sweep").timer().count() > before + count);
    }

    private void monitors() {
        rows.database.execute("SELECT create_partitions((now() - interval '1 day')::date, now()::date)");
        rows.database.execute(
                "INSERT INTO monitors VALUES (1, 'monitor-1'), (2, 'monitor-2')" + " ON CONFLICT DO NOTHING");
    }

    /** The newest slot has a row by this monitor. */
    private void reported(String target, int monitor) {
        rows.database.execute(
                """
                INSERT INTO checks (scheduled_at, target_id, zone_id, monitor_id, outcome, attempts)
                SELECT s.scheduled_at, s.target_id, s.zone_id, ?::smallint, 1, 1
                  FROM target_statuses s JOIN targets t ON t.id = s.target_id
                 WHERE t.name = ?
                    ON CONFLICT (target_id, zone_id, scheduled_at) DO UPDATE SET monitor_id = excluded.monitor_id""",
                monitor,
                target);
    }

    private void write(String yaml) {
        assertThat(Alerting.alerts(directory, yaml)).exists();
    }

    private Alerting start(String groupWait) {
        Path alerts = Alerting.alerts(
                directory,
                """
                receivers:
                  - {name: sink, webhook: {url: '%s', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'}}
                  - {name: other, webhook: {url: '%s'}}
                routes:
                  - {to: [sink, other], when: [down, partial, up, zone], group_wait: %s}
                """
                        .formatted(sink.url(), other.url(), groupWait));
        return Alerting.start(rows.database, alerts);
    }

    private void awaitStates(String state, int count) {
        await().atMost(PATIENCE)
                .until(() -> number("SELECT count(*) FROM target_states WHERE state = '" + state + "'") == count);
    }

    private void awaitSent() {
        await().atMost(PATIENCE)
                .until(() -> number("SELECT count(*) FROM notices WHERE sent_at IS NULL"
                                + " AND given_up_at IS NULL AND cancelled_at IS NULL")
                        == 0);
    }

    private long number(String sql) {
        return rows.database.number(sql);
    }

    private String text(String sql) {
        List<Map<String, @Nullable Object>> found = rows.database.query(sql);
        return new JsonObject(found.get(0)).encode();
    }
}
