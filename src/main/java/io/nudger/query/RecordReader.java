package io.nudger.query;

import static io.nudger.query.Mapping.instant;
import static io.nudger.query.Mapping.instantOrNull;
import static io.nudger.query.Mapping.list;
import static io.nudger.query.Mapping.number;
import static io.nudger.query.Mapping.real;

import io.nudger.check.State;
import io.nudger.config.PostgresSettings;
import io.nudger.query.TargetDetail.Phases;
import io.nudger.query.TargetDetail.Result;
import io.nudger.query.TargetDetail.Times;
import io.nudger.query.TargetDetail.Zone;
import io.nudger.query.TargetState.Votes;
import io.nudger.record.Database;
import io.nudger.record.PgFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads from the record. Belongs to one event loop; whatever is asked is answered, or fails, within ten seconds. */
public final class RecordReader {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    /** Days that are being summed up anew are few: the one that has just ended, or one that somebody replays. */
    private static final int OPEN_DAYS = 2;

    private static final int MAX_CHANGES = 1_000;
    private static final int MAX_OUTAGES = 20_000;

    private final Database database;

    private RecordReader(Database database) {
        this.database = database;
    }

    /** A reader with connections of its own. */
    public static RecordReader open(Vertx vertx, PostgresSettings settings) {
        return new RecordReader(new Database(vertx, settings, DEADLINE));
    }

    /** Closes the connections. */
    public Future<Void> close() {
        return database.close();
    }

    /** What went wrong, in one line. */
    public static String describe(Throwable failure) {
        return PgFailure.describe(failure);
    }

    /** Whether anything has changed. */
    public Future<Tick> tick() {
        return database.query(Statements.TICK, Tuple.tuple()).map(rows -> {
            Row row = rows.iterator().next();
            return new Tick(number(row, "change"), row.getBoolean("decided"), instant(row, "now"));
        });
    }

    /** The targets, and which slots are expected of them. */
    public Future<Catalog> catalog() {
        Future<RowSet<Row>> targets = database.query(Statements.TARGETS, Tuple.tuple());
        Future<RowSet<Row>> pairs = database.query(Statements.PAIRS, Tuple.tuple());
        return Future.all(targets, pairs)
                .map(all -> new Catalog(list(targets.result(), RecordReader::target), pairs(pairs.result())));
    }

    private static TargetEntry target(Row row) {
        Map<String, String> labels = new HashMap<>();
        row.getJsonObject("labels").forEach(label -> labels.put(label.getKey(), String.valueOf(label.getValue())));
        return new TargetEntry(
                row.getInteger("id"),
                row.getString("name"),
                row.getString("title"),
                row.getString("url"),
                row.getString("group_name"),
                labels,
                Duration.ofNanos(row.getLong("step") * 1_000),
                instant(row, "first_seen"),
                instant(row, "last_seen"));
    }

    private static Map<Integer, List<Catalog.Pair>> pairs(RowSet<Row> rows) {
        Map<Integer, Map<Short, List<ExpectedSlots.Configured>>> configurations = new HashMap<>();
        Map<Integer, Map<Short, Instant>> newest = new HashMap<>();
        for (Row row : rows) {
            int target = row.getInteger("target_id");
            short zone = row.getShort("zone_id");
            configurations
                    .computeIfAbsent(target, any -> new HashMap<>())
                    .computeIfAbsent(zone, any -> new ArrayList<>())
                    .add(new ExpectedSlots.Configured(
                            row.getLong("began"), row.getLong("last_seen"), row.getLong("step")));
            newest.computeIfAbsent(target, any -> new HashMap<>()).put(zone, instant(row, "newest"));
        }
        Map<Integer, List<Catalog.Pair>> pairs = new HashMap<>();
        configurations.forEach((target, zones) ->
                zones.forEach((zone, configured) -> pairs.computeIfAbsent(target, any -> new ArrayList<>())
                        .add(new Catalog.Pair(
                                new ExpectedSlots(configured),
                                newest.getOrDefault(target, Map.of()).getOrDefault(zone, Instant.EPOCH)))));
        return pairs;
    }

    /** How the slots of each day ended, over all zones, by the number of the target; without today. */
    public Future<Map<Integer, Map<LocalDate, Sums>>> days(LocalDate from, LocalDate today) {
        Map<Integer, Map<LocalDate, Sums>> days = new HashMap<>();
        Tuple span = Tuple.of(midnight(from), midnight(today));
        return database.query(Statements.DAYS, span)
                .compose(rows -> {
                    rows.forEach(row -> addDay(row, days));
                    return database.query(Statements.OPEN_DAYS, Tuple.of(midnight(from), midnight(today), OPEN_DAYS));
                })
                .compose(open -> {
                    Future<Void> replaced = Future.succeededFuture();
                    for (Row row : open) {
                        OffsetDateTime day = row.getOffsetDateTime("day").withOffsetSameInstant(ZoneOffset.UTC);
                        replaced = replaced.compose(done -> replace(day, days));
                    }
                    return replaced;
                })
                .map(done -> days);
    }

