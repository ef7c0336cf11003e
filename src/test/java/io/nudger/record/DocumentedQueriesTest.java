package io.nudger.record;

import static io.nudger.consume.Results.NOON;
import static io.nudger.consume.Results.down;
import static io.nudger.consume.Results.up;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The queries of the docs: those of {@code docs/coming-from} run beside the tables that the old programs made. */
@Tag("services")
final class DocumentedQueriesTest {
    private static final Path PAGES = Path.of("docs/coming-from");
    private static final Pattern SQL = Pattern.compile("(?s)```sql\n(.*?)```");

    private static StoreFixture fixture;

    /** A query of a page. */
    record Query(String page, String sql) {
        @Override
        public String toString() {
            return page;
        }
    }

    @BeforeAll
    static void oldTables() {
        fixture = new StoreFixture();
        fixture.store(up("a", "fra", NOON), down("b", "fra", NOON));
        fixture.database.execute("SELECT keep_compat()");
        fixture.database.execute(
                """
                CREATE TABLE public.url_statuses (id serial PRIMARY KEY, timestamp timestamptz, url text,
                    status_code smallint, failure_reason text, response_time float, regexp text, regexp_matched bool);
                CREATE TABLE public.targets (id integer PRIMARY KEY, target varchar(128) UNIQUE,
                    created_at timestamp NOT NULL DEFAULT now());
                CREATE TABLE public.metrics_2026_10 (id bigint PRIMARY KEY, target_id integer, timestamp timestamp NOT NULL,
                    http_response_time real NOT NULL, http_status smallint NOT NULL, regexp_match boolean);
                CREATE TABLE public.hosts (status_code smallint, latency float, address text, is_valid boolean);
                CREATE TABLE public.sites (id serial PRIMARY KEY, url text UNIQUE);
                CREATE TABLE public.success (site_id int, started timestamptz, ended timestamptz, response_time float4,
                    status int, pattern text, match bool);
                CREATE TABLE public.errors (site_id int, started timestamptz, error_type text, message text);
                CREATE TABLE public.events (event_id integer PRIMARY KEY, ts timestamp NOT NULL, url varchar NOT NULL,
                    elapsed integer, error varchar, status integer, body_prefix varchar, content_match varchar);
                """);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void runs(Query query) {
        String sql = query.sql().strip();
        if (sql.startsWith("CREATE VIEW")) {
            fixture.database.execute(sql);
            sql = "SELECT * FROM " + sql.split("\\s+", 4)[2];
        }
        assertThat(fixture.database.query(sql)).isNotEmpty();
    }

    static Stream<Query> queries() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return pages.sorted().toList().stream().flatMap(DocumentedQueriesTest::queries);
        }
    }

    /** What a page asks depends on names and times; that the database takes it does not. */
    @ParameterizedTest
    @MethodSource("questions")
    void isTaken(Query query) {
        assertThat(fixture.database.query(query.sql().strip())).isNotNull();
    }

    static Stream<Query> questions() {
        return Stream.of("docs/queries.md", "docs/data.md").map(Path::of).flatMap(DocumentedQueriesTest::queries);
    }

    private static Stream<Query> queries(Path page) {
        return SQL.matcher(read(page))
                .results()
                .flatMap(block -> Stream.of(block.group(1).split(";")))
                .filter(sql -> !sql.isBlank())
                .map(sql -> new Query(page.getFileName().toString(), sql));
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
