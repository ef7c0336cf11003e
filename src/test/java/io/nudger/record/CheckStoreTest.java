package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.info;
import static io.nudger.consume.Results.result;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.check.Alerting;
import io.nudger.check.CertificateInfo;
import io.nudger.check.CheckResult;
import io.nudger.check.FailureReason;
import io.nudger.check.FirstFailure;
import io.nudger.check.Observation;
import io.nudger.check.Origin;
import io.nudger.check.Phases;
import io.nudger.check.Quorum;
import io.nudger.check.TargetInfo;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import io.nudger.consume.Refused;
import io.nudger.consume.Results;
import io.nudger.consume.Stored;
import io.nudger.testing.RandomResults;
import io.vertx.core.Future;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("services")
final class CheckStoreTest {
    private static StoreFixture fixture;

    @BeforeAll
    static void migrate() {
        fixture = new StoreFixture();
        fixture.database.execute(
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'poison is refused' USING ERRCODE = 'data_exception';
                END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON targets
                    FOR EACH ROW WHEN (NEW.url LIKE '%poison%') EXECUTE FUNCTION refuse()""");
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void everythingThatWasMeasuredIsStored() {
        fixture.store(up("measured", "home", NOON));

        assertThat(fixture.database.query("SELECT * FROM check_results WHERE target = 'measured'"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("zone", "home")
                        .containsEntry("monitor", "monitor-home")
                        .containsEntry("scheduled_at", Timestamp.from(NOON))
                        .containsEntry("started_at", Timestamp.from(NOON.plusMillis(2)))
                        .containsEntry("delay", 0.002)
                        .containsEntry("outcome", "up")
                        .containsEntry("reason", null)
                        .containsEntry("message", null)
                        .containsEntry("status_code", 200)
                        .containsEntry("duration", 0.123456)
                        .containsEntry("resolve", 0.001001)
                        .containsEntry("connect", 0.002002)
                        .containsEntry("tls", 0.003003)
                        .containsEntry("processing", 0.004004)
                        .containsEntry("transfer", 0.005005)
                        .containsEntry("regexp_matched", true)
                        .containsEntry("body_bytes", 4_321)
                        .containsEntry("attempts", 1)
                        .containsEntry("degraded", null)
                        .hasSize(22));
        assertThat(fixture.database.number("SELECT count(*) FROM check_failures f JOIN targets t ON t.id = f.target_id"
                        + " WHERE t.name = 'measured'"))
                .isZero();
    }

    @Test
    void whatAlertsNeedToKnowOfATargetIsThatOfItsNewestResult() {
        Alerting first = new Alerting("Der Läden 🏪", "shop", List.of("router", "firewall"), Quorum.of(2), List.of());
        Alerting second = new Alerting(null, List.of(), Quorum.MAJORITY, List.of("backup"));
        fixture.store(result(alerting(first, "c1"), "home", NOON, Verdict.up()));
        assertThat(alerting()).isEqualTo("Der Läden 🏪 shop {router,firewall} 2 {}");

        fixture.store(result(alerting(second, "c2"), "home", NOON.plusSeconds(10), Verdict.up()));
        assertThat(alerting()).isEqualTo(" {}  {backup}");
    }

    private static TargetInfo alerting(Alerting alerting, String config) {
        return new TargetInfo(
                "alerting", "http://a/", Duration.ofSeconds(10), Map.of(), null, Thresholds.ONE, alerting, config);
    }

    private static Object alerting() {
        return Objects.requireNonNull(fixture.database
                .query(
                        "SELECT format('%s%s %s %s %s', title || ' ', group_name, depends_on, quorum, maintenance) AS text FROM targets"
                                + " WHERE name = 'alerting'")
                .get(0)
                .get("text"));
    }

    @Test
    void evidenceIsKeptOfWhatIsNotUp() {
        fixture.store(down("failed", "home", NOON));

        assertThat(fixture.database.query("SELECT outcome, reason, message FROM check_results WHERE target = 'failed'"))
                .containsExactly(Map.of("outcome", "down", "reason", "status", "message", "wanted 2xx, found 503"));
        assertThat(fixture.database.query("SELECT f.* FROM check_failures f JOIN targets t ON t.id = f.target_id"
                        + " WHERE t.name = 'failed'"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("match", "ok")
                        .containsEntry("body_excerpt", "the beginning")
                        .containsEntry("remote_address", "192.0.2.1:443")
                        .containsEntry("protocol", "HTTP/2")
                        .containsEntry("certificate_not_after", Timestamp.from(Instant.parse("2027-01-31T12:00:00Z")))
                        .containsEntry("certificate_sha256", "ab".repeat(32))
                        .containsEntry("certificate_issuer", "CN=Authority"));
    }

    @Test
    void checkThatDidNotRunHasNoMeasurements() {
        fixture.store(new CheckResult(
                info("idle", "c1"),
                new Origin("home", "m"),
                NOON,
                null,
                Verdict.missed(FailureReason.OVERLOADED, "no time"),
                Observation.NONE));

        assertThat(fixture.database.query("SELECT * FROM check_results WHERE target = 'idle'"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("outcome", "missed")
                        .containsEntry("started_at", null)
                        .containsEntry("delay", null)
                        .containsEntry("duration", null)
                        .containsEntry("status_code", null)
                        .containsEntry("regexp_matched", null)
                        .containsEntry("attempts", 0));
    }

    @Test
    void firstFailureOfACheckThatWasUpInTheEndIsKept() {
        Observation again =
                Results.observation().afterOthers(2, new FirstFailure(FailureReason.TIMEOUT, "no answer in time"));
        fixture.store(new CheckResult(info("flaky", "c1"), new Origin("home", "m"), NOON, NOON, Verdict.up(), again));

        assertThat(fixture.database.query("SELECT outcome, reason, message, attempts, first_reason, first_message"
                        + " FROM check_results WHERE target = 'flaky'"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("outcome", "up")
                        .containsEntry("reason", null)
                        .containsEntry("message", null)
                        .containsEntry("attempts", 2)
                        .containsEntry("first_reason", "timeout")
                        .containsEntry("first_message", "no answer in time"));
    }

    @Test
    void headersAndMatchesAreKept() {
        Observation seen = Results.observation();
        Observation evidence = new Observation(
                1,
                503,
                seen.duration(),
                seen.phases(),
                null,
                null,
                "sorry",
                5L,
                null,
                null,
                null,
                null,
                null,
                Map.of("server", "nginx", "retry-after", "120"));
        fixture.store(new CheckResult(
                info("evident", "c1"),
                new Origin("home", "m"),
                NOON,
                NOON,
                Verdict.down(FailureReason.STATUS, "503"),
                evidence));
        fixture.store(up("evident", "home", NOON.plusSeconds(10)));

        assertThat(fixture.database.query("SELECT message, body_excerpt, headers ->> 'retry-after' AS after,"
                        + " headers ->> 'server' AS server FROM check_evidence WHERE target = 'evident'"))
                .containsExactly(Map.of("message", "503", "body_excerpt", "sorry", "after", "120", "server", "nginx"));
        assertThat(fixture.database.query("SELECT scheduled_at, match FROM matches WHERE target = 'evident'"))
                .containsExactly(Map.of("scheduled_at", Timestamp.from(NOON.plusSeconds(10)), "match", "ok"));
    }

    @Test
    void changeOfCertificateIsVisibleWhateverTheOrder() {
        CheckStore other = fixture.anotherStore();
        List<CheckResult> results =
                List.of(certified("old", 0), certified("old", 600), certified("new", 4_000), certified("new", 8_000));
        fixture.store(results.get(3), results.get(0));
        other.store(List.of(results.get(2), results.get(1))).await();
        other.store(results).await();
        fixture.store(results);

        assertThat(fixture.database.query("SELECT sha256, subject, issuer, first_seen, last_seen"
                        + " FROM target_certificates WHERE target = 'certified' ORDER BY first_seen"))
                .containsExactly(
                        Map.of(
                                "sha256", "old",
                                "subject", "CN=site",
                                "issuer", "CN=ca",
                                "first_seen", Timestamp.from(NOON),
                                "last_seen", Timestamp.from(NOON)),
                        Map.of(
                                "sha256", "new",
                                "subject", "CN=site",
                                "issuer", "CN=ca",
                                "first_seen", Timestamp.from(NOON.plusSeconds(4_000)),
                                "last_seen", Timestamp.from(NOON.plusSeconds(7_200))));
    }

    private static CheckResult certified(String sha256, long seconds) {
        Observation seen = Results.observation();
        CertificateInfo certificate =
                new CertificateInfo(NOON.plus(Duration.ofDays(30)), sha256, "CN=ca", "CN=site", null, null);
        Observation observation = new Observation(
                1, 200, seen.duration(), seen.phases(), null, null, null, null, null, null, certificate);
        Instant slot = NOON.plusSeconds(seconds);
        return new CheckResult(info("certified", "c1"), new Origin("home", "m"), slot, slot, Verdict.up(), observation);
    }

    @Test
    void degradedChecksAreMarked() {
        Observation seen = Results.observation();
        Observation slow = new Observation(
                1, 200, seen.duration(), seen.phases(), null, null, null, null, null, null, null, true, null, Map.of());
        fixture.store(new CheckResult(info("degraded", "c1"), new Origin("home", "m"), NOON, NOON, Verdict.up(), slow));

        assertThat(fixture.database.query("SELECT outcome, degraded FROM check_results WHERE target = 'degraded'"))
                .containsExactly(Map.of("outcome", "up", "degraded", true));
    }

    @Test
    void numbersBeyondTheirColumnsAreStoredAsTheLargest() {
        Observation huge = new Observation(
                100_000, 999, Duration.ofHours(2), Phases.NONE, null, null, null, 1L << 40, null, null, null);
        fixture.store(new CheckResult(
                info("huge", "c1"),
                new Origin("home", "m"),
                NOON,
                NOON.plusSeconds(3_600),
                Verdict.down(FailureReason.SLOW, "slow"),
                huge));

        assertThat(fixture.database.query(
                        "SELECT delay, duration, body_bytes, attempts FROM check_results WHERE target = 'huge'"))
                .containsExactly(Map.of(
                        "delay", 2147.483647, "duration", 2147.483647, "body_bytes", 2147483647, "attempts", 32767));
    }

    @Test
    void repeatedResultsCountOnce() {
        List<CheckResult> results =
                List.of(up("repeated", "home", NOON), up("repeated", "home", NOON), up("repeated", "away", NOON));

        assertThat(fixture.outcomeOf(results).rows()).isEqualTo(2);
        assertThat(fixture.outcomeOf(results).rows()).isZero();
        assertThat(fixture.outcomeOf(down("repeated", "home", NOON)).rows()).isZero();
        assertThat(fixture.database.query("SELECT outcome, message FROM check_results WHERE target = 'repeated'"))
                .hasSize(2)
                .allSatisfy(
                        row -> assertThat(row).containsEntry("outcome", "up").containsEntry("message", null));
        assertThat(fixture.database.number("SELECT count(*) FROM check_failures f JOIN targets t ON t.id = f.target_id"
                        + " WHERE t.name = 'repeated'"))
                .isZero();
    }

    @Test
    void whatIsKnownTakesThePlaceOfWhatIsNot() {
        CheckResult missed = new CheckResult(
                info("better", "c1"),
                new Origin("home", "m"),
                NOON,
                null,
                Verdict.missed(FailureReason.STOPPED, "stopped"),
                Observation.NONE);
        fixture.store(up("better", "home", NOON.minusSeconds(10)), missed);

        Stored stored = fixture.outcomeOf(down("better", "home", NOON), missed);

        assertThat(stored.rows()).isZero();
        assertThat(stored.replaced()).isOne();
        assertThat(fixture.outcomeOf(missed).replaced()).isZero();
        assertThat(fixture.database.query("SELECT outcome, monitor, message FROM check_results"
                        + " WHERE target = 'better' ORDER BY scheduled_at DESC LIMIT 1"))
                .containsExactly(
                        Map.of("outcome", "down", "monitor", "monitor-home", "message", "wanted 2xx, found 503"));
    }

    /** A plan for all of them together would read the whole day once, which seems to be less than a thousand looks. */
    @Test
    void rivalsAreLookedUpByTheirKeys() {
        Instant day = NOON.minus(Duration.ofDays(5)).truncatedTo(ChronoUnit.DAYS);
        fixture.store(up("looked-up", "home", day));
        // A vacuum, or the server by itself, would read a range of pages for the index of times, and that is counted as
        // well.
        fixture.database.execute("ALTER TABLE checks_2026_11_15 SET (autovacuum_enabled = off)");
        fixture.database.execute("ALTER INDEX checks_2026_11_15_scheduled_at_idx SET (autosummarize = off)");
        fixture.database.execute("INSERT INTO checks (scheduled_at, target_id, zone_id, delay, outcome, attempts)"
                + " SELECT scheduled_at + n * interval '1 s', target_id, zone_id, 0, outcome, attempts"
                + " FROM checks, generate_series(1, 50000) n WHERE scheduled_at = '2026-11-15 00:00:00+00'");
        fixture.database.execute("ANALYZE checks_2026_11_15");
        long looks = ofOldDay("idx_scan");
        long read = ofOldDay("seq_tup_read + idx_tup_fetch");

        // What a connection has read, the server counts when that ends, else after ten seconds.
        Stored stored = fixture.storeAndLeave(IntStream.rangeClosed(1, 1_000)
                .mapToObj(n -> down("looked-up", "home", day.plusSeconds(20L * n)))
                .toList());

        assertThat(stored.rows() + stored.replaced()).isZero();
        await().until(() -> ofOldDay("idx_scan") >= looks + 1_000);
        assertThat(ofOldDay("seq_tup_read + idx_tup_fetch") - read).isBetween(1_000L, 5_000L);
    }

    private static long ofOldDay(String statistics) {
        return fixture.database.number(
                "SELECT " + statistics + " FROM pg_stat_user_tables WHERE relid = 'checks_2026_11_15'::regclass");
    }

    @Test
    void rowThatTheDatabaseDoesNotTakeLeavesTheOthersAlone() {
        List<CheckResult> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            results.add(up("good", "home", NOON.plusSeconds(i)));
        }
        results.add(7, up("poison-1", "home", NOON));
        results.add(15, up("poison-2", "home", NOON));

        Stored stored = fixture.outcomeOf(results);

        assertThat(stored.rows()).isEqualTo(20);
        assertThat(stored.refused()).extracting(Refused::index).containsExactly(7, 15);
        assertThat(stored.refused())
                .allSatisfy(refused -> assertThat(refused.reason()).contains("poison is refused"));
        assertThat(fixture.database.number("SELECT count(*) FROM check_results WHERE target = 'good'"))
                .isEqualTo(20);
    }

    @Test
    void whatIsRefusedDoesNotKeepItsSlotFromAnother() {
        TargetInfo poison = new TargetInfo("next", "poison", Duration.ofSeconds(1), Map.of(), null, "z");

        Stored stored = fixture.outcomeOf(result(poison, "home", NOON, Verdict.up()), down("next", "home", NOON));

        assertThat(stored.rows()).isOne();
        assertThat(stored.refused()).extracting(Refused::index).containsExactly(0);
        assertThat(fixture.database.query("SELECT outcome FROM check_results WHERE target = 'next'"))
                .containsExactly(Map.of("outcome", "down"));
    }

    @Test
    void whateverComesThroughTheCodecCanBeStored() {
        RandomResults random = new RandomResults(1);
        fixture.store(IntStream.range(0, 1_000)
                .mapToObj(n -> {
                    CheckResult odd = random.next();
                    return new CheckResult(
                            odd.target(),
                            odd.origin(),
                            NOON.plusMillis(n),
                            odd.startedAt(),
                            odd.verdict(),
                            odd.observation());
                })
                .toList());
    }

    @Test
    void namesAreNumberedWithoutGapsByPersistersSideBySide() {
        CheckStore other = fixture.anotherStore();
        List<Future<Stored>> stores = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            List<CheckResult> results = IntStream.range(i, i + 10)
                    .mapToObj(n -> up("numbered-" + n, "zone-" + n, NOON))
                    .toList();
            stores.add(fixture.store.store(results));
            stores.add(other.store(results));
        }
        Future.all(stores).await();

        for (String table : List.of("targets", "zones", "monitors")) {
            assertThat(fixture.database.query("SELECT max(id)::int AS max, count(*)::int AS count FROM " + table))
                    .allSatisfy(row -> assertThat(row.get("max")).isEqualTo(row.get("count")));
        }
        assertThat(fixture.database.number("SELECT count(*) FROM check_results WHERE target LIKE 'numbered-%'"))
                .isEqualTo(29);
    }

    @Test
    void oldDaysGetTheirPartitionWhenARowComes() {
        Instant old = NOON.minus(Duration.ofDays(60));
        fixture.store(up("old", "home", old), up("old", "home", NOON));

        assertThat(fixture.database.number("SELECT count(*) FROM check_results WHERE target = 'old'"))
                .isEqualTo(2);
    }

    @Test
    void partitionThatSomebodyDroppedIsMadeAgain() {
        Instant old = NOON.minus(Duration.ofDays(50));
        fixture.store(up("dropped", "home", old));
        assertThat(fixture.rollUp()).isNotNegative();
        fixture.database.execute(
                "SELECT drop_partitions(?, ?, ?)",
                LocalDate.ofInstant(old, ZoneOffset.UTC).plusDays(2),
                LocalDate.ofInstant(old, ZoneOffset.UTC).plusDays(2),
                LocalDate.ofInstant(old, ZoneOffset.UTC).plusDays(2));

        assertThat(fixture.outcomeOf(up("dropped", "home", old)).rows()).isOne();
    }
}
