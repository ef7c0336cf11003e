package io.nudger.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import io.nudger.config.Retention;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The past does not change: what the record says of a span of whole hours is the same whatever is summed up, archived,
 * dropped and expired meanwhile, whatever the time zone of the server. Only what arrives late makes a difference.
 */
@Tag("services")
final class PastTest {
    private static final int STEPS = 12;
    private static final List<String> EVENTS =
            List.of("summed up", "summed up", "expired", "expired", "archived", "late");
    private static final Duration KEPT = Duration.ofDays(2);
    private static final Duration LONG = Duration.ofDays(3_000);

    private static final String AVAILABILITY =
            """
            SELECT t.name, s.n, a.zone, format('%s %s %s %s', a.up, a.down, a.missed, a.unknown), a.expected, a.absent,
                   format('%s %s %s %s %s %s %s', a.maintenance_up, a.maintenance_down, a.maintenance_missed,
                          a.maintenance_unknown, a.maintenance_absent, a.maintenance_expected, a.undivided_hours)
              FROM targets t, unnest(?, ?) WITH ORDINALITY AS s (since, until, n), availability(t.name, s.since, s.until) a
             ORDER BY 1, 2, 3""";
    private static final String DURATIONS =
            """
            SELECT t.name, s.n, d.zone, d.histogram::text
              FROM targets t, unnest(?, ?) WITH ORDINALITY AS s (since, until, n), durations(t.name, s.since, s.until) d
             ORDER BY 1, 2, 3""";
    private static final Pattern COUNTS =
            Pattern.compile("^\\w+ \\| \\d+ \\| (?!null)\\w+ \\| (?!0 0 0 0)\\d+ \\d+ \\d+ \\d+");
    private static final String INCIDENTS =
            """
            SELECT target, zone, extract(epoch FROM started_at), extract(epoch FROM ended_at), failures
              FROM incidents ORDER BY 1, 2, 3""";
    private static final String SUMS =
            """
            SELECT target, zone, extract(epoch FROM hour), format('%s %s %s %s %s', up, down, missed, unknown, duration_p95)
              FROM hourly_results
            UNION ALL
            SELECT target, zone, extract(epoch FROM day), format('%s %s %s %s %s', up, down, missed, unknown, duration_p95)
              FROM daily_results ORDER BY 1, 2, 3, 4""";

    /** Days in which the clocks of these zones are set, and plain ones. */
    @ParameterizedTest
    @CsvSource({
        "1, America/St_Johns, 2025-10-31",
        "2, Pacific/Chatham, 2025-09-25",
        "3, America/St_Johns, 2026-03-06",
        "4, UTC, 2026-01-29",
        "5, Pacific/Chatham, 2026-04-02",
        "6, Asia/Kathmandu, 2025-12-30"
    })
    void answersStayTheSame(int seed, String timeZone, String firstDay) throws SQLException {
        try (StoreFixture fixture = new StoreFixture()) {
            // For the connections that are made from now on, those of the fixture among them.
            fixture.database.execute(
                    "ALTER DATABASE " + fixture.database.settings().database() + " SET timezone TO '" + timeZone + "'");
            try (Connection reader = fixture.database.connect();
                    Statement statement = reader.createStatement()) {
                statement.execute("SET timezone TO '" + timeZone + "'");
                new Story(fixture, reader, seed, Instant.parse(firstDay + "T00:00:00Z")).run();
            }
        }
    }

    /** What happens to a record, and what it says all the time. */
    private static final class Story {
        private final StoreFixture fixture;
        private final Connection reader;
        private final Random random;
        private final boolean archiving;
        private final RandomPast past;
        private final List<CheckResult> results;
        private final List<SlotGap> gaps;
        private final List<Instant[]> spans = new ArrayList<>();
        private final List<String> happened = new ArrayList<>();
        private Map<String, List<String>> answers = Map.of();
        private List<String> sums = List.of();
        private int today = 2;

        Story(StoreFixture fixture, Connection reader, int seed, Instant begin) {
            this.fixture = fixture;
            this.reader = reader;
            this.random = new Random(seed);
            this.archiving = seed % 2 == 0;
            this.past = new RandomPast(random, begin);
            this.results = past.results;
            this.gaps = past.gaps;
            spans.add(new Instant[] {past.day(0), past.day(RandomPast.DAYS)});
            for (int i = 0; i < 3; i++) {
                spans.add(past.span());
            }
        }

        void run() throws SQLException {
            Collections.shuffle(results, random);
            Collections.shuffle(gaps, random);
            arrive(results.size() * 9 / 10, gaps.size() / 2);
            announceWork();
            answers = answers();
            sums = ask(SUMS);
            for (int step = 0; step < STEPS; step++) {
                happen(EVENTS.get(random.nextInt(EVENTS.size())));
            }
            today = RandomPast.DAYS + 4;
            for (String event : List.of("summed up", "expired", "archived", "expired")) {
                happen(event);
            }
            assertThat(fixture.database.number("SELECT count(*) FROM checks"))
                    .as("rows that are left")
                    .isZero();
        }

