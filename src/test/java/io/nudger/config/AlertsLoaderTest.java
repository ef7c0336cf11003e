package io.nudger.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nudger.check.StatusSet;
import io.nudger.check.TlsSpec;
import io.nudger.config.EmailSpec.Encryption;
import io.nudger.config.MaintenanceTime.Once;
import io.nudger.config.MaintenanceTime.Span;
import io.nudger.config.MaintenanceTime.Weekly;
import io.nudger.config.Route.When;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Problem;
import io.nudger.document.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlertsLoaderTest {
    @TempDir
    Path directory;

    @Test
    void defaults() throws Exception {
        assertThat(load("routes: []").alerts()).isEqualTo(Alerts.NONE);

        Alerts alerts = load("receivers: [{name: ops, slack: {url: 'https://a.example/x'}}]\nroutes: [{to: ops}]")
                .alerts();

        assertThat(alerts.routes())
                .containsExactly(new Route(
                        Match.ALL,
                        List.of("ops"),
                        Set.of(When.DOWN, When.UP, When.STALE, When.ZONE),
                        Duration.ofSeconds(10),
                        null,
                        Duration.ZERO,
                        false,
                        false));
        assertThat(alerts.receivers()).first().satisfies(receiver -> assertThat(receiver.calling())
                .isEqualTo(Calling.DEFAULT));
    }

    @Test
    void everyKeySetToSomethingElse() throws Exception {
        Files.writeString(directory.resolve("slack"), "https://hooks.slack.com/services/s3cret\n");
        Alerts alerts =
                load("""
                        receivers:
                          - {name: ops, slack: {url: '${file:%s/slack}', timeout: 5s, tls: {verify: false}}}
                          - {name: am, alertmanager: {urls: ['http://am-1:9093/'], labels: {source: nudger}}}
                          - name: mail
                            email: {to: [a@b.example, c@d.example], from: n@b.example, host: smtp.b.example, port: 25,
                              starttls: optional, user: joe, password: '${PASSWORD}'}
                          - {name: smtps, email: {to: a@b.example, from: n@b.example, host: smtp.b.example, port: 465}}
                          - name: hook
                            webhook: {url: 'https://a.example/n', method: PUT, headers: {X-Team: web}, ok: '200,202',
                              body: '{{title}}', content_type: text/plain}
                        routes:
                          - match: {labels: {team: web*}, names: ['shop*'], group: [a, b], zones: [eu]}
                            to: [ops, mail]
                            when: [down, partial]
                            group_wait: 0s
                            remind_every: 4h
                            after: 15m
                            unless: acknowledged
                            stop: true
                        defaults: {group_wait: 20s, max_listed: 5, resolved: false, give_up_after: 1h}
                        certificates: {days: [2, 60], match: {group: a}, to: [hook]}
                        flapping: {changes: 6, within: 1h, calm_for: 5m}
                        watchdog: {url: 'https://hc.example/x', interval: 30s}
                        maintenance:
                          - name: backup
                            match: {labels: {tier: db}}
                            every: [sunday, monday]
                            start: '02:00'
                            duration: 1h
                            time_zone: Europe/Berlin
                            counts: false
                          - {name: move, from: 2026-12-24T20:00:00+01:00, to: 2026-12-24T23:00:00+01:00}
                        """
                                .formatted(directory))
                        .alerts();

        assertThat(alerts.routes())
                .containsExactly(new Route(
                        new Match(
                                Map.of("team", Glob.of("web*")),
                                List.of(Glob.of("shop*")),
                                List.of(Glob.of("a"), Glob.of("b")),
                                List.of("eu")),
                        List.of("ops", "mail"),
                        Set.of(When.DOWN, When.PARTIAL),
                        Duration.ZERO,
                        Duration.ofHours(4),
                        Duration.ofMinutes(15),
                        true,
                        true));
        assertThat(alerts.defaults())
                .isEqualTo(new AlertDefaults(Duration.ofSeconds(20), 5, false, Duration.ofHours(1)));
        assertThat(alerts.certificates())
                .isEqualTo(new CertificateAlerts(
                        new TreeSet<>(List.of(2, 60)),
                        new Match(Map.of(), List.of(), List.of(Glob.of("a")), List.of()),
                        List.of("hook")));
        assertThat(alerts.flapping()).isEqualTo(new Flapping(6, Duration.ofHours(1), Duration.ofMinutes(5)));
        assertThat(alerts.watchdog())
                .isEqualTo(new Watchdog(Secret.of("https://hc.example/x"), Duration.ofSeconds(30), Calling.DEFAULT));
        assertThat(alerts.maintenance())
                .containsExactly(
                        new MaintenanceWindow(
                                "backup",
                                new Match(Map.of("tier", Glob.of("db")), List.of(), List.of(), List.of()),
                                new Weekly(
                                        Set.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY),
                                        LocalTime.of(2, 0),
                                        Duration.ofHours(1),
                                        ZoneId.of("Europe/Berlin")),
                                false),
                        new MaintenanceWindow(
                                "move",
                                null,
                                new Once(new Span(
                                        Instant.parse("2026-12-24T19:00:00Z"), Instant.parse("2026-12-24T22:00:00Z"))),
                                true));
        assertThat(alerts.toString()).doesNotContain("s3cret");
        checkReceivers(alerts);
    }

    private static void checkReceivers(Alerts alerts) {
        HttpReceiverSpec slack = (HttpReceiverSpec) requireNonNull(alerts.receiver("ops"));
        assertThat(slack.request().url().reveal()).isEqualTo("https://hooks.slack.com/services/s3cret");
        assertThat(slack.calling().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(slack.calling().tls().verify()).isFalse();
        assertThat(alerts.receiver("am"))
                .isEqualTo(new AlertmanagerSpec(
                        "am",
                        List.of(Secret.of("http://am-1:9093")),
                        Map.of("source", "nudger"),
                        Map.of(),
                        Calling.DEFAULT));
        assertThat(alerts.receiver("mail"))
                .isEqualTo(new EmailSpec(
                        "mail",
                        List.of("a@b.example", "c@d.example"),
                        "n@b.example",
                        new EmailSpec.Server(
                                "smtp.b.example", 25, Encryption.STARTTLS_OPTIONAL, "joe", Secret.of("s3cret")),
                        new Calling(Duration.ofSeconds(10), null, TlsSpec.DEFAULT)));
        assertThat(alerts.receiver("smtps")).isInstanceOfSatisfying(EmailSpec.class, email -> assertThat(
                        email.server().encryption())
                .isEqualTo(Encryption.TLS));
        HttpReceiverSpec hook = (HttpReceiverSpec) requireNonNull(alerts.receiver("hook"));
        assertThat(hook.request())
                .isEqualTo(new HttpReceiverSpec.Request(
                        "PUT",
                        Secret.of("https://a.example/n"),
                        Map.of("x-team", Secret.of("web")),
                        StatusSet.parse("200,202")));
    }

    /** Each of its comments that shows a key, as one would take the sign of a comment away. */
    @Test
    void theSampleIsRight() throws Exception {
        String sample = Files.readString(Path.of("conf/alerts.yaml"))
                .replaceAll("(?m)^#(?=watchdog:|  )", "")
                .replaceAll("(?m)^(receivers|routes|maintenance): \\[]", "$1:")
                .replaceAll("\\$\\{file:[^}]*}", "https://secret.example/")
                .replace("${HOOK_SECRET}", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .replaceAll("\\$\\{\\w+}", "https://a.example/")
                .replaceAll("(?m)^ +java -jar .*$", "");
        Path file = Files.writeString(directory.resolve("sample.yaml"), sample);

        AlertsFile read = new AlertsLoader(file, name -> null).load(null);

        assertThat(read.alerts().receivers().stream().map(ReceiverSpec::kind))
                .containsAll(Preset.keys())
                .contains("webhook", "alertmanager", "email");
        assertThat(read.alerts().routes()).hasSize(3);
        assertThat(read.alerts().maintenance()).hasSize(2);
        assertThat(read.alerts().defaults()).isEqualTo(AlertDefaults.BUILT_IN);
        assertThat(read.alerts().flapping()).isEqualTo(Flapping.BUILT_IN);
        assertThat(read.alerts().certificates()).isEqualTo(CertificateAlerts.BUILT_IN);
    }

    @Test
    void whatIsOfNoUseIsAWarning() throws Exception {
        AlertsFile file = load(
                """
                receivers:
                  - {name: ops, slack: {url: 'https://a.example/'}}
                  - {name: unused, slack: {url: 'https://a.example/'}}
                routes:
                  - {match: {names: ['sh?p']}, to: ops}
                  - {match: {labels: {team: nobody}}, to: ops}
                """,
                targets("targets: [{name: shop, url: 'https://a.example/', labels: {team: web}}]"));

        assertThat(file.warnings())
                .extracting(Problem::line, Problem::message)
                .containsExactly(
                        tuple(6, "no target matches the route, so that it never sends anything"),
                        tuple(3, "no route sends to the receiver \"unused\""));
    }

    /** In Berlin the clock is put forward on 29 March 2026, from 2 to 3, and back on 25 October, from 3 to 2. */
    @Test
    void windowsFollowTheClockOnTheWall() {
        Weekly nightly = new Weekly(
                Set.of(DayOfWeek.SUNDAY), LocalTime.of(2, 30), Duration.ofHours(1), ZoneId.of("Europe/Berlin"));

        assertThat(spans(nightly, "2026-03-22T00:00:00Z", "2026-04-06T00:00:00Z"))
                .containsExactly(
                        span("2026-03-22T01:30:00Z", "2026-03-22T02:30:00Z"),
                        span("2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z"),
                        span("2026-04-05T00:30:00Z", "2026-04-05T01:30:00Z"));
        assertThat(spans(nightly, "2026-10-25T00:00:00Z", "2026-10-26T00:00:00Z"))
                .containsExactly(span("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"));
    }

    @Test
    void windowsGoOverMidnightAndMayOverlap() {
        Weekly late = new Weekly(
                Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                LocalTime.of(23, 0),
                Duration.ofHours(30),
                ZoneId.of("Pacific/Auckland"));

        // Midnight of Monday in Auckland: both are under way.
        assertThat(spans(late, "2026-11-29T11:00:00Z", "2026-11-29T11:00:01Z"))
                .containsExactly(
                        span("2026-11-28T10:00:00Z", "2026-11-29T16:00:00Z"),
                        span("2026-11-29T10:00:00Z", "2026-11-30T16:00:00Z"));
        assertThat(spans(late, "2026-11-30T16:00:00Z", "2026-11-30T17:00:00Z")).isEmpty();
    }

    @Test
    void aWindowHoldsForWhatMatchesAndForWhoNamesIt() {
        MaintenanceTime time = new Once(span("2026-03-22T01:30:00Z", "2026-03-22T02:30:00Z"));
        MaintenanceWindow named = new MaintenanceWindow("backup", null, time, true);
        MaintenanceWindow matched = new MaintenanceWindow(
                "move", new Match(Map.of(), List.of(Glob.of("sh*p")), List.of(), List.of()), time, true);

        assertThat(named.holdsFor("shop", null, Map.of(), List.of())).isFalse();
        assertThat(named.holdsFor("shop", null, Map.of(), List.of("backup"))).isTrue();
        assertThat(matched.holdsFor("shop", null, Map.of(), List.of("backup"))).isTrue();
        assertThat(matched.holdsFor("shops", null, Map.of(), List.of())).isFalse();
    }

    private static List<Span> spans(MaintenanceTime time, String begin, String end) {
        return time.spans(Instant.parse(begin), Instant.parse(end));
    }

    private static Span span(String from, String to) {
        return new Span(Instant.parse(from), Instant.parse(to));
    }

    private AlertsFile load(String yaml) throws Exception {
        return load(yaml, null);
    }

    private AlertsFile load(String yaml, @Nullable Targets targets) throws Exception {
        Path file = Files.writeString(directory.resolve("alerts.yaml"), yaml);
        return new AlertsLoader(file, Map.of("PASSWORD", "s3cret")::get).load(targets);
    }

    private Targets targets(String yaml) throws IOException, InvalidConfigException {
        Path file = Files.writeString(directory.resolve("targets.yaml"), yaml);
        return new TargetsLoader(new TargetSource.AtPath(file), name -> null).load();
    }
}
