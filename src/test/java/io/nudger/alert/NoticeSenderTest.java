package io.nudger.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nudger.config.AddressRules;
import io.nudger.config.MessageLinks;
import io.nudger.record.Database;
import io.nudger.testing.StateRows;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class NoticeSenderTest {
    private final StateRows rows = new StateRows();
    private final Vertx vertx = Vertx.vertx();
    private final Database database = new Database(vertx, rows.database.settings(), Duration.ofSeconds(20));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        database.close().await();
        vertx.close().await();
    }

    @Test
    void whatWasDueADayAgoIsDiscardedAndWhatIsHeldIsNot() {
        Lease lease = new Lease(database, database, Duration.ofMinutes(1), System::nanoTime);
        assertThat(lease.renew().await()).isNotNull();
        NoticeSender sender = new NoticeSender(
                vertx,
                AddressRules.DEFAULT,
                database,
                lease,
                new AlertMetrics(registry),
                Clock.systemUTC(),
                new AckLinks(MessageLinks.NONE));
        notice("old", 25, "");
        notice("bound", 25, "");
        rows.database.execute(
                "UPDATE notices SET message_id = id, attempts = 300, last_error = '503' WHERE key = 'bound'");
        notice("held", 25, "maintenance:backup");
        notice("younger", 23, "");

        sender.housekeep().await();

        assertThat(rows.database.query(
                        "SELECT key, last_error FROM notices WHERE given_up_at IS NOT NULL ORDER BY key"))
                .extracting(row -> row.get("key") + ": " + row.get("last_error"))
                .containsExactly("bound: 503", "old: no receiver of this name is in the file of alerts");
        assertThat(registry.get("nudger.notices")
                        .tags("result", "expired")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(sender.waiting()).isOne();
        assertThat(sender.oldest()).isBetween(Duration.ofHours(22), Duration.ofHours(24));
        assertThat(registry.get("nudger.notices.waiting")
                        .tags("receiver", "ops")
                        .gauge()
                        .value())
                .isOne();
    }

    private void notice(String key, int hoursAgo, String heldBy) {
        rows.database.execute(
                "INSERT INTO notices (receiver, key, kind, due_at, held_by, payload)"
                        + " VALUES ('ops', ?, 'down', now() - make_interval(hours => ?), nullif(?, ''), '{}')",
                key,
                hoursAgo,
                heldBy);
    }
}
