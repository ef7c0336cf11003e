package io.nudger.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nudger.config.Match;
import io.nudger.consume.RecordException;
import io.nudger.report.Report;
import io.nudger.report.ReportOptions;
import io.nudger.report.ReportReader;
import io.nudger.report.ReportRequest;
import io.nudger.testing.Chromium;
import io.nudger.testing.Chromium.Tab;
import io.nudger.testing.PageRows;
import io.nudger.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages in a real browser, that of the machine. With {@code -Dnudger.pictures=docs/images} the pictures of the docs are made
 * anew.
 */
@Tag("services")
final class BrowserTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TAB = 9;
    private static final int ENTER = 13;
    private static final int PHONE = 320;

    @TempDir
    private static Path directory;

    private static @Nullable Serving page;
    private static @Nullable Chromium chromium;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(
                Chromium.program().isPresent(), "passed over: there is no Chromium here (apt-get install chromium)");
        page = new Serving(Showcase.rows().database(), Showcase.pages(directory)).ready();
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (page != null) {
            page.close();
        }
    }

    private static Tab tab() {
        return Objects.requireNonNull(chromium).open();
    }

    private static String url(String path) {
        return Objects.requireNonNull(page).url(path);
    }

    /** Every view, in light and dark: nothing for axe, for the policy or for the console to complain of, nothing from elsewhere. */
    @Test
    void everyViewIsForEverybody() throws IOException {
        String axe = axe();
        for (String path : List.of("/", "/targets/checkout", "/outages/1", "/history", "/maintenance", "/nothing")) {
            // axe takes seconds: what is on the others in the dark is on these two, and only the colours are others.
            boolean rich = path.equals("/") || path.equals("/targets/checkout");
            for (String scheme : rich ? List.of("light", "dark") : List.of("light")) {
                try (Tab tab = tab()) {
                    tab.size(1200, 900).media("prefers-color-scheme", scheme).load(url(path));
                    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })");
                    assertThat(tab.requests()).as(path).allMatch(request -> request.startsWith(url("/")));
                    assertThat(tab.complaints())
                            .as(path)
                            .allMatch(one -> path.equals("/nothing") && one.contains("404"));
                    tab.evaluate(axe);
                    String rules = scheme.equals("dark") ? "{runOnly: ['color-contrast']}" : "{}";
                    String violations = tab.text("axe.run(" + rules
                            + ").then(found => JSON.stringify(found.violations.map(one => one.id + ': ' + one.nodes.map("
                            + "node => node.html + ' ' + node.failureSummary).join('; '))))");
                    assertThat(violations).as(path + " " + scheme).isEqualTo("[]");
                }
            }
        }
    }

    private static String axe() throws IOException {
        try (InputStream script =
                Objects.requireNonNull(BrowserTest.class.getResourceAsStream("/axe.min.js"), "axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void onAPhoneNothingIsWiderThanTheScreen() {
        for (String path : List.of("/", "/?lang=de", "/targets/checkout", "/outages/1", "/history", "/maintenance")) {
            try (Tab tab = tab()) {
                tab.size(PHONE, 640).load(url(path));
                assertThat(tab.evaluate("document.documentElement.scrollWidth"))
                        .as(path)
                        .isEqualTo(PHONE);
            }
        }
    }

    @Test
    void withoutAScriptNothingIsMissing() {
        try (Tab tab = tab()) {
            tab.size(1200, 900).withoutScripts().load(url("/"));
            assertThat(tab.text("document.body.innerText"))
                    .contains("All systems are operational", "Checkout", "99.92", "uptime", "measured", "UTC");
            assertThat(tab.evaluate("document.querySelectorAll('svg.bars[role=img]').length"))
                    .isEqualTo(8);
            tab.load(url("/targets/checkout"));
            assertThat(tab.text("document.body.textContent")).contains("Day by day", "90 days", "no response in time");
        }
    }

    @Test
    void byTheKeyboardAloneAPersonGetsEverywhere() {
        try (Tab tab = tab()) {
            tab.size(1200, 900).load(url("/"));
            tab.press("Tab", TAB);
            assertThat(tab.text("document.activeElement.className")).isEqualTo("skip");
            assertThat(tab.evaluate("document.activeElement.getBoundingClientRect().top >= 0"))
                    .isEqualTo(true);
            for (int i = 0;
                    i < 40 && !tab.text("document.activeElement.textContent").equals("Checkout");
                    i++) {
                tab.press("Tab", TAB);
                assertThat(tab.text("getComputedStyle(document.activeElement).outlineStyle"))
                        .isNotEqualTo("none");
            }
            tab.press("Enter", ENTER);
            await().atMost(PATIENCE).until(() -> tab.text("location.pathname").equals("/targets/checkout"));
        }
    }

    @Test
    void motionAndLanguageAreThoseThatThePersonWants() {
        try (Tab tab = tab()) {
            tab.size(1200, 900).media("prefers-reduced-motion", "reduce").load(url("/"));
            await().atMost(PATIENCE)
                    .until(() -> tab.text("document.body.className").equals("live"));
            assertThat(tab.text("getComputedStyle(document.querySelector('.dot')).animationName"))
                    .isEqualTo("none");
        }
        try (Tab tab = tab()) {
            tab.header("Accept-Language", "de-DE").load(url("/"));
            assertThat(tab.text("document.documentElement.lang")).isEqualTo("de");
            assertThat(tab.text("document.body.innerText"))
                    .contains("Alle Systeme sind verfügbar", "99,92", "gemessen")
                    .doesNotContain("Operational");
            assertThat(tab.text("document.querySelector('.head a').getAttribute('href')"))
                    .doesNotContain("lang");
        }
    }

    /** A change is seen without a reload, where the person is, and is told once to whoever listens instead. */
    @Test
    void whatChangesIsSeenWithinSeconds() {
        PageRows own = new PageRows().reset();
        own.target("shop", "web", 30).target("blog", "web", 30).target("hidden", "other", 30);
        try (Serving served = new Serving(own.database(), null).ready();
                Tab tab = tab()) {
            tab.size(1200, 900).load(served.url("/"));
            await().atMost(PATIENCE)
                    .until(() -> tab.text("document.body.className").equals("live"));
            tab.evaluate("document.querySelector('a[href=\"/targets/blog\"]').focus()");

            own.become("shop", "down", "connect");

            await().atMost(PATIENCE).until(() -> tab.text("document.querySelector('h1').textContent")
                    .equals("1 of 3 systems is down"));
            assertThat(tab.text("document.activeElement.getAttribute('href')")).isEqualTo("/targets/blog");
            assertThat(tab.text("document.getElementById('news').textContent")).isEqualTo("shop: Down");
            assertThat(tab.text("document.querySelector('link[rel=icon]').href"))
                    .contains("icon-down");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    /** A page that was put away and taken out again, as by the back button, shows what is now. */
    @Test
    void aPageThatComesBackShowsWhatHappenedMeanwhile() {
        PageRows own = new PageRows().reset();
        own.target("shop", "web", 2);
        try (Serving served = new Serving(own.database(), null).ready();
                Tab tab = tab()) {
            tab.load(served.url("/"));
            await().atMost(PATIENCE).until(() -> served.streams() == 1);
            tab.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");
            await().atMost(PATIENCE).until(() -> served.streams() == 0);
            own.become("shop", "down", "connect");
            await().atMost(PATIENCE).until(() -> served.html("/").contains("1 of 1 systems is down"));

            tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");

            await().atMost(PATIENCE).until(() -> tab.text("document.querySelector('h1').textContent")
                    .contains("down"));
            await().atMost(PATIENCE).until(() -> served.streams() == 1);
            assertThat(tab.text("document.body.dataset.events")).isNotEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    /** What was missed comes when the browser is back; of what is on no page of its, nothing. */
    @Test
    void aStreamGoesOnWhereItWasCut() throws IOException {
        PageRows own = new PageRows().reset();
        own.target("shop", "web", 2).target("hidden", "other", 2);
        Path file = java.nio.file.Files.writeString(
                directory.resolve("web.yaml"),
                "pages: [{access: public, groups: [{match: {labels: {team: web}}, names: {shop: Shop}}]}]");
        try (Serving served = new Serving(own.database(), file).ready();
                Tab tab = tab()) {
            tab.load(served.url("/history"));
            tab.evaluate("window.seen = []; window.es = new EventSource('/events');"
                    + " es.addEventListener('state', e => seen.push(e.lastEventId + ' ' + e.data));"
                    + " new Promise(done => { es.onopen = () => done(1); })");
            own.become("hidden", "down", "connect");
            own.become("shop", "partial", "connect");
            await().atMost(PATIENCE).until(() -> tab.text("seen.length").equals("1"));
            assertThat(tab.text("seen[0]")).contains("\"target\":\"shop\"", "\"name\":\"Shop\"", "partial");
            String id = tab.text("seen[0].split(' ')[0]");
            own.become("shop", "down", "timeout");
            await().atMost(PATIENCE).until(() -> tab.text("seen.length").equals("2"));

            String replayed =
                    tab.text("fetch('/events', {headers: {'Last-Event-ID': '" + id + "'}}).then(async answer => {"
                            + " const reader = answer.body.getReader(); let text = '';"
                            + " while (!text.includes('event: state')) {"
                            + " text += new TextDecoder().decode((await reader.read()).value); } return text; })");

            assertThat(replayed)
                    .contains("\"state\":\"down\"")
                    .doesNotContain("partial")
                    .doesNotContain("hidden");
        }
    }

    @Test
    void manyTargetsAreASmallPage() {
        PageRows many = new PageRows().reset("eu");
        many.targets("service-", 100, 90);
        try (Serving served = new Serving(many.database(), null).ready()) {
            int size = compressed(served);
            assertThat(size).isLessThan(10_000);
        }
        many.targets("website-", 900, 90);
        for (int i = 1; i <= 20; i++) {
            many.notMeasured("service-" + i, 1 + i, 0.5);
            many.outage(
                    "service-" + i,
                    Duration.ofDays(80 - i),
                    Duration.ofDays(80 - i).minusMinutes(i),
                    "down",
                    "tls");
        }
        try (Serving served = new Serving(many.database(), null).ready()) {
            int size = compressed(served);
            assertThat(size).isLessThan(40_000);
        }
    }

    private static int compressed(Serving served) {
        return Objects.requireNonNull(
                        served.get("/", Map.of("accept-encoding", "gzip")).body())
                .length();
    }

    /** Without a place for them, only that of trouble. */
    @Test
    void pictures() {
        String where = System.getProperty("nudger.pictures");
        Path pictures = where == null ? directory : Path.of(where);
        trouble(pictures);
        assertThat(pictures.resolve("page-trouble.png")).isNotEmptyFile();
        if (where != null) {
            views(pictures);
            report(pictures);
        }
    }

    private static void views(Path pictures) {
        Map<String, String> views = Map.of(
                "overview",
                "/",
                "target",
                "/targets/checkout",
                "outage",
                "/outages/1",
                "history",
                "/history",
                "maintenance",
                "/maintenance");
        views.forEach((name, path) -> {
            try (Tab tab = tab()) {
                tab.size(1200, 800).load(url(path)).screenshot(pictures.resolve("page-" + name + ".png"));
                tab.media("prefers-color-scheme", "dark").screenshot(pictures.resolve("page-" + name + "-dark.png"));
                tab.media("prefers-color-scheme", "light")
                        .size(360, 740)
                        .screenshot(pictures.resolve("page-" + name + "-phone.png"));
            }
        });
        try (Tab tab = tab()) {
            tab.size(1200, 800).load(url("/?lang=de")).screenshot(pictures.resolve("page-overview-german.png"));
        }
    }

    /** Of the last month, with everything that a customer is given but the queries. */
    private static void report(Path pictures) {
        YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
        TestDatabase record = Showcase.rows().database();
        record.execute(
                """
                INSERT INTO state_changes (target_id, sequence, slot, decided_at, since, to_state, cause, late, zones)
                SELECT t.id, 0, t.first_seen, t.first_seen, t.first_seen, 'up', 'checks', false, '{}' FROM targets t""");
        try (Tab tab = tab()) {
            Path file = directory.resolve("report.html");
            Match platform = Match.of(List.of("team=platform"));
            ReportRequest request = ReportRequest.ofMonth(
                    month, Instant.now(), platform, new ReportOptions("Acme Cloud", 0.999, false));
            Report report = new ReportReader(record.settings()).read(request, Instant.now());
            Files.writeString(file, report.toHtml("en"));
            tab.size(1000, 800).load(file.toUri().toString());
            assertThat(tab.text("document.querySelector('h1').textContent")).isEqualTo("Acme Cloud");
            tab.evaluate(
                    "for (let part = [...document.querySelectorAll('h2')].find(h => h.textContent === 'Seals'), next; part;"
                            + " part = next) { next = part.nextElementSibling; part.remove(); }");
            tab.screenshot(pictures.resolve("report.png"));
        } catch (IOException | RecordException e) {
            throw new AssertionError(e);
        }
    }

    /** A bad morning. */
    private static void trouble(Path pictures) {
        PageRows bad = Showcase.rows();
        bad.outage("checkout", Duration.ofMinutes(25), null, "down", "timeout");
        bad.outage("api", Duration.ofMinutes(9), null, "partial", "connect");
        bad.become("search", "degraded", null);
        bad.become("cdn", "stale", null);
        bad.maintenance("Upgrade of the mail server", "office", Duration.ofHours(-1), Duration.ofHours(1));
        bad.outage("mail", Duration.ofMinutes(4), null, "down", "connect");
        try (Serving served = new Serving(bad.database(), directory.resolve("pages.yaml")).ready();
                Tab tab = tab()) {
            tab.size(1200, 800).load(served.url("/"));
            assertThat(tab.text("document.body.innerText"))
                    .contains("2 of 8 systems are down", "Partial outage", "Slow", "Not known", "Down, in maintenance");
            tab.screenshot(pictures.resolve("page-trouble.png"));
        }
    }
}
