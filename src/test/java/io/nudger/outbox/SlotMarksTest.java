package io.nudger.outbox;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.bus.ShareAccounts;
import io.nudger.check.Micros;
import io.nudger.check.Shares;
import io.nudger.check.SlotMark;
import io.nudger.outbox.Batch.MarkChange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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
        assertThat(marks.leftInterval("here")).isEqualTo(Micros.toDuration(mark(30).interval()));
        assertThat(marks.begin("here", mark(50))).isEqualTo(mark(30));
        assertThat(marks.leftInterval("here"))
                .as("it is this process that has it")
                .isNull();

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
        SlotAccount.Claim first = marks.claim("t", mark(60));
        SlotAccount.Claim second = marks.claim("t", mark(70));
        SlotAccount.Claim third = marks.claim("t", mark(80));

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
        SlotAccount.Claim wrong = marks.claim("t", mark(910));
        marks.restart("t", mark(50));
        SlotAccount.Claim right = marks.claim("t", mark(60));

        marks.safe(wrong);
        marks.safe(right);

        assertThat(marks.takeChanges()).containsExactly(new MarkChange("t", null, mark(60)));
    }

    @Test
    void whatIsRemovedKeepsItsMarkUntilItsLastResultsAreSafe() {
        assertThat(marks.begin("t", mark(50))).isNull();
        assertThat(marks.takeChanges()).hasSize(1);
        SlotAccount.Claim waiting = marks.claim("t", mark(60));
        marks.end("t");
        SlotAccount.Claim late = marks.claim("t", mark(70));
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
        SlotAccount.Claim waiting = marks.claim("t", mark(60));
        marks.end("t");

        assertThat(marks.begin("t", mark(900))).isNull();
        SlotAccount.Claim next = marks.claim("t", mark(910));
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

    private static ShareAccounts.Account only(@Nullable List<ShareAccounts.Account> accounts) {
        assertThat(accounts).hasSize(1);
        return requireNonNull(accounts).get(0);
    }

    private ShareAccounts.Account account(long now) {
        return only(marks.accounts(1, now));
    }

    @Test
    void aShareIsAccountedForUpToTheSlotThatKafkaDoesNotHave() {
        assertThat(marks.begin("a", mark(100 * SECOND))).isNull();
        assertThat(marks.begin("b", mark(105 * SECOND))).isNull();
        assertThat(account(108 * SECOND)).isEqualTo(new ShareAccounts.Account(108 * SECOND, 2, 0.2));

        SlotAccount.Claim first = marks.claim("a", mark(110 * SECOND));
        SlotAccount.Claim second = marks.claim("a", mark(120 * SECOND));
        marks.acknowledged(marks.claim("b", mark(115 * SECOND)));
        assertThat(account(121 * SECOND).until()).isEqualTo(110 * SECOND - 1);
        marks.acknowledged(second);
        assertThat(account(121 * SECOND).until()).as("in their order").isEqualTo(110 * SECOND - 1);
        marks.safe(first);
        assertThat(account(121 * SECOND).until()).as("on disk only").isEqualTo(110 * SECOND - 1);
        assertThat(marks.isAcknowledged(Shares.ALL)).isFalse();
        marks.acknowledged(first);
        assertThat(account(121 * SECOND).until()).isEqualTo(121 * SECOND);
        assertThat(marks.isAcknowledged(Shares.ALL)).isTrue();
        assertThat(account(127 * SECOND).until()).as("a check is running").isEqualTo(125 * SECOND - 1);
    }

    @Test
    void whileResultsAreOnDiskAloneNobodyKnows() {
        assertThat(marks.begin("a", mark(100 * SECOND))).isNull();
        SlotAccount.Claim claim = marks.claim("a", mark(110 * SECOND));
        marks.safe(claim);
        marks.onDiskAlone(claim);

        assertThat(marks.accounts(1, 111 * SECOND)).isNull();
        assertThat(marks.isAcknowledged(Shares.ALL)).isFalse();

        marks.backlog(false);
        assertThat(account(111 * SECOND).until()).isEqualTo(111 * SECOND);
        assertThat(marks.isAcknowledged(Shares.ALL)).isTrue();
    }

    @Test
    void aShareGoesOnWhereAnyMonitorLeftIt() {
        marks.recall(Map.of("behind", mark(20 * SECOND), "ahead", mark(60 * SECOND)));
        marks.goOnFrom(target -> target.equals("new") ? null : Long.valueOf(45 * SECOND));

        assertThat(marks.begin("behind", mark(100 * SECOND))).isEqualTo(mark(40 * SECOND));
        assertThat(marks.begin("ahead", mark(100 * SECOND)))
                .as("its results are on this disk")
                .isEqualTo(mark(60 * SECOND));
        assertThat(marks.begin("unknown here", mark(103 * SECOND))).isEqualTo(mark(43 * SECOND));
        assertThat(marks.begin("new", mark(100 * SECOND))).isNull();
        assertThat(account(104 * SECOND).until()).isEqualTo(50 * SECOND - 1);
    }

    /** The clock of the monitor that left it was ahead of ours: what it has taken is not taken again. */
    @Test
    void aShareMayHaveBeenLeftInTheFuture() {
        marks.goOnFrom(target -> 102 * SECOND);

        assertThat(marks.begin("a", mark(99 * SECOND))).isEqualTo(mark(99 * SECOND));
        assertThat(marks.begin("b", mark(92 * SECOND))).isEqualTo(mark(102 * SECOND));
        marks.goOnFrom(target -> 2 * HOUR);
        assertThat(marks.begin("far", mark(90 * SECOND))).isNull();
    }

    @Test
    void aShareThatComesBackIsAccountedForSinceItWasLost() {
        marks.goOnFrom(target -> null);
        assertThat(marks.begin("a", mark(100 * SECOND))).isNull();
        SlotAccount.Claim late = marks.claim("a", mark(110 * SECOND));
        marks.end("a");
        assertThat(marks.isAcknowledged(Shares.ALL)).isFalse();
        marks.goOnFrom(target -> 125 * SECOND);

        assertThat(marks.begin("a", mark(150 * SECOND))).isEqualTo(mark(120 * SECOND));

        assertThat(account(151 * SECOND).until())
                .as("the late one counts as well")
                .isEqualTo(110 * SECOND - 1);
        marks.acknowledged(late);
        assertThat(account(151 * SECOND).until()).isEqualTo(130 * SECOND - 1);
        marks.acknowledged(marks.claim("a", mark(150 * SECOND)));
        assertThat(account(151 * SECOND)).isEqualTo(new ShareAccounts.Account(151 * SECOND, 1, 0.1));
    }

    @Test
    void aTargetThatIsReplacedGoesOnInItsNewRhythm() {
        assertThat(marks.begin("a", new SlotMark(0, HOUR))).isNull();
        SlotAccount.Claim running = marks.claim("a", new SlotMark(HOUR, HOUR));
        assertThat(marks.begin("a", mark(HOUR + 20 * SECOND))).isNull();
        marks.reached("a", mark(HOUR + 20 * SECOND));
        assertThat(account(HOUR + 35 * SECOND).until()).isEqualTo(HOUR - 1);

        marks.acknowledged(running);

        assertThat(account(HOUR + 35 * SECOND).until()).isEqualTo(HOUR + 30 * SECOND - 1);
    }
}
