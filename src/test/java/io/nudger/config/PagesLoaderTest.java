package io.nudger.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nudger.config.PageGroup.Part;
import io.nudger.config.PageSpec.PageLook;
import io.nudger.config.PageToken.Scope;
import io.nudger.document.InvalidConfigException;
import io.nudger.document.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PagesLoaderTest {
    private static final String TOKEN = "mVn3c0rJ8yqk2ZbT5dXw7LsGf9hPaU4e";

    @TempDir
    Path directory;

    @Test
    void defaults() throws Exception {
        assertThat(load("pages: [{access: public, groups: [{match: {}}]}]").pages())
                .containsExactly(new PageSpec(
                        "",
                        new PageLook("Status", null, null, "#2563eb", List.of("en", "de")),
                        new PageAccess.Everybody(),
                        List.of(new PageGroup("", Match.ALL, Map.of(), PageGroup.ALL)),
                        90,
                        List.of(1, 7, 30, 90, 365),
                        false,
                        false,
                        List.of()));
    }

    @Test
    void everyKeySetToSomethingElse() throws Exception {
        Path logo = Files.writeString(directory.resolve("logo.svg"), "<svg/>");
        Path secret = Files.writeString(directory.resolve("secret"), "hush\n");
        Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");

        List<PageSpec> pages =
                load("""
                        trusted_proxies: [10.0.0.0/8]
                        pages:
                          - slug: shop
                            title: Shop
                            logo: logo.svg
                            home: https://shop.example/
                            accent: '#112233'
                            languages: [de]
                            access: {basic: {user: u, password: '${file:%s}'}}
                            groups:
                              - {name: Web, match: {labels: {team: web}, names: [a*], group: g}, names: {api: The API}, show: [bars]}
                            days: 30
                            uptime: [24h, 7d]
                            show_urls: true
                            maintenance_counts: true
                            tokens:
                              - {name: ci, token: '${file:%s}', scopes: [read, reports]}
                              - {name: partner, sha256: %s}
                          - {slug: b, access: {header: X-User}, groups: []}
                          - {slug: c, access: {networks: 10.0.0.1}, groups: []}
                          - {slug: d, access: {header: X-User, from: 192.0.2.1}, groups: []}
                        """
                                .formatted(secret, token, "0f".repeat(32)))
                        .pages();

        assertThat(pages.get(0))
                .isEqualTo(new PageSpec(
                        "shop",
                        new PageLook("Shop", logo.toAbsolutePath(), "https://shop.example/", "#112233", List.of("de")),
                        new PageAccess.Basic("u", Secret.of("hush")),
                        List.of(new PageGroup(
                                "Web",
                                new Match(
                                        Map.of("team", Glob.of("web")),
                                        List.of(Glob.of("a*")),
                                        List.of(Glob.of("g")),
                                        List.of()),
                                Map.of("api", "The API"),
                                Set.of(Part.BARS))),
                        30,
                        List.of(1, 7),
                        true,
                        true,
                        List.of(
                                new PageToken("ci", PageToken.hash(TOKEN), Set.of(Scope.READ, Scope.REPORTS)),
                                new PageToken("partner", "0f".repeat(32), Set.of(Scope.READ)))));
        assertThat(pages.get(1).access())
                .isEqualTo(new PageAccess.Header("X-User", List.of(AddressRange.parse("10.0.0.0/8"))));
        assertThat(pages.get(2).access()).isEqualTo(new PageAccess.Networks(List.of(AddressRange.parse("10.0.0.1"))));
        assertThat(pages.get(3).access())
                .isEqualTo(new PageAccess.Header("X-User", List.of(AddressRange.parse("192.0.2.1"))));
        assertThat(pages.toString()).doesNotContain("hush").doesNotContain(TOKEN);
    }

    @Test
    void everyProblemIsReportedAtOnceWithItsLine() {
        InvalidConfigException refusal = catchThrowableOfType(
                InvalidConfigException.class,
                () -> load(
                        """
                        pages:
                          - slug: History!
                            acces: public
                            accent: blue
                            logo: no.svg
                            groups: [{name: a, show: [bar]}]
                          - {slug: api, access: everyone, groups: [{match: {zones: eu}}], days: 400}
                          - {slug: x, access: {basic: {user: u}, networks: []}}
                          - {slug: x, access: {header: X-User}, groups: []}
                        """));

        assertThat(refusal.problems().stream().map(problem -> problem.toString().replace(directory + "/", "")))
                .anySatisfy(problem -> assertThat(problem).startsWith("pages.yaml:2: pages[0].slug: wanted a slug"))
                .anySatisfy(problem -> assertThat(problem).contains("pages[0].access: wanted public"))
                .anySatisfy(problem -> assertThat(problem).contains("acces: unknown key", "did you mean \"access\"?"))
                .anySatisfy(problem -> assertThat(problem).contains("pages.yaml:4: pages[0].accent", "blue"))
                .anySatisfy(problem -> assertThat(problem).contains("logo", "cannot be read"))
                .anySatisfy(problem -> assertThat(problem).contains("groups[0].match: wanted an object"))
                .anySatisfy(problem -> assertThat(problem).contains("groups[0].show[0]", "did you mean \"bars\"?"))
                .anySatisfy(problem -> assertThat(problem).contains("pages[1].slug: stands for a part of the page"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("pages[1].access: wanted public, found \"everyone\""))
                .anySatisfy(problem -> assertThat(problem).contains("leave zones out"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("pages[1].days: wanted a whole number from 7 to 90"))
                .anySatisfy(problem -> assertThat(problem).contains("wanted one of basic, header and networks"))
                .anySatisfy(problem -> assertThat(problem).contains("basic.password: wanted a password, found nothing"))
                .anySatisfy(problem -> assertThat(problem).contains("pages[2].groups: wanted a list of groups"))
                .anySatisfy(problem -> assertThat(problem).contains("pages[3].slug: the slug is taken by"))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("pages[3].access.header: needs the addresses of the proxy that sets the header"));
    }

    private Pages load(String yaml) throws IOException, InvalidConfigException {
        Path file = Files.writeString(directory.resolve("pages.yaml"), yaml);
        return new PagesLoader(file, name -> null).load();
    }
}
