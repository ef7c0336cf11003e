package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.SlotGap;
import io.nudger.check.Verdict;
import io.nudger.consume.SetBackException;
import io.nudger.consume.StoredOffsets;
import io.nudger.consume.Topic;
import io.nudger.testing.Services;
import io.nudger.testing.TestDatabase;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database is not what it was, and the store goes on: no result comes under another's name. */
@Tag("services")
final class SetBackTest {
    private final StoreFixture fixture = new StoreFixture();
    private final TestDatabase database = fixture.database;
    private final List<Throwable> failures = new ArrayList<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void noResultIsStoredUnderTheNameOfAnother() {
        fixture.store(up("alpha", "home", NOON));
        Backup before = backup();
        store(down("beta", "home", slot(0)), up("beta", "home", slot(1)));
        before.restore();

        store(up("gamma", "home", slot(0)));
        store(up("beta", "home", slot(2)), up("alpha", "home", slot(2)));
        store(down("beta", "home", slot(3)));

        assertThat(database.query(
                        "SELECT up, down FROM availability('gamma', ?, ?) WHERE zone = 'home'", at(-1), at(9)))
                .containsExactly(Map.of("up", 1L, "down", 0L));
        assertThat(rows())
                .containsExactly(
                        "alpha home 0 up", "alpha home 2 up", "beta home 2 up", "beta home 3 down", "gamma home 0 up");
        assertThat(failures).hasAtLeastOneElementOfType(SetBackException.class);
        assertThat(fixture.incarnations.number()).isEqualTo(1);
        assertThat(database.number("SELECT id FROM targets WHERE name = 'gamma'"))
                .as("the number of beta is not given again")
                .isGreaterThan(2);
    }

    @Test
    void whoeverGoesOnFirst() {
        fixture.store(up("alpha", "home", NOON));
        Backup before = backup();
        CheckStore another = fixture.anotherStore();
        store(up("beta", "office", slot(0)));
        store(another, up("beta", "office", slot(1)), up("delta", "attic", slot(1)));
        before.restore();

        store(fixture.anotherStore(), up("gamma", "cellar", slot(0)));
        store(another, up("delta", "attic", slot(2)));
        store(up("beta", "office", slot(2)), up("gamma", "cellar", slot(2)));

        assertThat(rows())
                .containsExactly(
                        "alpha home 0 up",
                        "beta office 2 up",
                        "delta attic 2 up",
                        "gamma cellar 0 up",
                        "gamma cellar 2 up");
    }

    @Test
    void zonesMonitorsConfigurationsAndCertificatesAreWrittenAgain() {
        fixture.store(up("alpha", "home", NOON));
        Backup before = backup();
        CheckResult office = withCertificate(up("alpha", "office", slot(1)), "cd");
        store(office, result(info("alpha", "c2"), "home", slot(1), Verdict.up()));
        before.restore();

        store(up("alpha", "cellar", slot(1)));
        store(
                withCertificate(up("alpha", "office", slot(2)), "cd"),
                result(info("alpha", "c2"), "home", slot(2), Verdict.up()));

        assertThat(rows())
                .containsExactly("alpha cellar 1 up", "alpha home 0 up", "alpha home 2 up", "alpha office 2 up");
        assertThat(texts("SELECT monitor FROM check_results ORDER BY 1"))
                .containsExactly("monitor-cellar", "monitor-home", "monitor-home", "monitor-office");
        assertThat(texts("SELECT c.config || ' ' || z.name || ' ' || c.first_seen::text FROM target_configs c"
                        + " JOIN zones z ON z.id = c.zone_id ORDER BY 1"))
                .containsExactly(
                        "c1 cellar 2026-11-20 12:00:10+00",
                        "c1 home 2026-11-20 12:00:00+00",
                        "c1 office 2026-11-20 12:00:20+00",
                        "c2 home 2026-11-20 12:00:20+00");
        assertThat(texts("SELECT z.name || ' ' || left(c.sha256, 2) || ' ' || c.first_seen::text FROM certificates c"
                        + " JOIN zones z ON z.id = c.zone_id ORDER BY 1"))
                .containsExactly(
                        "cellar ab 2026-11-20 12:00:10+00",
                        "home ab 2026-11-20 12:00:00+00",
                        "office cd 2026-11-20 12:00:20+00");
        assertThat(database.number("SELECT count(*) FROM targets WHERE config = 'c2'"))
                .isEqualTo(1);
    }

    @Test
    void gapsAreHeldToTheSame() {
        fixture.store(up("alpha", "home", NOON));
        Backup before = backup();
        store(up("beta", "home", slot(0)));
        before.restore();

        store(fixture.anotherStore(), up("gamma", "home", slot(0)));
        SlotGap gap = new SlotGap(
                info("beta", "c1"),
                up("beta", "home", NOON).origin(),
                slot(1),
                slot(300),
                Verdict.missed(FailureReason.STOPPED, "The monitor was away."));
        assertThat(untilDone(() -> fixture.store.storeGaps(List.of(gap)))).isEmpty();

        assertThat(texts("SELECT target FROM missed_slot_ranges")).containsExactly("beta");
    }

    @Test
    void aSchemaThatIsMadeAnewKnowsNobody() throws SQLException {
        fixture.store(up("alpha", "home", NOON), up("beta", "office", NOON));
        database.execute("DROP SCHEMA nudger CASCADE");
        Migrations.run(database.settings());

        store(up("gamma", "cellar", slot(0)));
        store(up("beta", "office", slot(1)));

        assertThat(rows()).containsExactly("beta office 1 up", "gamma cellar 0 up");
    }

