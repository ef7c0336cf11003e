package io.nudger.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.SlotMark;
import io.nudger.outbox.Batch.MarkChange;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SlotMarksTest {
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3_600 * SECOND;

    private final SlotMarks marks = new SlotMarks("eu");

    private static SlotMark mark(long slot) {
        return new SlotMark(slot, 10 * SECOND);
    }

    @Test
    void aNewTargetOwesNothing() {
        assertThat(marks.begin("new", mark(50))).isNull();

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("new", null, mark(50)));
        assertThat(marks.hasChanges()).isFalse();
    }

    @Test
    void aTargetOfAnEarlierProcessGoesOnWhereThatLeftOff() {
        marks.recall(Map.of("known", mark(20)));

        assertThat(marks.begin("known", mark(50))).isEqualTo(mark(20));

        assertThat(marks.hasChanges()).as("until something is accounted for").isFalse();
        marks.safe(marks.claim("known", mark(60)));
        assertThat(marks.takeChanges()).containsExactly(new MarkChange("known", mark(20), mark(60)));
    }

    @Test
    void aReplacedTargetKeepsItsMark() {
        assertThat(marks.begin("t", mark(50))).isNull();

        assertThat(marks.begin("t", mark(90))).isNull();

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", null, mark(50)));
    }

    @Test
    void whatWasRemovedWhileNobodyLookedOwesNothing() {
        marks.recall(Map.of("gone", mark(20), "here", mark(30)));
        assertThat(marks.begin("here", mark(50))).isEqualTo(mark(30));

        marks.allBegan();

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("gone", mark(20), null));
        assertThat(marks.begin("gone", mark(90))).as("when it is added again").isNull();
    }

    @Test
    void whatIsReadAfterTheTargetsHaveBegunIsReplacedAndNeverAccountedFor() {
        assertThat(marks.begin("here", mark(50))).isNull();
        marks.allBegan();

        marks.recall(Map.of("gone", mark(20), "here", mark(30)));

        assertThat(marks.takeChanges())
                .containsExactlyInAnyOrder(
                        new MarkChange("gone", mark(20), null), new MarkChange("here", mark(30), mark(50)));
        marks.end("here");
        assertThat(marks.begin("here", mark(90))).as("when it is added again").isNull();
        assertThat(marks.begin("gone", mark(90))).isNull();
    }

    @Test
    void whatIsRemovedOwesNothingWhenItComesBackEvenIfALastResultWasLate() {
        assertThat(marks.begin("t", mark(50))).isNull();
        assertThat(marks.takeChanges()).hasSize(1);
        marks.end("t");
        marks.safe(marks.claim("t", mark(60)));
        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", mark(50), null));

        assertThat(marks.begin("t", mark(900))).isNull();

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", null, mark(900)));
    }

    @Test
    void whatEndsWithTheProcessIsRemembered() {
        assertThat(marks.begin("t", mark(50))).isNull();
        assertThat(marks.takeChanges()).hasSize(1);
        marks.freeze();
        marks.end("t");
        marks.safe(marks.claim("t", mark(60)));

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", mark(50), mark(60)));
    }

    @Test
    void resultsThatArriveInAnotherOrderDoNotSetAMarkBack() {
        assertThat(marks.begin("t", mark(50))).isNull();
        marks.safe(marks.claim("t", mark(70)));
        marks.safe(marks.claim("t", mark(60)));

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", null, mark(70)));
    }

    @Test
    void aMarkOfAWrongClockIsVoid() {
        marks.recall(Map.of("far", mark(50 + 2 * HOUR), "near", mark(50 + HOUR / 2)));

        assertThat(marks.begin("far", mark(50))).isNull();
        assertThat(marks.begin("near", mark(50))).isEqualTo(mark(50 + HOUR / 2));

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("far", mark(50 + 2 * HOUR), mark(50)));
        marks.restart("near", mark(60));
        assertThat(marks.takeChanges()).containsExactly(new MarkChange("near", mark(50 + HOUR / 2), mark(60)));
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenTheNextTime() {
        marks.recall(Map.of("left", mark(1)));
        marks.allBegan();
        assertThat(marks.begin("t", mark(50))).isNull();
        assertThat(marks.begin("ended", mark(50))).isNull();
        var changes = marks.takeChanges();
        marks.safe(marks.claim("t", mark(60)));
        marks.end("ended");

        marks.unwritten(changes);

        assertThat(marks.takeChanges())
                .containsExactlyInAnyOrder(
                        new MarkChange("left", mark(1), null),
                        new MarkChange("ended", null, null),
                        new MarkChange("ended", mark(50), null),
                        new MarkChange("t", null, mark(60)));
    }

    @Test
    void aMarkStandsStillBeforeWhatIsNotSafe() {
        assertThat(marks.begin("t", mark(50))).isNull();
        assertThat(marks.takeChanges()).hasSize(1);
        SlotMarks.Claim first = marks.claim("t", mark(60));
        SlotMarks.Claim second = marks.claim("t", mark(70));
        SlotMarks.Claim third = marks.claim("t", mark(80));

        marks.safe(second);
        assertThat(marks.hasChanges()).isFalse();
        marks.safe(first);
        marks.safe(first);
        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", mark(50), mark(70)));
        marks.safe(third);
        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", mark(70), mark(80)));
    }

    @Test
    void whatWasClaimedUnderAWrongClockMovesNoMark() {
        assertThat(marks.begin("t", mark(900))).isNull();
        SlotMarks.Claim wrong = marks.claim("t", mark(910));
        marks.restart("t", mark(50));
        SlotMarks.Claim right = marks.claim("t", mark(60));

        marks.safe(wrong);
        marks.safe(right);

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", null, mark(60)));
    }

    @Test
    void whatIsRemovedKeepsItsMarkUntilItsLastResultsAreSafe() {
        assertThat(marks.begin("t", mark(50))).isNull();
        assertThat(marks.takeChanges()).hasSize(1);
        SlotMarks.Claim waiting = marks.claim("t", mark(60));
        marks.end("t");
        SlotMarks.Claim late = marks.claim("t", mark(70));
        assertThat(marks.hasChanges()).isFalse();

        marks.safe(waiting);
        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", mark(50), mark(60)));
        marks.safe(late);

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", mark(60), null));
        assertThat(marks.begin("t", mark(900))).as("it owes nothing any more").isNull();
        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", null, mark(900)));
    }

    @Test
    void whatComesBackPassesNothingThatWasLeftWaiting() {
        assertThat(marks.begin("t", mark(50))).isNull();
        assertThat(marks.takeChanges()).hasSize(1);
        SlotMarks.Claim waiting = marks.claim("t", mark(60));
        marks.end("t");

        assertThat(marks.begin("t", mark(900))).isNull();
        SlotMarks.Claim next = marks.claim("t", mark(910));
        marks.safe(next);
        assertThat(marks.hasChanges()).as("one still waits").isFalse();
        marks.safe(waiting);

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", mark(50), mark(910)));
        marks.end("t");
        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", mark(910), null));
    }

    @Test
    void theFirstChangeIsAnnouncedAndNoOther() {
        AtomicInteger announced = new AtomicInteger();
        marks.onChange(announced::incrementAndGet);
        assertThat(marks.begin("a", mark(50))).isNull();
        assertThat(marks.begin("b", mark(50))).isNull();
        assertThat(announced).hasValue(1);

        assertThat(marks.takeChanges()).hasSize(2);
        marks.end("a");
        assertThat(announced).hasValue(2);
    }
}
