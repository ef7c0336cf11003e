package io.nudger.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.testing.ForeignTexts;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void everyKindOfForeignTextBecomesHarmless() {
        for (String kind : ForeignTexts.KINDS) {
            ForeignTexts.assertHarmless(Printable.line(kind));
            ForeignTexts.assertHarmless(Printable.quoted(kind, 80));
            ForeignTexts.assertHarmless(Printable.json('"' + kind.replaceAll("[\r\n]", "") + '"'));
            assertThat(Printable.line(kind)).doesNotContain("\n", "\t");
            assertThat(Printable.lines(kind)).doesNotContainPattern("[\\p{Cf}\\p{Zl}\\p{Cs}\u001b\u009b]");
        }
    }

    @Test
    void whatIsPrintableStays() {
        for (String text : new String[] {"", "plain", "Grüße, 世界", "\ud83d\ude00", "ελλάδα \u05d0", "a\u0301"}) {
            assertThat(Printable.line(text)).isSameAs(text);
            assertThat(Printable.json(text)).isSameAs(text);
        }
        assertThat(Printable.lines("a\n\tb\r\u202e")).isEqualTo("a\n\tb  ");
        assertThat(Printable.line("a\n\tb")).isEqualTo("a  b");
    }

    @Test
    void aQuoteSaysWhatWasThere() {
        assertThat(Printable.quoted("a\u202eb\ud800", 9)).isEqualTo("\"a\\u202eb\\ud800\"");
        assertThat(Printable.quoted("tag\udb40\udc41", 9)).isEqualTo("\"tag\\udb40\\udc41\"");
        assertThat(Printable.quoted("abc\ud83d\ude00", 4)).isEqualTo("\"abc\"...");
    }

    @Test
    void whatIsRecordedOfAFailureIsOneLine() {
        Verdict verdict = Verdict.down(FailureReason.BODY, ForeignTexts.ALL);
        assertThat(verdict.message()).doesNotContain("\n");
        ForeignTexts.assertHarmless(String.valueOf(verdict.message()));
        CertificateInfo certificate =
                new CertificateInfo(java.time.Instant.EPOCH, "00", ForeignTexts.ALL, ForeignTexts.ALL, null, null);
        ForeignTexts.assertHarmless(certificate.issuer() + certificate.subject());
    }
}
