package io.nudger.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void upHasNeitherReasonNorMessageAndAllOthersHaveBoth() {
        assertThat(Verdict.up()).isEqualTo(new Verdict(Outcome.UP, null, null));
        assertThatThrownBy(() -> new Verdict(Outcome.UP, FailureReason.STATUS, "why"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Verdict(Outcome.DOWN, null, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Verdict(Outcome.DOWN, FailureReason.STATUS, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLongMessageIsCut() {
        String message = Verdict.down(FailureReason.BODY, "x".repeat(5_000)).message();

        assertThat(message).hasSize(Verdict.MAX_MESSAGE).endsWith("x…");
    }

    @Test
    void evidenceLosesWhatCannotBeStored() {
        Verdict verdict = Verdict.down(FailureReason.BODY, "nul \0, half \ud83d, whole 😀");

        assertThat(verdict.message()).isEqualTo("nul \ufffd, half \ufffd, whole 😀");
    }

    @Test
    void longEvidenceIsCutBetweenCharacters() {
        String cut = "a".repeat(Verdict.MAX_MESSAGE - 2) + "😀😀";

        assertThat(Verdict.down(FailureReason.BODY, cut).message())
                .isEqualTo("a".repeat(Verdict.MAX_MESSAGE - 2) + "…");
    }
}
