package io.nudger.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Texts that strangers send to forge lines and to command terminals, and what must be left of them where they are shown. */
public final class ForeignTexts {
    /** One of each kind. */
    public static final List<String> KINDS = List.of(
            "\u001b[2J\u001b]0;owned\u0007", // escape sequences
            "\u009b31mred\u0085next", // the same in C1, and its line break
            "\u007f\b\b\bover", // deleted and overwritten
            "\u202egnp.exe\u202c", // turned around
            "\u2066isolated\u2069",
            "zero\u200bwidth\ufeff\u2060", // invisible
            "tag\udb40\udc41", // invisible beyond the basic plane
            "line\u2028paragraph\u2029",
            "broken\r\nforged line",
            "half\ud800",
            "pair\ud83d\ude00kept");

    /** All of them in one. */
    public static final String ALL = String.join(" | ", KINDS);

    private static final Pattern HARMFUL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}&&[^\n\t]]");

    private ForeignTexts() {}

    /** The bytes of a text in HTTP/1.1: those of Latin-1, in which C1 is. */
    public static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What reaches a terminal or the log shows what it says, and has no line of a stranger. */
    public static void assertHarmless(String shown) {
        assertThat(shown).doesNotContainPattern(HARMFUL);
        assertThat(shown.lines()).noneMatch(line -> line.startsWith("forged"));
    }
}