    @Test
    void namesThatAreChangedByHandAreLookedUpAgain() {
        fixture.store(up("alpha", "home", NOON), up("beta", "home", NOON));
        database.execute("UPDATE targets SET name = 'gamma' WHERE name = 'beta'");

        store(up("beta", "home", slot(1)), up("gamma", "home", slot(2)));

        assertThat(rows()).containsExactly("alpha home 0 up", "beta home 1 up", "gamma home 0 up", "gamma home 2 up");
    }

    @Test
    void namesWithRowsCannotBeRemoved() {
        fixture.store(up("alpha", "home", NOON));
        for (String child : List.of("target_configs", "target_statuses", "certificates")) {
            database.execute("DELETE FROM " + child);
        }

        for (String sql : List.of("DELETE FROM targets", "DELETE FROM zones", "TRUNCATE targets CASCADE")) {
            assertThatThrownBy(() -> database.execute(sql)).hasMessageContaining("rows of checks refer to");
        }
        database.execute("DELETE FROM checks; DELETE FROM targets WHERE name = 'alpha'");
        store(up("beta", "home", slot(1)), up("alpha", "home", slot(1)));

        assertThat(rows()).containsExactly("alpha home 1 up", "beta home 1 up");
    }

    @Test
    void howFarPartitionsAreStoredGoesBackWithTheRecord() {
        StoredOffsets first = progress(0, 100);
        fixture.store(up("alpha", "home", NOON));
        fixture.incarnations.keep(first).await();
        Backup before = backup();
        untilDone(() -> fixture.incarnations.keep(progress(0, 200)));
        assertThat(fixture.incarnations.positions(first).await())
                .isEqualTo(progress(0, 200).positions());
        before.restore();

        assertThatThrownBy(() -> untilDone(() -> fixture.incarnations.keep(progress(0, 300))))
                .as("what was stored is gone")
                .hasRootCauseInstanceOf(SetBackException.class);
        assertThatThrownBy(() -> fixture.store
                        .store(List.of(up("alpha", "home", slot(1))), 0)
                        .await())
                .as("what lies between is missing")
                .isInstanceOf(SetBackException.class);
        assertThat(fixture.incarnations.positions(progress(1, 0)).await()).isEqualTo(first.positions());
        assertThat(rows()).containsExactly("alpha home 0 up");
    }

    @Test
    void transactionsSideBySideProveTheSame() {
        // The first may be over before the second begins.
        await().until(() -> {
            Future<?> one = fixture.store.store(List.of(up("alpha", "home", NOON)));
            Future<?> other = fixture.store.store(List.of(up("beta", "home", NOON)));
            Future.join(one, other).await();
            return database.number("SELECT count(*) FROM commit_marks") == 2;
        });
        for (String worker : List.of("0", "1")) {
            database.execute("UPDATE commit_marks SET mark = mark - 1 WHERE worker = " + worker);
            assertThatThrownBy(() -> fixture.incarnations.verify().await()).isInstanceOf(SetBackException.class);
            Future.join(fixture.incarnations.verify(), fixture.incarnations.verify())
                    .await();
        }
        assertThat(fixture.incarnations.number()).isEqualTo(2);
    }

    private static Instant slot(int number) {
        return NOON.plusSeconds(10L * number);
    }

    private static java.sql.Timestamp at(int slot) {
        return java.sql.Timestamp.from(slot(slot));
    }

    private static StoredOffsets progress(int incarnation, long next) {
        return new StoredOffsets(incarnation, List.of(new StoredOffsets.Position("topic", 3, next)));
    }

    private static CheckResult withCertificate(CheckResult result, String fingerprint) {
        Observation seen = result.observation();
        return new CheckResult(
                result.target(),
                result.origin(),
                result.scheduledAt(),
                result.startedAt(),
                result.verdict(),
                new Observation(
                        seen.attempts(),
                        seen.statusCode(),
                        seen.duration(),
                        seen.phases(),
                        seen.regexpMatched(),
                        seen.match(),
                        seen.bodyExcerpt(),
                        seen.bodyBytes(),
                        seen.remoteAddress(),
                        seen.protocol(),
                        new CertificateInfo(
                                Instant.parse("2027-01-31T12:00:00Z"), fingerprint.repeat(32), "CN=Authority")));
    }

    private Backup backup() {
        return Backup.of(Services.postgres().database("postgres"), database);
    }

    private void store(CheckResult... results) {
        store(fixture.store, results);
    }

    private void store(CheckStore store, CheckResult... results) {
        assertThat(untilDone(() -> store.store(List.of(results))).refused()).isEmpty();
    }

    /** Connections are lost when a database is put back, and the first look at what it is now fails. */
    private <T> T untilDone(Supplier<Future<T>> attempt) {
        for (int left = 4; ; left--) {
            try {
                return attempt.get().await();
            } catch (Exception e) {
                failures.add(e);
                if (left == 0) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private List<String> rows() {
        return texts(
                "SELECT target || ' ' || zone || ' ' || (extract(epoch FROM scheduled_at - '2026-11-20 12:00:00+00')"
                        + " / 10)::int || ' ' || outcome FROM check_results ORDER BY 1");
    }

    private List<String> texts(String sql) {
        return Topic.texts(database, sql);
    }
}
