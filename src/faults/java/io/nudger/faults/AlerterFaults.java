package io.nudger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.testing.Node;
import io.nudger.testing.WebhookSink;
import java.time.Duration;
import java.util.List;

/** What can happen to alerters and to those whom they notify; after each, every notice has arrived. */
final class AlerterFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<Fault> ALL = List.of(
            fault("alerter killed", AlerterFaults::killed),
            fault("alerter frozen", AlerterFaults::frozen),
            fault("network alerter–database cut", AlerterFaults::databaseCut),
            fault("network alerter–database silent", AlerterFaults::databaseSilent),
            fault("database of the alerter killed", AlerterFaults::databaseKilled),
            fault("receivers in trouble", AlerterFaults::receiversInTrouble));

    private AlerterFaults() {}

    /** All of them. */
    static List<Fault> all() {
        return ALL;
    }

    private interface Strike {
        void on(AlertWorld alerts, List<String> sites, Pauses pauses);
    }

    /** Before, while and after it happens, a site turns: it goes down, or comes back. */
    private static Fault fault(String name, Strike strike) {
        return new Fault(name, (world, pauses) -> {
            AlertWorld alerts = world.alerts();
            List<String> sites = alerts.sites.names();
            strike.on(alerts, sites, pauses);
            alerts.sites.turn(sites.get(2));
            alerts.audit();
        });
    }

    private static void killed(AlertWorld alerts, List<String> sites, Pauses pauses) {
        Node leader = alerts.leader();
        alerts.sites.turn(sites.get(0));
        alerts.kill(leader);
        alerts.sites.turn(sites.get(1));
        alerts.startOne();
        pauses.pause();
    }

    /** It wakes, and takes itself for the leader: it may write nothing. */
    private static void frozen(AlertWorld alerts, List<String> sites, Pauses pauses) {
        Node leader = alerts.leader();
        Node follower = alerts.follower();
        alerts.sites.turn(sites.get(0));
        leader.process().signal("STOP");
        alerts.sites.turn(sites.get(1));
        await().atMost(PATIENCE).until(() -> AlertWorld.leads(follower));
        pauses.pause();
        leader.process().signal("CONT");
        await().atMost(PATIENCE).until(() -> !AlertWorld.leads(leader));
        assertThat(AlertWorld.leads(follower)).isTrue();
    }

    private static void databaseCut(AlertWorld alerts, List<String> sites, Pauses pauses) {
        alerts.toPostgres.refuse();
        alerts.sites.turn(sites.get(0));
        pauses.pause();
        alerts.toPostgres.accept();
        alerts.sites.turn(sites.get(1));
    }

    private static void databaseSilent(AlertWorld alerts, List<String> sites, Pauses pauses) {
        alerts.toPostgres.freeze();
        alerts.sites.turn(sites.get(0));
        pauses.pause();
        alerts.toPostgres.thaw();
        alerts.sites.turn(sites.get(1));
    }

    private static void databaseKilled(AlertWorld alerts, List<String> sites, Pauses pauses) {
        alerts.sites.turn(sites.get(0));
        alerts.postgres.kill();
        pauses.pause();
        alerts.postgres.start();
        alerts.sites.turn(sites.get(1));
    }

    /** Those that accept, and whose answer is lost, get the same again. */
    private static void receiversInTrouble(AlertWorld alerts, List<String> sites, Pauses pauses) {
        alerts.keyed.answer(500, WebhookSink.LOST);
        alerts.keyless.answer(WebhookSink.SLOW, 429);
        alerts.sites.turn(sites.get(0));
        await().atMost(PATIENCE).until(() -> alerts.keyed.isRecovered() && alerts.keyless.isRecovered());
        alerts.keyed.answer(WebhookSink.CLOSE);
        alerts.keyless.answer(WebhookSink.LOST);
        alerts.sites.turn(sites.get(1));
        await().atMost(PATIENCE).until(() -> alerts.keyed.isRecovered() && alerts.keyless.isRecovered());
        pauses.pause();
    }
}
