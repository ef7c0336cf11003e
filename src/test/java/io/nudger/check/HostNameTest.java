package io.nudger.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** International names in ASCII, as {@code new URL()} of browsers and Node.js has them. */
class HostNameTest {
    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "EXAMPLE.org, example.org",
        "my_site.test, my_site.test",
        "stra\u00dfe.example, xn--strae-oqa.example",
        "STRASSE.example, strasse.example",
        "STRA\u1e9eE.example, xn--strae-oqa.example",
        "B\u00dcCHER.example, xn--bcher-kva.example",
        "bu\u0308cher.example, xn--bcher-kva.example",
        "fa\u00df.de, xn--fa-hia.de",
        "\u03b2\u03cc\u03bb\u03bf\u03c2.com, xn--nxasmm1c.com",
        "\u03a3\u03a3.gr, xn--4xaa.gr",
        "\u2603.net, xn--n3h.net",
        "\ud83d\udca9.la, xn--ls8h.la",
        "\u4f8b\u3048\u3002\u30c6\u30b9\u30c8, xn--r8jz45g.xn--zckzah",
        "\uff45\uff58.test, ex.test",
        "a\u00adb.test, ab.test",
        "\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444, xn--e1afmkfd.xn--p1ai",
        "xn--strae-oqa.example, xn--strae-oqa.example"
    })
    void areAsBrowsersHaveThem(String written, String ascii) {
        assertThat(HostName.toAscii(written)).isEqualTo(ascii);
    }

    @Test
    void aLabelHasAtMost63Characters() {
        assertThatThrownBy(() -> HostName.toAscii("\u00fc".repeat(60) + ".test"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