    private Future<Void> replace(OffsetDateTime day, Map<Integer, Map<LocalDate, Sums>> days) {
        return database.query(Statements.PIECES, Tuple.of(day, day.plusDays(1))).map(rows -> {
            rows.forEach(row -> days.computeIfAbsent(row.getInteger("target_id"), any -> new HashMap<>())
                    .put(day.toLocalDate(), Mapping.sums(row, "")));
            return null;
        });
    }

    private static void addDay(Row row, Map<Integer, Map<LocalDate, Sums>> days) {
        LocalDate day = LocalDate.ofInstant(instant(row, "day"), ZoneOffset.UTC);
        int[] targets = numbers(row, "targets");
        int[] up = numbers(row, "up");
        for (int i = 0; i < targets.length; i++) {
            days.computeIfAbsent(targets[i], any -> new HashMap<>()).put(day, new Sums(up[i], 0, 0, 0));
        }
        int[] bad = numbers(row, "bad_targets");
        int[] down = numbers(row, "down");
        int[] missed = numbers(row, "missed");
        int[] unknown = numbers(row, "unknown");
        for (int i = 0; i < bad.length; i++) {
            int at = i;
            change(days, bad[i], day, sums -> new Sums(sums.up(), down[at], missed[at], unknown[at]));
        }
        int[] quiet = numbers(row, "quiet_targets");
        int[] quietUp = numbers(row, "quiet_up");
        int[] quietDown = numbers(row, "quiet_down");
        int[] quietMissed = numbers(row, "quiet_missed");
        int[] quietUnknown = numbers(row, "quiet_unknown");
        for (int i = 0; i < quiet.length; i++) {
            Sums some = new Sums(quietUp[i], quietDown[i], quietMissed[i], quietUnknown[i]);
            change(days, quiet[i], day, sums -> sums.with(some));
        }
    }

    private static void change(
            Map<Integer, Map<LocalDate, Sums>> days, int target, LocalDate day, UnaryOperator<Sums> change) {
        Map<LocalDate, Sums> known = days.get(target);
        if (known != null) {
            known.computeIfPresent(day, (any, sums) -> change.apply(sums));
        }
    }

    /** None where the record has none. */
    private static int[] numbers(Row row, String column) {
        Integer[] numbers = row.getArrayOfIntegers(column);
        return numbers == null
                ? new int[0]
                : Arrays.stream(numbers).mapToInt(Integer::intValue).toArray();
    }

    /** How the slots of these days ended together, by the number of the target. */
    public Future<Map<Integer, Sums>> sums(LocalDate from, LocalDate to) {
        return database.query(Statements.SUMS, Tuple.of(midnight(from), midnight(to)))
                .map(rows -> byTarget(rows, row -> Mapping.sums(row, "")));
    }

    /** The newest slots, by the number of the target. */
    public Future<Map<Integer, Recent>> recent(Instant dayAgo, Instant today) {
        return database.query(Statements.RECENT, Tuple.of(utc(dayAgo), utc(today)))
                .map(rows -> byTarget(
                        rows,
                        row -> new Recent(Mapping.sums(row, ""), Mapping.sums(row, "_today"), number(row, "micros"))));
    }

    /** What each target is now, by its number, as an alerter has decided it. */
    public Future<Map<Integer, TargetState>> states() {
        return database.query(Statements.STATES, Tuple.tuple())
                .map(rows -> byTarget(
                        rows,
                        row -> new TargetState(
                                State.named(row.getString("state")),
                                instant(row, "since"),
                                Mapping.votes(row.getJsonObject("zones")),
                                row.getString("reason"),
                                row.getBoolean("taken_out"),
                                row.getLong("outage_id"))));
    }

    /** What each target is now by the newest results alone, when no alerter decides. */
    public Future<Map<Integer, TargetState>> undecidedStates() {
        return database.query(Statements.UNDECIDED, Tuple.tuple())
                .map(rows -> byTarget(
                        rows,
                        row -> new TargetState(
                                State.named(row.getString("state")),
                                null,
                                new Votes(
                                        Mapping.texts(row, "zones_up"),
                                        Mapping.texts(row, "zones_down"),
                                        List.of(),
                                        Mapping.texts(row, "zones_stale"),
                                        Mapping.texts(row, "zones_unknown")),
                                null,
                                false,
                                null)));
    }

    /** The changes of states after the one with this id up to that one, in their order, the first thousand of them. */
    public Future<List<Change>> changes(long after, long last) {
        return database.query(Statements.CHANGES, Tuple.of(after, last, MAX_CHANGES))
                .map(rows -> list(rows, RecordReader::change));
    }

    /** The changes of states that belong to an outage, in their order. */
    public Future<List<Change>> changesOf(OutageEntry outage) {
        return database.query(Statements.CHANGES_OF, Tuple.of(outage.target(), outage.id(), MAX_CHANGES))
                .map(rows -> list(rows, RecordReader::change));
    }

