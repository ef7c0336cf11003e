package io.nudger.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.FailureReason;
import io.nudger.check.Observation;
import io.nudger.check.Thresholds;
import io.nudger.check.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetSeriesTest {
    /** u is up, d down, m missed; in what is shown . is nothing and ? not confirmed. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, udu, udu",
        "2, 1, udduu, uuduu",
        "2, 1, ddu, ?du",
        "3, 2, ududddudd, ?????dddd",
        "2, 2, uududduu, ?uuuuddu",
        "2, 1, udmdmu, uu.d.u",
    })
    void aTargetIsUpOrDownByItsThresholds(int failure, int success, String checks, String confirmed) {
        TargetSeries series = new TargetSeries();
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < checks.length(); i++) {
            series.show(probe(checks.charAt(i)), new Thresholds(failure, success));
            seen.add(letter(series.shown()));
        }
        assertThat(String.join("", seen)).isEqualTo(confirmed);
    }

    private static String letter(TargetSeries.@Nullable Shown shown) {
        if (shown == null) {
            return ".";
        }
        return shown.confirmed() == null ? "?" : shown.confirmed() ? "u" : "d";
    }

    private static ProbeResult probe(char check) {
        Verdict verdict =
                switch (check) {
                    case 'u' -> Verdict.up();
                    case 'd' -> Verdict.down(FailureReason.STATUS, "503");
                    default -> Verdict.missed(FailureReason.OVERLOADED, "no time");
                };
        return new ProbeResult(Instant.EPOCH, verdict, Observation.NONE, ProbeResult.Facts.NONE, null);
    }
}
