package io.nudger.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small readers and writers that the importers share. */
final class TextsTest {
    @ParameterizedTest
    @CsvSource({
        "30s, 30000",
        "1m30s, 90000",
        "1.5h, 5400000",
        "500ms, 500",
        "1d, 86400000",
        "1h1ms, 3600001",
        ".5s, 500",
        "2w, 1209600000"
    })
    void readsDurationsOfGoAndPrometheus(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "1m 30s", "-5s", "5 minutes", "1x", "s5"})
    void knowsWhatIsNoDuration(String text) {
        assertThat(Durations.parse(text)).isNull();
    }

    @Test
    void keepsEndlessDurationsWithinBounds() {
        assertThat(Durations.parse("9".repeat(100) + "y")).isGreaterThan(Duration.ofDays(100_000));
    }

    @ParameterizedTest
    @CsvSource({"86400000, 1d", "5400000, 90m", "60000, 1m", "90000, 90s", "2500, 2500ms", "7200000, 2h"})
    void writesDurationsInTheLargestWholeUnit(long millis, String text) {
        assertThat(Durations.write(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "*ok*, it is ok., true",
        "*ok*, it is not, false",
        "ok, '  ok\n', true",
        "ok, ok!, false",
        "o?, ok, true",
        "*a*b*, 'a\nb', true",
        "*a*b*, b a, false",
        "v[0-9].*, v1.2, true",
        "v[0-9].*, vx.2, false",
        "v[0-9].*, v1x2, false",
        "*1+1=2?*, 1+1=2!, true",
        "*\\**, a*b, true",
        "*\\**, ab, false",
        "*, anything, true"
    })
    void matchesPagesAsGatusDoes(String glob, String page, boolean matches) {
        assertThat(Pattern.compile(Regexps.glob(glob)).matcher(page).find()).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b*c", "(1+1)?", "[x]{2}", "^a|b$", "back\\slash", "price: ${5}"})
    void findsQuotedTextsLiterally(String text) {
        String pattern = References.plain(Regexps.quote(References.literal(text)));

        assertThat(Pattern.compile(pattern).matcher("<" + text + ">").find()).isTrue();
        assertThat(Pattern.compile(pattern)
                        .matcher("<" + text.replace("a", "-").replace("5", "6") + "<1>")
                        .find())
                .isEqualTo(!text.contains("a") && !text.contains("5"));
    }

    @ParameterizedTest
    @CsvSource({
        "costs 5$$, costs 5$",
        "$TOKEN, ${TOKEN}",
        "a${TOKEN}b, a${TOKEN}b",
        "$$TOKEN, $TOKEN",
        "$${TOKEN}, $${TOKEN}",
        "'^a$', '^a$'"
    })
    void readsTheReferencesOfGatus(String text, String expected) {
        assertThat(References.fromGatus(text)).isEqualTo(expected);
    }

    @Test
    void distinguishesReferencesFromTextsThatLookLikeThem() {
        assertThat(References.in("a ${B} c")).isTrue();
        assertThat(References.in(References.literal("a ${B} c"))).isFalse();
        assertThat(References.plain(References.literal("a ${B} c"))).isEqualTo("a ${B} c");
    }

    @Test
    void readsCommandsAsAShellDoes() throws Exception {
        String script =
                """
                # a comment
                SITE=https://a.example; export PERIOD='3'0
                run one\\ word "two $SITE" 'three $SITE' \\
                    "four \\"$X\\"" five#six # seven
                echo $(cat "a file") `date` && true
                """;

        List<Shell.Command> commands = Shell.commands(new Source("run.sh", script));

        assertThat(commands.stream().map(Shell.Command::words))
                .containsExactly(
                        List.of("SITE=https://a.example"),
                        List.of("export", "PERIOD=30"),
                        List.of("run", "one word", "two https://a.example", "three $SITE", "four \"${X}\"", "five#six"),
                        List.of("echo", "$(cat \"a file\")", "`date`"),
                        List.of("true"));
        assertThat(commands.stream().map(Shell.Command::line)).containsExactly(2, 2, 3, 5, 5);
        assertThat(commands.get(1).assignments()).isEqualTo(Map.of("PERIOD", "30"));
    }

    @Test
    void readsVariablesAsDockerComposeDoes() {
        Map<String, String> variables = EnvFile.read(
                """
                # a comment
                A=plain text   # and a comment
                export B='single \\\\S+ it\\'s $X'
                C="double \\"quoted\\"\\nline"
                D=
                E=a#b
                nonsense
                """);

        assertThat(variables)
                .containsExactly(
                        Map.entry("A", "plain text"),
                        Map.entry("B", "single \\S+ it's $X"),
                        Map.entry("C", "double \"quoted\"\nline"),
                        Map.entry("D", ""),
                        Map.entry("E", "a#b"));
    }

    @Test
    void givesOutNamesOnce() {
        Names names = new Names();

        assertThat(names.claim("Café", "")).isEqualTo("Cafe");
        assertThat(names.claim("Cafe", "")).isEqualTo("Cafe (2)");
        assertThat(names.claim("Home 🏠", "")).isEqualTo("Home");
        assertThat(names.claim("博客", "blog.example")).isEqualTo("blog.example");
        assertThat(names.claim("", "")).isEqualTo("target");
        assertThat(names.claim("x".repeat(200), "")).hasSize(128);
        assertThat(names.claim("x".repeat(200), "")).hasSize(128).endsWith("x (2)");
        assertThat(names.claimVariable("https://3a.example/b")).isEqualTo("A_EXAMPLE_B");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/b, https://a.example/b, false",
        "a.example:81/b?c, http://a.example:81/b?c, false",
        "HTTPS://a.example, https://a.example, false",
        "https://user:p@ss@a.example/b#c, https://a.example/b, true",
        "https://bücher.example, https://xn--bcher-kva.example, false",
        "http://[::1]:81/, http://[::1]:81/, false"
    })
    void completesUrls(String old, String expected, boolean credentials) {
        OldUrl url = OldUrl.of(old);

        assertThat(url.text()).isEqualTo(expected);
        assertThat(url.credentials()).isEqualTo(credentials);
    }
}
