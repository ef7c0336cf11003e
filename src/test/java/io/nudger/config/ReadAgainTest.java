package io.nudger.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nudger.check.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same files read again and again: only what changed is read, and nothing is overlooked. */
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

    /** With all that may stand around a list, and what reaches over the end of a line. */
    private static final String FRAMED =
            """
            \uFEFF# Our sites.
            %YAML 1.2
            ---
            targets:
            - name: a
              url: "http://a.example/?\\
                x=1"
            # Before b.

            - name: b
              url: http://b.example/
              expect:
                body_contains: |+
                  - name: x

              labels:
                team: web
                note: over
                  two lines
            - {name: c, url: 'http://c.example/', labels: {team:\tweb}}
            -   name: d
                url: http://${HOST:-d}.example/

            ...
            # The end.
            """;

    /** With everything two columns from the left, and at its end what ends with the file. */
    private static final String INDENTED =
            """
              targets:
                - name: a
                  url: http://a.example/
                - name: b
                  url: http://b.example/
                  labels: {}
                - name: c
                  url: http://c.example/
                  regexp: |
                    in c
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

    private Path path;
    private TargetsLoader loader;

    @BeforeEach
    void load() throws Exception {
        path = directory.resolve("targets.yaml");
        write("targets.yaml", TARGETS);
        loader = new TargetsLoader(new TargetSource.AtPath(path), environment::get);
    }

    @Test
    void onlyTheTargetThatChangedIsReadAgain() throws Exception {
        Targets before = loader.load();

        write("targets.yaml", TARGETS.replace("http://b.example/", "http://b2.example/"));
        Targets after = loader.load();

        assertThat(target(after, "b").address()).isEqualTo("http://b2.example/");
        assertSame(before, after, "a", "c", "d");
        assertAsReadAnew();
    }

    @Test
    void targetsThatComeAndGoLeaveTheOthersAlone() throws Exception {
        Targets before = loader.load();
        String added = "  - {name: e, url: 'http://e.example/'}\n";

        write("targets.yaml", TARGETS.replace("  # Before", added + "  # Before"));
        Targets inserted = loader.load();
        assertThat(inserted.byName().keySet()).containsExactly("a", "b", "e", "c", "d");
        assertSame(before, inserted, "a", "c", "d");

        write("targets.yaml", TARGETS + added);
        Targets appended = loader.load();
        assertThat(appended.byName().keySet()).containsExactly("a", "b", "c", "d", "e");
        assertSame(before, appended, "a");

        write("targets.yaml", TARGETS.replaceAll("  - \\{name: c[^}]*}}\n", ""));
        Targets removed = loader.load();
        assertThat(removed.byName().keySet()).containsExactly("a", "b", "d");
        assertSame(before, removed, "a");
        assertAsReadAnew();
    }

    @Test
    void whatIsWrongIsToldWithItsLine() throws Exception {
        Targets before = loader.load();

        write("targets.yaml", TARGETS.replace("name: d,", "name: a,"));
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(loader::load)
                .withMessageContaining("targets.yaml:13: ")
                .withMessageContaining("the name is taken by targets[0].name");

        write("targets.yaml", TARGETS);
        assertThat(loader.load()).isEqualTo(before);
    }

    @Test
    void otherDefaultsAreThoseOfEveryTarget() throws Exception {
        assertThat(loader.load().all()).hasSize(4);

        write("targets.yaml", TARGETS.replace("10s", "20s"));

        assertThat(loader.load().all())
                .allSatisfy(target -> assertThat(target.interval()).hasSeconds(20));
    }

    @Test
    void defaultsBehindTheListAreSeenToGo() throws Exception {
        write("targets.yaml", "targets:\n- {name: a, url: 'http://a.example/'}\ndefaults: {interval: 10s}\n");
        assertThat(target(loader.load(), "a").interval()).hasSeconds(10);

        write("targets.yaml", "targets:\n- {name: a, url: 'http://a.example/'}\n");

        assertThat(target(loader.load(), "a").interval()).hasSeconds(30);
    }

    @Test
    void anotherEnvironmentIsSeen() throws Exception {
        environment.put("HOST", "one");
        write("targets.yaml", TARGETS.replace("http://a.", "http://${HOST}."));
        assertThat(target(loader.load(), "a").address()).startsWith("http://one.example/");

        environment.put("HOST", "two");

        assertThat(target(loader.load(), "a").address()).startsWith("http://two.example/");
    }

    /** As it is seen by who looks while it is being written. */
    @ParameterizedTest
    @MethodSource
    void howeverMuchOfItIsThereItIsAsIfItWasReadAnew(String original) throws Exception {
        for (int length = original.length() - 1; length > 0; length--) {
            write("targets.yaml", original);
            assertAsReadAnew();
            write("targets.yaml", original.substring(0, length));
            assertAsReadAnew();
        }
    }

    static Stream<String> howeverMuchOfItIsThereItIsAsIfItWasReadAnew() {
        return Stream.of(
                FRAMED,
                FRAMED.replace("...", "defaults:\n  interval: 10s\n  timeout: 2s"),
                INDENTED.replace("\n", "\r\n"));
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
    void ofSeveralFilesOnlyWhatChangedIsReadAgain() throws Exception {
        write("zones.yaml", "targets: [\n  {name: z, url: 'http://z.example/'}]\n");
        write("more.yaml", TARGETS.replaceAll("name: ", "name: more "));
        path = directory;
        loader = new TargetsLoader(new TargetSource.AtPath(path), environment::get);
        assertThat(loader.load().all()).hasSize(9);
        Files.delete(directory.resolve("zones.yaml"));
        Targets before = loader.load();

        write("targets.yaml", TARGETS.replace("a.example", "a2.example"));
        Targets after = loader.load();

        assertThat(target(after, "a").address()).startsWith("http://a2.example/");
        assertSame(before, after, "b", "c", "d", "more a", "more d");
        write("targets.yaml", TARGETS.replace("name: a", "name: more a"));
        assertAsReadAnew();
    }

    @ParameterizedTest
    @MethodSource
    void whateverIsEditedItIsAsIfItWasReadAnew(long seed, String original) throws Exception {
        Random random = new Random(seed);
        String text = original;
        Set<Target> before = Collections.newSetFromMap(new IdentityHashMap<>());
        int shared = 0;
        for (int i = 0; i < 600; i++) {
            String edited = edit(text, random);
            write("targets.yaml", edited);
            assertAsReadAnew();
            Outcome after = outcome(loader);
            shared += after.targets().stream().anyMatch(before::contains) ? 1 : 0;
            before.addAll(after.targets());
            boolean onward = after.refusal().isEmpty() || random.nextInt(3) == 0;
            text = onward && edited.length() < 2_000 && random.nextInt(20) > 0 ? edited : original;
        }
        assertThat(shared).isGreaterThan(30);
    }

    static Stream<Arguments> whateverIsEditedItIsAsIfItWasReadAnew() {
        return Stream.of(Arguments.of(1, TARGETS), Arguments.of(2, FRAMED), Arguments.of(3, INDENTED));
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
        Outcome anew = outcome(new TargetsLoader(new TargetSource.AtPath(path), environment::get));
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
