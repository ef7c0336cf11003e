package io.nudger.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.re2j.Pattern;
import io.nudger.check.Alerting;
import io.nudger.check.BodyExpectation;
import io.nudger.check.Condition;
import io.nudger.check.ConnectionExpectation;
import io.nudger.check.ConnectionSpec;
import io.nudger.check.Evidence;
import io.nudger.check.Expectation;
import io.nudger.check.FailurePolicy;
import io.nudger.check.HeaderExpectation;
import io.nudger.check.HiddenQuery;
import io.nudger.check.HttpCheck;
import io.nudger.check.HttpPreference;
import io.nudger.check.IpVersion;
import io.nudger.check.JsonQuery;
import io.nudger.check.Payload;
import io.nudger.check.ProxySpec;
import io.nudger.check.ProxySpec.Kind;
import io.nudger.check.Quorum;
import io.nudger.check.RequestSpec;
import io.nudger.check.ResolverSpec;
import io.nudger.check.Retries;
import io.nudger.check.StatusSet;
import io.nudger.check.Target;
import io.nudger.check.Thresholds;
import io.nudger.check.TimeExpectation;
import io.nudger.check.TlsSpec;
import io.nudger.check.TlsVersion;
import io.nudger.check.UrlPattern;
import io.nudger.document.InvalidConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetsLoaderTest {
    private static final Target DEFAULTS = new Target(
            "a",
            URI.create("https://a.example/"),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            HttpCheck.DEFAULT,
            Map.of(),
            true);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://a.example/     | HTTPS_PROXY=http://p:3128                             | p 3128",
                "https://a.example/     | HTTPS_PROXY=http://p:3128 https_proxy=http://q:1      | q 1",
                "https://a.example/     | HTTP_PROXY=http://p:3128                              | none",
                "http://a.example/      | HTTP_PROXY=p                                          | p 80",
                "http://a.example/      | http_proxy=socks5://joe:pw@p:1080/                    | p 1080",
                "http://a.example/      | HTTP_PROXY=http://p:1 NO_PROXY=b.example,a.example    | none",
                "http://a.b.example/    | HTTP_PROXY=http://p:1 no_proxy=.b.example             | none",
                "http://a.b.example/    | HTTP_PROXY=http://p:1 no_proxy=B.example              | none",
                "http://ab.example/     | HTTP_PROXY=http://p:1 no_proxy=b.example              | p 1",
                "http://a.example:81/   | HTTP_PROXY=http://p:1 no_proxy=a.example:80           | p 1",
                "http://a.example/      | HTTP_PROXY=http://p:1 no_proxy=a.example:80           | none",
                "http://[::1]/          | HTTP_PROXY=http://p:1 no_proxy=::1                    | none",
                "http://a.example/      | HTTP_PROXY=http://p:1 no_proxy=*                      | none",
                "http://a.example/      | X=y                                                   | none",
            })
    void theProxyOfTheEnvironment(String url, String variables, String expected) throws Exception {
        Map<String, String> environment = Stream.of(variables.split(" ", -1))
                .map(each -> each.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
        Path file = Files.writeString(
                directory.resolve("targets.yaml"),
                "defaults: {proxy: environment}\ntargets: [{name: a, url: '" + url + "'}]");

        Target target = new TargetsLoader(new TargetSource.AtPath(file), environment::get)
                .load()
                .all()
                .iterator()
                .next();
        ProxySpec proxy = HttpCheck.of(target).request().connection().proxy();

        assertThat(proxy == null ? "none" : proxy.host() + " " + proxy.port()).isEqualTo(expected);
    }

    @Test
    void defaults() throws Exception {
        assertThat(load("targets: [{name: a, url: https://a.example/}]").all()).containsExactly(DEFAULTS);
    }

    @Test
    void everyKeySetToSomethingElse() throws Exception {
        Target target = single(
                """
                targets:
                  - name: a
                    url: http://b.example:81/c?d=e%20f
                    interval: 0.5
                    timeout: 240ms
                    regexp: '(?i)a.c'
                    method: POST
                    headers: {Accept: text/html, x-count: 5}
                    user_agent: me
                    auth: {basic: {user: joe, password: s3cret}}
                    body: a=b
                    cache_busting: true
                    ip_version: 6
                    connect_timeout: 100ms
                    tls: {verify: false, server_name: c.example, min_version: 1.3}
                    http_version: 2
                    strict_http: true
                    cookies: false
                    proxy: socks5://joe:p%3Aw@[2001:db8::1]:1080
                    reuse_connection: true
                    resolver: [192.0.2.1, '[2001:db8::2]:5353']
                    labels: {team: web, version: 3.10, country: no}
                    enabled: false
                    max_redirects: 0
                    max_body_size: 64KiB
                    failure_threshold: 3
                    success_threshold: 2
                    retries: 1
                    retry_interval: 0
                    evidence: false
                    keep_match: true
                    hide_query: true
                    title: Der Läden 🏪
                    group: shop
                    quorum: 2
                    maintenance: [backup, move]
                    expect:
                      status: [200, 301-303, 4xx]
                      headers: {Server: ^nginx, x-debug: absent}
                      not_regexp: '[Ee]rror'
                      body_contains: fine
                      json: {$.status: ok, $.count: '>= 3', $.tag: '=~ ^v'}
                      max_duration: 200ms
                      degraded_after: 0.1
                      protocol: HTTP/2
                      final_url: https://b.example/end
                      certificate_days: 14
                      leaf_certificate_days: 7
                """);

        assertThat(target)
                .isEqualTo(new Target(
                        "a",
                        "http://b.example:81/c?d=e%20f",
                        Duration.ofMillis(500),
                        Duration.ofMillis(240),
                        new HttpCheck(
                                new RequestSpec(
                                        "POST",
                                        Map.of(
                                                "accept", "text/html",
                                                "x-count", "5",
                                                "user-agent", "me",
                                                "authorization", "Basic am9lOnMzY3JldA=="),
                                        null,
                                        Payload.of("a=b"),
                                        true,
                                        0,
                                        false,
                                        65_536,
                                        new ConnectionSpec(
                                                IpVersion.V6,
                                                Duration.ofMillis(100),
                                                new TlsSpec(false, List.of(), null, "c.example", TlsVersion.V1_3),
                                                HttpPreference.HTTP_2,
                                                true,
                                                new ProxySpec(Kind.SOCKS5, "2001:db8::1", 1080, "joe", "p:w"),
                                                new ResolverSpec(List.of(
                                                        new InetSocketAddress("192.0.2.1", 53),
                                                        new InetSocketAddress("2001:db8::2", 5353))),
                                                true)),
                                new Expectation(
                                        StatusSet.parse("200,301-303,4xx"),
                                        Map.of(
                                                "server",
                                                new HeaderExpectation(Pattern.compile("^nginx")),
                                                "X-Debug",
                                                HeaderExpectation.ABSENT),
                                        BodyExpectation.of(
                                                "fine",
                                                Pattern.compile("(?i)a.c"),
                                                Pattern.compile("[Ee]rror"),
                                                Map.of(
                                                        JsonQuery.parse("$.status"),
                                                        Condition.equalTo("ok"),
                                                        JsonQuery.parse("$.count"),
                                                        new Condition(Condition.Operator.AT_LEAST, "3", null),
                                                        JsonQuery.parse("$.tag"),
                                                        new Condition(
                                                                Condition.Operator.MATCHES,
                                                                "^v",
                                                                Pattern.compile("^v")))),
                                        new TimeExpectation(Duration.ofMillis(200), Duration.ofMillis(100)),
                                        new ConnectionExpectation(
                                                "HTTP/2", new UrlPattern("https://b.example/end", null), 14, 7))),
                        new FailurePolicy(
                                new Retries(1, Duration.ZERO),
                                new Thresholds(3, 2),
                                new Evidence(Set.of(Evidence.Kept.MATCHES), HiddenQuery.ALL)),
                        Map.of("team", "web", "version", "3.10", "country", "no"),
                        false,
                        new Alerting("Der Läden 🏪", "shop", List.of(), Quorum.of(2), List.of("backup", "move"))));
    }

    @Test
    void targetsMayDependOnEachOther() throws Exception {
        String yaml =
                """
                defaults: {depends_on: [router], group: shop, quorum: any}
                targets:
                  - {name: router, url: https://a.example/, depends_on: []}
                  - {name: shop, url: https://a.example/}
                  - {name: cart, url: https://a.example/, depends_on: [shop, router], group: cart, quorum: all}
                """;

        Targets targets = load(yaml);

        assertThat(targets.all())
                .extracting(Target::alerting)
                .containsExactly(
                        new Alerting("shop", List.of(), Quorum.ANY, List.of()),
                        new Alerting("shop", List.of("router"), Quorum.ANY, List.of()),
                        new Alerting("cart", List.of("shop", "router"), Quorum.ALL, List.of()));
    }

    /** A chain, not a circle: as deep as there are targets. */
    @Test
    void aChainOfTargetsMayBeLong() throws Exception {
        StringBuilder yaml = new StringBuilder("targets:\n- {name: t0, url: 'https://a.example/'}\n");
        for (int i = 1; i < 20_000; i++) {
            yaml.append("- {name: t")
                    .append(i)
                    .append(", url: 'https://a.example/', depends_on: [t")
                    .append(i - 1)
                    .append("]}\n");
        }

        assertThat(load(yaml.toString()).all()).hasSize(20_000);
    }

    /** By its hash the record learns that they have changed. */
    @Test
    void whatAlertsNeedIsPartOfTheHash() throws Exception {
        Target plain = single("targets: [{name: a, url: 'https://a.example/'}]");
        Target alerting =
                single("targets: [{name: a, url: 'https://a.example/', group: g, quorum: all, maintenance: [backup]}]");

        assertThat(alerting).isNotEqualTo(plain);
        assertThat(alerting.fingerprint()).isNotEqualTo(plain.fingerprint());
    }

    @Test
    void defaultsHoldForTargetsThatSayNothingElse() throws Exception {
        Targets targets = load(
                """
                targets:
                  - {name: a, url: https://a.example/}
                  - name: b
                    url: https://a.example/
                    interval: 20s
                    headers: {ACCEPT: text/plain}
                    labels: {team: shop}
                    regexp: c
                    expect: {status: 404}
                defaults:
                  interval: 10s
                  timeout: 1s
                  method: HEAD
                  headers: {accept: text/html, user-agent: nudger}
                  labels: {team: web, tier: gold}
                  regexp: b
                  expect: {status: 200}
                  max_redirects: 1
                  max_body_size: 1KiB
                  enabled: false
                  failure_threshold: 4
                  retries: 2
                  retry_interval: 500ms
                """);

        Duration second = Duration.ofSeconds(1);
        assertThat(targets.all())
                .containsExactly(
                        new Target(
                                "a",
                                URI.create("https://a.example/"),
                                Duration.ofSeconds(10),
                                second,
                                new HttpCheck(
                                        new RequestSpec(
                                                "HEAD",
                                                Map.of("accept", "text/html", "user-agent", "nudger"),
                                                1,
                                                1_024),
                                        new Expectation(StatusSet.parse("200"), Pattern.compile("b"))),
                                new FailurePolicy(
                                        new Retries(2, Duration.ofMillis(500)), new Thresholds(4, 1), Evidence.DEFAULT),
                                Map.of("team", "web", "tier", "gold"),
                                false),
                        new Target(
                                "b",
                                URI.create("https://a.example/"),
                                Duration.ofSeconds(20),
                                second,
                                new HttpCheck(
                                        new RequestSpec(
                                                "HEAD",
                                                Map.of("accept", "text/plain", "user-agent", "nudger"),
                                                1,
                                                1_024),
                                        new Expectation(StatusSet.parse("404"), Pattern.compile("c"))),
                                new FailurePolicy(
                                        new Retries(2, Duration.ofMillis(500)), new Thresholds(4, 1), Evidence.DEFAULT),
                                Map.of("team", "shop", "tier", "gold"),
                                false));
    }

    @Test
    void expectationsAreMergedWithTheDefaults() throws Exception {
        Targets targets = load(
                """
                defaults:
                  expect: {headers: {server: a, vary: b}, json: {$.a: 1, $.b: 2}, max_duration: 3s, certificate_days: 7}
                targets:
                  - name: a
                    url: https://a.example/
                    expect: {headers: {VARY: absent}, json: {$.b: 3}, degraded_after: 1s}
                  - {name: b, url: https://a.example/}
                """);

        Expectation expectation =
                HttpCheck.of(requireNonNull(targets.byName().get("a"))).expectation();
        assertThat(expectation.headers()).hasSize(2).containsEntry("vary", HeaderExpectation.ABSENT);
        assertThat(expectation.body().json())
                .containsEntry(JsonQuery.parse("$.a"), List.of(Condition.equalTo("1")))
                .containsEntry(JsonQuery.parse("$.b"), List.of(Condition.equalTo("3")));
        assertThat(expectation.time()).isEqualTo(new TimeExpectation(Duration.ofSeconds(3), Duration.ofSeconds(1)));
        Expectation other =
                HttpCheck.of(requireNonNull(targets.byName().get("b"))).expectation();
        assertThat(expectation.connection()).isSameAs(other.connection());
        assertThat(other.body().json()).containsEntry(JsonQuery.parse("$.b"), List.of(Condition.equalTo("2")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | 200",
                "2xx | 2xx",
                "200-204 | 200-204",
                "'200, 301' | 200,301",
                "[2xx, 301] | 2xx,301",
                "[\"200,204\", 3xx] | 200,204,3xx",
            })
    void statusInEveryForm(String status, String expected) throws Exception {
        Target target = single("targets: [{name: a, url: https://a.example/, expect: {status: " + status + "}}]");

        assertThat(HttpCheck.of(target).expectation().status()).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example",
                "http://a.example:1/",
                "http://a.example:/",
                "HTTPS://A.example/b;c=d/%20?e=f&g[]=h",
                "http://localhost:65535/",
                "http://my_service:8080/health",
                "http://127.0.0.1/",
                "http://[2001:db8::1]:8080/",
                "https://münchen.example/straße?maß=1",
                "https://a.example./",
                "https://xn--mnchen-3ya.example/",
                "https://a-b.c--d.example:443/",
                "https://a23456789.123456789-123456789-123456789-123456789-123456789-123.example/",
            })
    void urlsOfManyKinds(String url) throws Exception {
        assertThat(single("targets: [{name: a, url: '" + url + "'}]").url()).hasToString(url);
    }

    @Test
    void noTargetsOnPurpose() throws Exception {
        assertThat(load("targets: []").all()).isEmpty();
    }

    @Test
    void anchorsAliasesAndMergesAreUnderstood() throws Exception {
        Targets targets = load(
                """
                defaults: {labels: &labels {team: web}}
                targets:
                  - &first
                    name: a
                    url: &url https://a.example/
                    interval: 10s
                  - <<: *first
                    name: b
                    labels: *labels
                  - <<: [{name: c, interval: 20s}, *first]
                  - {name: d, url: *url}
                """);

        assertThat(targets.all()).extracting(Target::name).containsExactly("a", "b", "c", "d");
        assertThat(targets.all()).extracting(Target::url).containsOnly(URI.create("https://a.example/"));
        assertThat(targets.all())
                .extracting(target -> target.interval().toSeconds())
                .containsExactly(10L, 10L, 20L, 30L);
        assertThat(targets.all()).extracting(Target::labels).containsOnly(Map.of("team", "web"));
    }

    @Test
    void jsonWithTabsAndAByteOrderMark() throws Exception {
        write("targets.json", "\uFEFF{\n\t\"targets\":\t[{\"name\": \"a\", \"url\": \"https:\\/\\/a.example/\"}]\n}");

        assertThat(load(directory.resolve("targets.json")).all()).containsExactly(DEFAULTS);
    }

    @Test
    void filesOfADirectoryAreMergedInNameOrder() throws Exception {
        write("20.yaml", "defaults: {interval: 20s}\ntargets: [{name: c, url: https://c.example/}]");
        write("10.yml", "defaults: {interval: 10s}\ntargets: [{name: b, url: https://b.example/}]");
        write("30.YAML", "targets: [{name: a, url: https://a.example/}]");
        write(".hidden.yaml", "broken");
        write("notes.txt", "broken");
        write("targets.yaml~", "broken");
        Files.createDirectories(directory.resolve("..2026_11_21/x.yaml"));

        assertThat(load(directory).all())
                .extracting(target -> target.name() + " " + target.interval().toSeconds())
                .containsExactly("b 10", "c 20", "a 30");
    }

    @Test
    void problemsOfAllFilesAreReportedTogether() throws Exception {
        write("1.yaml", "targets:\n  - {name: a, url: https://a.example/}\n");
        write("2.yaml", "targets:\n  - {name: b, url: https://b.example/, timeout: 1m}\n");
        write("3.yaml", "targets:\n");
        write("4.yaml", "targets:\n\n  - {name: a, url: https://c.example/}\n");
        Files.createSymbolicLink(directory.resolve("5.yaml"), directory.resolve("nowhere"));
        write("6.yaml", "targets: {");

        assertRefused(
                directory,
                """
                2.yaml:2: targets[0].timeout of "b": wanted less than the interval of 30s, found 1m
                3.yaml:1: targets: wanted a list of targets, found nothing; if there are to be none, write targets: []
                4.yaml:3: targets[0].name of "a": the name is taken by targets[0].name in 1.yaml:2; each stands once
                5.yaml: cannot be read: no such file
                6.yaml:1:11: not valid YAML: expected the node content, but found '<stream end>'""");
    }

    @Test
    void aDirectoryWithoutFilesIsRefused() {
        assertRefused(directory, "DIRECTORY: the directory holds no *.yaml file");
    }

    @Test
    void whatIsNotTextIsRefused() throws IOException {
        Path file = Files.write(directory.resolve("targets.yaml"), new byte[] {'t', (byte) 0xe4, ':'});

        assertRefused(file, "targets.yaml: cannot be read: not UTF-8 text");
    }

    @Test
    void veryManyProblemsAreCounted() {
        String targets =
                IntStream.range(0, 1_500).mapToObj(i -> "  - {}\n").collect(Collectors.joining("", "targets:\n", ""));

        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> load(targets))
                .withMessageEndingWith("\nand 2000 more")
                .satisfies(refusal -> assertThat(refusal.problems()).hasSize(1_000));
    }

    @Test
    void equalPartsAreShared() throws Exception {
        List<Target> targets = List.copyOf(
                load("""
                targets:
                  - {name: a, url: https://a.example/, regexp: b, interval: 10s, headers: {c: d}}
                  - {name: b, url: https://a.example/, regexp: b, interval: 10s, headers: {c: d}}
                """)
                        .all());

        assertThat(targets.get(0).check()).isSameAs(targets.get(1).check());
        assertThat(targets.get(0).interval()).isSameAs(targets.get(1).interval());
    }

    /** A few hundred milliseconds on a warm JVM; the bound only catches what grows with the square. */
    @Test
    @Timeout(180)
    void aHundredThousandTargets() throws Exception {
        String targets = IntStream.range(0, 100_000)
                .mapToObj(i -> "  - {name: t" + i + ", url: 'https://t" + i + ".example/', labels: {team: web}}\n")
                .collect(Collectors.joining("", "targets:\n", ""));

        assertThat(load(targets).all()).hasSize(100_000);
    }

    @Test
    void theSampleIsRight() throws Exception {
        assertThat(load(Path.of("conf/targets.yaml")).all())
                .extracting(Target::name)
                .containsExactly("iana", "example");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private Target single(String yaml) throws Exception {
        assertThat(load(yaml).all()).hasSize(1);
        return load(yaml).all().iterator().next();
    }

    private Targets load(String yaml) throws Exception {
        write("targets.yaml", yaml);
        return load(directory.resolve("targets.yaml"));
    }

    private static Targets load(Path path) throws InvalidConfigException {
        return new TargetsLoader(new TargetSource.AtPath(path), name -> null).load();
    }

    private void assertRefused(Path path, String message) {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> load(path))
                .satisfies(refusal -> assertThat(refusal.getMessage()
                                .replace(directory + "/", "")
                                .replace(directory.toString(), "DIRECTORY"))
                        .isEqualTo(message));
    }
}