    static Change change(Row row) {
        return new Change(
                row.getLong("id"),
                row.getInteger("target_id"),
                Mapping.stateOrNull(row.getString("from_state")),
                State.named(row.getString("to_state")),
                instant(row, "since"),
                instant(row, "decided_at"),
                row.getString("cause"),
                row.getBoolean("late"));
    }

    /** The outages that were not over at this time, the newest first. */
    public Future<List<OutageEntry>> outages(Instant since) {
        return database.query(Statements.OUTAGES, Tuple.of(utc(since), MAX_OUTAGES))
                .map(rows -> list(
                        rows,
                        row -> new OutageEntry(
                                row.getLong("id"),
                                row.getInteger("target_id"),
                                instant(row, "started_at"),
                                instant(row, "confirmed_at"),
                                instantOrNull(row, "ended_at"),
                                State.named(row.getString("worst")),
                                row.getString("reason"),
                                row.getBoolean("late"))));
    }

    /** The maintenances that were not over at this time, and those to come, in the order of time. */
    public Future<List<MaintenanceEntry>> maintenances(Instant since) {
        return database.query(Statements.MAINTENANCES, Tuple.of(utc(since)))
                .map(rows -> list(
                        rows,
                        row -> new MaintenanceEntry(
                                row.getLong("id"),
                                row.getString("name"),
                                instant(row, "starts_at"),
                                instant(row, "ends_at"),
                                numbers(row))));
    }

    /** When targets were in maintenance that does not count, by their numbers; no two spans of a target overlap. */
    public Future<Map<Integer, List<Span>>> excluded(Instant from, Instant to) {
        return database.query(Statements.EXCLUDED, Tuple.of(utc(from), utc(to))).map(rows -> {
            Map<Integer, List<Span>> excluded = new HashMap<>();
            rows.forEach(row -> excluded.computeIfAbsent(row.getInteger("target_id"), any -> new ArrayList<>())
                    .add(new Span(instant(row, "since"), instant(row, "until"))));
            return excluded;
        });
    }

    private static Set<Integer> numbers(Row row) {
        Integer[] targets = row.getArrayOfIntegers("targets");
        return targets == null ? Set.of() : new HashSet<>(List.of(targets));
    }

    /** What is shown of one target alone: its zones since this day, and what happened of late. */
    public Future<TargetDetail> detail(TargetEntry target, LocalDate from) {
        Tuple id = Tuple.of(target.id());
        Future<RowSet<Row>> zones = database.query(Statements.ZONES, Tuple.of(target.name(), midnight(from)));
        Future<RowSet<Row>> phases = database.query(Statements.PHASES, id);
        Future<RowSet<Row>> hours = database.query(Statements.HOURS_OF, id);
        Future<RowSet<Row>> days = database.query(Statements.DAYS_OF, Tuple.of(target.id(), midnight(from)));
        Future<RowSet<Row>> results = database.query(Statements.RESULTS, id);
        Future<RowSet<Row>> certificate = database.query(Statements.CERTIFICATE, id);
        return Future.all(List.of(zones, phases, hours, days, results, certificate))
                .map(all -> {
                    Map<String, Phases> byZone = new HashMap<>();
                    phases.result().forEach(row -> byZone.put(row.getString("zone"), phases(row)));
                    return new TargetDetail(
                            list(zones.result(), row -> zone(row, byZone)),
                            list(hours.result(), RecordReader::times),
                            list(days.result(), RecordReader::times),
                            list(results.result(), RecordReader::result),
                            expiry(certificate.result()));
                });
    }

    private static Zone zone(Row row, Map<String, Phases> phases) {
        String zone = row.getString("zone");
        return new Zone(zone, Mapping.availability(row), phases.get(zone));
    }

    private static Phases phases(Row row) {
        return new Phases(
                row.getDouble("resolve"),
                row.getDouble("connect"),
                row.getDouble("tls"),
                row.getDouble("processing"),
                row.getDouble("transfer"));
    }

    private static Times times(Row row) {
        return new Times(row.getString("zone"), instant(row, "at"), real(row, "median"), real(row, "p95"));
    }

    private static Result result(Row row) {
        return new Result(
                row.getString("zone"),
                instant(row, "scheduled_at"),
                row.getString("outcome"),
                row.getString("reason"),
                real(row, "duration"));
    }

    private static @Nullable Instant expiry(RowSet<Row> rows) {
        return rows.size() == 0 ? null : instant(rows.iterator().next(), "not_after");
    }

    private static <T> Map<Integer, T> byTarget(RowSet<Row> rows, Function<Row, T> each) {
        Map<Integer, T> all = new HashMap<>();
        rows.forEach(row -> all.put(row.getInteger("target_id"), each.apply(row)));
        return all;
    }

    private static OffsetDateTime midnight(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    private static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
