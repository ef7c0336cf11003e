package io.nudger.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.SlotMark;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SlotMarksTest {
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3_600 * SECOND;

    private final SlotMarks marks = new SlotMarks();

    private static SlotMark mark(long slot) {
        return new SlotMark(slot, 10 * SECOND);
    }

    @Test
    void aNewTargetOwesNothing() {
        assertThat(marks.begin("new", mark(50))).isNull();

        assertThat(marks.takeChanges()).containsExactly(new SlotChange("new", null, mark(50)));
        assertThat(marks.hasChanges()).isFalse();
    }

    @Test
    void aTargetOfAnEarlierProcessGoesOnWhereThatLeftOff() {
        marks.recall(Map.of("known", mark(20)));

        assertThat(marks.begin("known", mark(50))).isEqualTo(mark(20));

        assertThat(marks.hasChanges()).as("until something is accounted for").isFalse();
        marks.accounted("known", mark(60));
        assertThat(marks.takeChanges()).containsExactly(new SlotChange("known", mark(20), mark(60)));
    }

    @Test
    void aReplacedTargetKeepsItsMark() {
        assertThat(marks.begin("t", mark(50))).isNull();

        assertThat(marks.begin("t", mark(90))).isNull();

        assertThat(marks.takeChanges()).containsExactly(new SlotChange("t", null, mark(50)));
    }

    @Test
    void whatWasRemovedWhileNobodyLookedOwesNothing() {
        marks.recall(Map.of("gone", mark(20), "here", mark(30)));
        assertThat(marks.begin("here", mark(50))).isEqualTo(mark(30));

        marks.forgetOthers();

        assertThat(marks.takeChanges()).containsExactly(new SlotChange("gone", mark(20), null));
        assertThat(marks.begin("gone", mark(90))).as("when it is added again").isNull();
    }

    @Test
    void whatIsReadAfterTheTargetsHaveBegunIsReplacedAndNeverAccountedFor() {
        assertThat(marks.begin("here", mark(50))).isNull();
        marks.forgetOthers();

        marks.recall(Map.of("gone", mark(20), "here", mark(30)));

        assertThat(marks.takeChanges())
                .containsExactlyInAnyOrder(
                        new SlotChange("gone", mark(20), null), new SlotChange("here", mark(30), mark(50)));
        marks.end("here");
        assertThat(marks.begin("here", mark(90))).as("when it is added again").isNull();
        assertThat(marks.begin("gone", mark(90))).isNull();
    }

    @Test
    void whatIsRemovedOwesNothingWhenItComesBackEvenIfALastResultWasLate() {
        assertThat(marks.begin("t", mark(50))).isNull();
        assertThat(marks.takeChanges()).hasSize(1);
        marks.end("t");
        marks.accounted("t", mark(60));
        assertThat(marks.takeChanges()).containsExactly(new SlotChange("t", mark(50), null));

        assertThat(marks.begin("t", mark(900))).isNull();

        assertThat(marks.takeChanges()).containsExactly(new SlotChange("t", null, mark(900)));
    }

    @Test
    void whatEndsWithTheProcessIsRemembered() {
        assertThat(marks.begin("t", mark(50))).isNull();
        assertThat(marks.takeChanges()).hasSize(1);
        marks.freeze();
        marks.end("t");
        marks.accounted("t", mark(60));

        assertThat(marks.takeChanges()).containsExactly(new SlotChange("t", mark(50), mark(60)));
    }

    @Test
    void resultsThatArriveInAnotherOrderDoNotSetAMarkBack() {
        assertThat(marks.begin("t", mark(50))).isNull();
        marks.accounted("t", mark(70));
        marks.accounted("t", mark(60));

        assertThat(marks.takeChanges()).containsExactly(new SlotChange("t", null, mark(70)));
    }

    @Test
    void aMarkOfAWrongClockIsVoid() {
        marks.recall(Map.of("far", mark(50 + 2 * HOUR), "near", mark(50 + HOUR / 2)));

        assertThat(marks.begin("far", mark(50))).isNull();
        assertThat(marks.begin("near", mark(50))).isEqualTo(mark(50 + HOUR / 2));

        assertThat(marks.takeChanges()).containsExactly(new SlotChange("far", mark(50 + 2 * HOUR), mark(50)));
        marks.restart("near", mark(60));
        assertThat(marks.takeChanges()).containsExactly(new SlotChange("near", mark(50 + HOUR / 2), mark(60)));
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenTheNextTime() {
        marks.recall(Map.of("left", mark(1)));
        marks.forgetOthers();
        assertThat(marks.begin("t", mark(50))).isNull();
        assertThat(marks.begin("ended", mark(50))).isNull();
        var changes = marks.takeChanges();
        marks.accounted("t", mark(60));
        marks.end("ended");

        marks.unwritten(changes);

        assertThat(marks.takeChanges())
                .containsExactlyInAnyOrder(
                        new SlotChange("left", mark(1), null),
                        new SlotChange("ended", null, null),
                        new SlotChange("ended", mark(50), null),
                        new SlotChange("t", null, mark(60)));
    }
}
