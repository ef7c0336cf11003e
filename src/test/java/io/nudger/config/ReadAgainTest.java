package io.nudger.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nudger.check.Target;
import io.nudger.document.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same files read again and again: only the files that changed are read, and nothing is overlooked. */
final class ReadAgainTest {
    private static final String TARGETS =
            """
            # Our sites.
            defaults: {interval: 10s, timeout: 2s}
            targets:
              - {name: a, url: 'http://a.example/?x=1&y=2'}
              - name: b
                url: http://b.example/
                regexp: |
                  - in a
                    block
              # Before c.
              - {name: c, url: 'http://c.example/',
                 labels: {team: web}}
              - {name: d, url: 'http://d.example/'}
            """;

    /** Lines that an edit may put in anywhere, most of which break something. */
    private static final List<String> LINES = List.of(
            "  - {name: e, url: 'http://e.example/'}",
            "  - {name: a, url: 'http://again.example/'}",
            "  - name: f",
            "    url: http://f.example/",
            "    interval: 1m",
            "    expect: {status: [200, 404]}",
            "    headers:",
            "      x: '- y'",
            "    url: >-",
            "      http://g.example/",
            "  - {name: h,",
            "     url: 'http://h.example/'}",
            "  - 'text",
            "    over lines'",
            "  - &anchor {name: i, url: 'http://i.example/'}",
            "  - *anchor",
            "  - <<: {enabled: false}",
            "defaults: {interval: 20s}",
            "targets:",
            "- {name: j, url: 'http://j.example/'}",
            "   - {name: k, url: 'http://k.example/'}",
            "labels: {team: web}",
            "...",
            "---",
            "# a comment",
            "",
            "    # deeper",
            "\t- {name: l, url: 'http://l.example/'}",
            "  - {name: m, url: 'http://${HOST:-m}.example/'}",
            "  - - {name: n, url: 'http://n.example/'}",
            "  -",
            "    {name: o, url: 'http://o.example/'}",
            "  - name: p\r",
            "? x");

    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path directory;

    private TargetsLoader loader;

    @BeforeEach
    void load() throws Exception {
        write("a.yaml", "targets: [\n  {name: z, url: 'http://z.example/'}]\n");
        write("targets.yaml", TARGETS);
        loader = new TargetsLoader(new TargetSource.AtPath(directory), environment::get);
    }

    @Test
    void onlyTheFileThatChangedIsReadAgain() throws Exception {
        Targets before = loader.load();
        assertThat(before.byName().keySet()).containsExactly("z", "a", "b", "c", "d");

        write("a.yaml", "targets: [\n  {name: z, url: 'http://z2.example/'}]\n");
        Targets after = loader.load();

        assertThat(target(after, "z").address()).isEqualTo("http://z2.example/");
        assertSame(before, after, "a", "b", "c", "d");
        assertAsReadAnew();
    }

    @Test
    void filesThatComeAndGoLeaveTheOthersAlone() throws Exception {
        Targets before = loader.load();

        write("more.yaml", TARGETS.replaceAll("name: ", "name: more "));
        Targets more = loader.load();
        assertThat(more.all()).hasSize(9);
        assertSame(before, more, "z", "a", "b", "c", "d");

        Files.delete(directory.resolve("a.yaml"));
        Targets fewer = loader.load();
        assertThat(fewer.all()).hasSize(8);
        assertSame(more, fewer, "a", "d", "more a", "more d");
    }

    @Test
    void aNameInTwoFilesIsReportedWithBothPlaces() throws Exception {
        Targets before = loader.load();

        write("a.yaml", "targets: [\n  {name: d, url: 'http://z.example/'}]\n");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(loader::load)
                .withMessageContaining("targets.yaml:13: ")
                .withMessageContaining("the name is taken by targets[0].name")
                .withMessageContaining("a.yaml:2");

        write("a.yaml", "targets: [\n  {name: z, url: 'http://z.example/'}]\n");
        assertThat(loader.load()).isEqualTo(before);
    }

    @Test
    void everyProblemOfEveryFileIsReported() throws Exception {
        assertThat(loader.load().all()).hasSize(5);

        write("a.yaml", "targets: [\n  {name: z, url: 'http://z.example/', interval: 0s}]\n");
        write("targets.yaml", TARGETS.replace("labels:", "label:"));

        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(loader::load)
                .satisfies(e -> assertThat(e.problems()).hasSize(2));
    }

    @Test
    void anotherEnvironmentIsSeen() throws Exception {
        environment.put("HOST", "one");
        write("targets.yaml", TARGETS.replace("http://a.", "http://${HOST}."));
        Targets before = loader.load();
        assertThat(target(before, "a").address()).startsWith("http://one.example/");

        environment.put("HOST", "two");

        Targets after = loader.load();
        assertThat(target(after, "a").address()).startsWith("http://two.example/");
        assertSame(before, after, "z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"headers: {x: '${file:%s}'}", "body_file: %s"})
    void anotherFileIsSeen(String option) throws Exception {
        write("part", "one");
        write(
                "targets.yaml",
                TARGETS + "  - {name: e, url: 'http://e.example/', " + option.formatted(directory.resolve("part"))
                        + "}\n");
        Target before = target(loader.load(), "e");

        write("part", "two");

        assertThat(target(loader.load(), "e")).isNotEqualTo(before);
        assertAsReadAnew();
    }

    @Test
    void whateverIsEditedItIsAsIfItWasReadAnew() throws Exception {
        Random random = new Random(1);
        String text = TARGETS;
        for (int i = 0; i < 600; i++) {
            String edited = edit(text, random);
            write("targets.yaml", edited);
            assertAsReadAnew();
            text = edited.length() < 2_000 && random.nextInt(20) > 0 ? edited : TARGETS;
        }
    }

    private static String edit(String text, Random random) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int at = random.nextInt(lines.size());
        int to = random.nextInt(lines.size());
        switch (random.nextInt(6)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(to));
            case 2 -> lines.add(to, lines.remove(at));
            case 3 -> lines.add(at, LINES.get(random.nextInt(LINES.size())));
            default -> {
                String line = lines.get(at);
                int cut = random.nextInt(line.length() + 1);
                String odd = random.nextInt(3) == 0
                        ? String.valueOf(" -:,{}[]'\"&*#|>%!?\n\r\t\u0085\u2028\uFEFF".charAt(random.nextInt(24)))
                        : "x";
                int skip = random.nextBoolean() ? 0 : Math.min(random.nextInt(3), line.length() - cut);
                lines.set(at, line.substring(0, cut) + odd + line.substring(cut + skip));
            }
        }
        return String.join("\n", lines);
    }

    private void assertAsReadAnew() {
        Outcome anew = outcome(new TargetsLoader(new TargetSource.AtPath(directory), environment::get));
        assertThat(outcome(loader)).isEqualTo(anew);
    }

    private static Outcome outcome(TargetsLoader loader) {
        try {
            return new Outcome(List.copyOf(loader.load().all()), "");
        } catch (InvalidConfigException e) {
            return new Outcome(List.of(), e.getMessage());
        }
    }

    private record Outcome(List<Target> targets, String refusal) {}

    private static void assertSame(Targets before, Targets after, String... names) {
        for (String name : names) {
            assertThat(target(after, name)).isSameAs(target(before, name));
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static Target target(Targets targets, String name) {
        return requireNonNull(targets.enabled(name), name);
    }
}