        private void happen(String event) throws SQLException {
            switch (event) {
                case "summed up" -> {
                    assertThat(fixture.rollUp()).isNotNegative();
                    fixture.assertDaySumsAreThoseOfTheDays();
                }
                case "expired" -> {
                    today = Math.min(today + random.nextInt(2), RandomPast.DAYS + 4);
                    assertThat(partitions().dropExpired().await()).isNotNegative();
                }
                case "archived" ->
                    assertThat(new Archive(fixture.connections, partitions())
                                    .catchUp()
                                    .await())
                            .isNotNegative();
                default -> arrive(random.nextInt(60), random.nextInt(3));
            }
            happened.add(event);
            Map<String, List<String>> before = answers;
            answers = answers();
            if (!event.equals("late")) {
                before.forEach((name, answer) -> assertThat(answers.get(name))
                        .as("%s after %s", name, happened)
                        .isEqualTo(answer));
            }
            List<String> summed = sums;
            sums = ask(SUMS);
            if (!event.equals("summed up")) {
                assertThat(sums).as("sums after %s", happened).isEqualTo(summed);
            }
        }

        private void arrive(int rows, int ranges) {
            List<CheckResult> arriving = take(results, rows);
            List<SlotGap> told = take(gaps, ranges);
            Instant since = rawSince();
            fixture.store(arriving);
            assertThat(fixture.store.storeGaps(told).await()).isEmpty();
            past.deliver(arriving, told, since);
        }

        /** Two windows that overlap, and one that counts. */
        private void announceWork() {
            Instant[] span = past.span();
            fixture.database.execute(
                    """
                    INSERT INTO maintenances (name, selector, starts_at, ends_at, counts, source) VALUES
                        ('one', '{}', ?::timestamptz + '17 min', ?::timestamptz + '5 s', false, 'command'),
                        ('two', '{"names": ["shop"]}', ?::timestamptz + '40 min', ?::timestamptz + '5 h', false, 'command'),
                        ('counts', '{}', ?::timestamptz - interval '5 h', ?, true, 'command')""",
                    Stream.of(span[0], span[1], span[0], span[1], span[0], span[1])
                            .map(moment -> moment.atOffset(ZoneOffset.UTC))
                            .toArray());
        }

        private static <T> List<T> take(List<T> from, int count) {
            List<T> head = from.subList(0, Math.min(count, from.size()));
            List<T> taken = new ArrayList<>(head);
            head.clear();
            return taken;
        }

        private Partitions partitions() {
            Retention retention = new Retention(KEPT, archiving ? LONG : KEPT, KEPT, LONG);
            Instant now = past.day(today).plusSeconds(random.nextInt(80_000));
            return new Partitions(fixture.connections, fixture.connections, retention, InstantSource.fixed(now));
        }

        private Instant rawSince() {
            return Instant.ofEpochSecond(fixture.database.number(
                    "SELECT greatest(extract(epoch FROM since), 0)::bigint AS since FROM raw_bounds"));
        }

        private Map<String, List<String>> answers() throws SQLException {
            Array since = timestamps(0);
            Array until = timestamps(1);
            List<String> available = ask(AVAILABILITY, since, until);
            assertThat(available.stream()
                            .map(COUNTS::matcher)
                            .filter(Matcher::find)
                            .map(Matcher::group))
                    .as("what was stored")
                    .containsExactlyElementsOf(stored());
            return Map.of(
                    "availability", available, "durations", ask(DURATIONS, since, until), "incidents", ask(INCIDENTS));
        }

        /** As availability() says it, without the zones and spans of which nothing is known. */
        private List<String> stored() {
            List<String> stored = new ArrayList<>();
            for (String target : RandomPast.TARGETS) {
                for (int i = 0; i < spans.size(); i++) {
                    String line = target + " | " + (i + 1) + " | ";
                    past.counts(target, spans.get(i)[0], spans.get(i)[1])
                            .forEach((zone, counts) -> stored.add(line + zone + " | " + counts));
                }
            }
            return stored;
        }

        private Array timestamps(int bound) throws SQLException {
            return reader.createArrayOf(
                    "timestamptz",
                    spans.stream().map(span -> span[bound].toString()).toArray());
        }

        private List<String> ask(String sql, Object... parameters) throws SQLException {
            try (PreparedStatement statement = reader.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                List<String> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        rows.add(IntStream.rangeClosed(1, result.getMetaData().getColumnCount())
                                .mapToObj(column -> text(result, column))
                                .collect(Collectors.joining(" | ")));
                    }
                }
                return rows;
            }
        }

        private static String text(ResultSet row, int column) {
            try {
                return String.valueOf(row.getString(column));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
