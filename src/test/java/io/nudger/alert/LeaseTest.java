package io.nudger.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nudger.config.AlerterSettings;
import io.nudger.record.Database;
import io.nudger.record.Migrations;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class LeaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final TestDatabase database = Services.postgres().createDatabase();
    private final Vertx vertx = Vertx.vertx();
    private final Database connections = new Database(vertx, database.settings(), Duration.ofSeconds(20));

    @BeforeEach
    void migrate() throws SQLException {
        Migrations.run(database.settings());
    }

    @AfterEach
    void close() {
        connections.close().await();
        vertx.close().await();
    }

    @Test
    void oneLeadsAndAnotherTakesOverWhatIsReleased() {
        Lease first = lease(LONG);
        Lease second = lease(LONG);

        assertThat(first.renew().await()).isEqualTo(new Lease.Term(1, null));
        assertThat(second.renew().await()).isNull();
        assertThat(first.renew().await())
                .as("it is extended, and stays the same")
                .isEqualTo(new Lease.Term(1, null));
        assertThat(first.transaction(write("first")).await()).isOne();
        assertThatThrownBy(() -> second.transaction(write("second")).await())
                .isInstanceOf(Lease.NotLeadingException.class);

        first.release().await();

        assertThat(second.renew().await()).isNotNull().satisfies(term -> {
            assertThat(term.generation()).isEqualTo(2);
            assertThat(term.before()).as("until when the first one led").isNotNull();
        });
        assertThat(first.renew().await()).isNull();
        assertThat(notes()).isEqualTo("first");
    }

    /** It knows nothing of what happened while it stood still. */
    @Test
    void whoStoodStillAndLostTheLeaseWritesNothing() {
        Lease frozen = lease(LONG);
        assertThat(frozen.renew().await()).isNotNull();
        database.execute("UPDATE leases SET until = now() - interval '1 second'");
        Lease next = lease(LONG);
        assertThat(next.renew().await()).isNotNull().satisfies(term -> assertThat(term.generation())
                .isEqualTo(2));

        assertThat(frozen.isHeld()).as("as far as it knows").isTrue();
        assertThatThrownBy(() -> frozen.transaction(write("frozen")).await())
                .isInstanceOf(Lease.NotLeadingException.class);

        assertThat(frozen.isHeld()).isFalse();
        assertThat(next.transaction(write("next")).await()).isOne();
        assertThat(notes()).isEqualTo("next");
    }

    /** Its transaction holds the row of the lease; the server ends it before the lease is over. */
    @Test
    void whoStandsStillWithinATransactionIsNotWaitedFor() {
        Lease frozen = lease(SHORT);
        assertThat(frozen.renew().await()).isNotNull();
        Promise<Integer> never = Promise.promise();
        Future<Integer> writing = frozen.transaction(
                connection -> write("frozen").apply(connection).compose(written -> never.future()));
        await().atMost(PATIENCE)
                .until(() -> database.number("SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
                                + " WHERE c.relname = 'leases' AND l.mode = 'RowShareLock'")
                        > 0);

        Lease next = lease(SHORT);
        await().atMost(PATIENCE).until(() -> next.renew().await() != null);

        never.complete(1);
        await().atMost(PATIENCE).until(writing::isComplete);
        assertThat(writing.failed()).isTrue();
        assertThat(notes()).isEqualTo("");
    }

    /** Times are moved, not waited for: those here by a clock, those of the database by the row. */
    @Test
    void anotherLeadsWithinTenSecondsAfterTheLastSignOfTheLeader() {
        AlerterSettings usual = AlerterSettings.DEFAULT;
        Duration limit = Duration.ofSeconds(10);
        assertThat(usual.lease().plus(usual.tick()))
                .as("the lease, and the next look at it")
                .isLessThan(limit);
        AtomicLong clock = new AtomicLong();
        Lease leader = new Lease(connections, connections, usual.lease(), clock::get);
        Lease next = lease(usual.lease());
        assertThat(leader.renew().await()).isNotNull();

        clock.addAndGet(usual.lease().minusMillis(1).toNanos());
        pass(usual.lease().minusSeconds(1));
        assertThat(leader.isHeld()).isTrue();
        assertThat(next.renew().await()).as("it may still be extended").isNull();

        clock.addAndGet(Duration.ofMillis(1).toNanos());
        pass(Duration.ofSeconds(1));
        assertThat(leader.isHeld())
                .as("what it does not know for sure, it does not do")
                .isFalse();
        assertThat(leader.term()).isNull();
        assertThat(next.renew().await()).isNotNull().returns(2L, Lease.Term::generation);
        assertThat(leader.renew().await()).isNull();
    }

    private void pass(Duration time) {
        database.execute("UPDATE leases SET until = until - make_interval(secs => ?)", (double) time.toSeconds());
    }

    private Lease lease(Duration length) {
        return new Lease(connections, connections, length, System::nanoTime);
    }

    private static Function<SqlConnection, Future<Integer>> write(String note) {
        return connection -> connection
                .preparedQuery("INSERT INTO silences (selector, starts_at, ends_at, note)"
                        + " VALUES ('{}', now(), now() + interval '1 hour', $1)")
                .execute(io.vertx.sqlclient.Tuple.of(note))
                .map(rows -> rows.rowCount());
    }

    private String notes() {
        return String.valueOf(database.query("SELECT coalesce(string_agg(note, ','), '') AS notes FROM silences")
                .get(0)
                .get("notes"));
    }
}
