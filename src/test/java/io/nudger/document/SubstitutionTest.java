package io.nudger.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubstitutionTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("A", "1", "_b2", "two", "EMPTY", "", "RAW", "${A}}");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | plain",
                "${A} | 1",
                "x${A}y${_b2}z | x1ytwoz",
                "${A}${A} | 11",
                "${NONE:-other} | other",
                "${A:-other} | 1",
                "${EMPTY:-other} | other",
                "[${EMPTY}] | []",
                "[${NONE:-}] | []",
                "${NONE:-${A}} | 1",
                "${NONE:-a${NONE:-b${_b2}}c} | abtwoc",
                "${NONE:-http://x:1/-} | http://x:1/-",
                "$${A} | ${A}",
                "a$${b}$${c} | a${b}${c}",
                "$$${A} | $${A}",
                "${RAW} | ${A}}",
                "$A and $ and $$ and {A} | $A and $ and $$ and {A}",
                "a} | a}",
            })
    void putsIn(String text, String expected) throws Refusal {
        assertThat(new Substitution(ENVIRONMENT::get).resolve(text))
                .isEqualTo(new Substitution.Resolved(expected, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hush\\n | hush",
                "hush\\r\\n | hush",
                "hush | hush",
                "two\\n\\n | two\\n",
                "` blanks stay \\n` | ` blanks stay `",
                "\uFEFFmarked | marked",
                "not ${A} looked at again | not ${A} looked at again",
            })
    void putsFilesIn(String content, String expected) throws IOException, Refusal {
        Path file = Files.writeString(directory.resolve("secret"), unescape(content));

        assertThat(new Substitution(ENVIRONMENT::get).resolve("${file:" + file + "}"))
                .isEqualTo(new Substitution.Resolved(unescape(expected), true));
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }

    @Test
    void readsAFileOnceInALoad() throws IOException, Refusal {
        Path file = Files.writeString(directory.resolve("secret"), "old");
        Substitution substitution = new Substitution(ENVIRONMENT::get);
        String reference = "${file:" + file + "}";

        String first = substitution.resolve(reference).text();
        Files.writeString(file, "new");

        assertThat(substitution.resolve(reference).text()).isEqualTo(first).isEqualTo("old");
        assertThat(new Substitution(ENVIRONMENT::get).resolve(reference).text()).isEqualTo("new");
    }

    @Test
    void refusesWhatIsNotText() throws IOException {
        Path file = Files.write(directory.resolve("secret"), new byte[] {(byte) 0xff, 0, 1});

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> new Substitution(ENVIRONMENT::get).resolve("${file:" + file + "}"))
                .withMessage("the file \"" + file + "\" cannot be read: not UTF-8 text");
    }
}
