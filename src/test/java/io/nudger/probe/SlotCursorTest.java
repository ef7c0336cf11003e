package io.nudger.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SlotCursorTest {
    @Test
    void eachSlotIsTakenOnceAndInOrder() {
        SlotCursor.Lease lease = new SlotCursor().takeOver(100);
        assertThat(lease.take(100)).as("before the beginning").isFalse();
        assertThat(lease.take(110)).isTrue();
        assertThat(lease.take(110)).isFalse();
        assertThat(lease.take(105)).isFalse();
        assertThat(lease.take(120)).isTrue();
    }

    @Test
    void theOldOneKeepsWhatCameBeforeTheHandover() {
        SlotCursor cursor = new SlotCursor();
        SlotCursor.Lease old = cursor.takeOver(100);
        SlotCursor.Lease successor = cursor.takeOver(115);
        assertThat(successor.taken()).isEqualTo(115);
        assertThat(old.take(110)).isTrue();
        assertThat(old.take(120)).isFalse();
        assertThat(successor.take(110)).isFalse();
        assertThat(successor.take(120)).isTrue();
    }

    @Test
    void slotsThatAreTakenTogetherEndWithTheHandover() {
        SlotCursor cursor = new SlotCursor();
        SlotCursor.Lease old = cursor.takeOver(100);
        assertThat(old.takeThrough(110, 120, 10)).isEqualTo(120);
        SlotCursor.Lease successor = cursor.takeOver(155);
        assertThat(old.takeThrough(130, 990, 10)).isEqualTo(150);
        assertThat(old.takeThrough(160, 990, 10)).as("none").isLessThan(160);
        assertThat(successor.takeThrough(160, 150, 10)).as("none").isLessThan(160);
        assertThat(successor.takeThrough(160, 990, 10)).isEqualTo(990);
    }

    @Test
    void aSlotThatWasTakenAtTheMomentOfTheHandoverIsNotTakenAgain() {
        SlotCursor cursor = new SlotCursor();
        SlotCursor.Lease old = cursor.takeOver(100);
        assertThat(old.take(120)).isTrue();
        assertThat(cursor.takeOver(119).take(120))
                .as("by a clock that is a little behind")
                .isFalse();
    }

    @Test
    void theLastOneToLeaveIsReportedAsSuch() {
        SlotCursor cursor = new SlotCursor();
        SlotCursor.Lease old = cursor.takeOver(100);
        SlotCursor.Lease successor = cursor.takeOver(200);
        assertThat(old.end()).isFalse();
        assertThat(successor.end()).isTrue();
    }

    @Test
    void whoeverEndsEarlierIsNotTheLastToLeave() {
        SlotCursor cursor = new SlotCursor();
        SlotCursor.Lease old = cursor.takeOver(100);
        SlotCursor.Lease successor = cursor.takeOver(200);
        assertThat(successor.end()).as("while the old one still checks").isFalse();
        assertThat(old.end()).isTrue();
    }

    @Test
    void slotsAreReportedAfterThoseOfAllPredecessors() {
        SlotCursor cursor = new SlotCursor();
        List<String> reported = new ArrayList<>();
        SlotCursor.Lease first = cursor.takeOver(100);
        first.report(() -> reported.add("first at once"));
        SlotCursor.Lease second = cursor.takeOver(200);
        SlotCursor.Lease third = cursor.takeOver(300);
        third.report(() -> reported.add("third"));
        second.report(() -> reported.add("second"));
        assertThat(second.end()).isFalse();
        third.report(() -> reported.add("third again"));
        assertThat(reported).containsExactly("first at once");

        first.report(() -> reported.add("first at its end"));
        assertThat(first.end()).isFalse();

        assertThat(reported).containsExactly("first at once", "first at its end", "second", "third", "third again");
        SlotCursor.Lease fourth = cursor.takeOver(400);
        fourth.report(() -> reported.add("fourth"));
        third.report(() -> reported.add("third at its end"));
        assertThat(third.end()).isFalse();
        fourth.report(() -> reported.add("fourth at once"));
        assertThat(reported).endsWith("third again", "third at its end", "fourth", "fourth at once");
        assertThat(fourth.end()).isTrue();
    }

    @RepeatedTest(20)
    void twoThreadsTogetherTakeEachSlotOnce() throws InterruptedException {
        Schedule schedule = new Schedule(10, 3);
        SlotCursor cursor = new SlotCursor();
        SlotCursor.Lease old = cursor.takeOver(0);
        AtomicLong now = new AtomicLong();
        Queue<Long> taken = new ConcurrentLinkedQueue<>();
        Thread first = new Thread(() -> {
            for (long slot = schedule.slotAfter(0); slot < 100_000; slot += 10) {
                now.set(slot);
                if (!old.take(slot)) {
                    return;
                }
                taken.add(slot);
            }
        });
        first.start();
        while (now.get() < 20_000) {
            Thread.onSpinWait();
        }
        SlotCursor.Lease successor = cursor.takeOver(now.get());
        for (long slot = schedule.slotAfter(successor.taken()); slot < 100_000; slot += 10) {
            if (successor.take(slot)) {
                taken.add(slot);
            }
        }
        first.join();
        for (long slot = schedule.slotAfter(old.taken()); slot <= old.until(); slot += 10) {
            assertThat(old.take(slot)).isTrue();
            taken.add(slot);
        }
        List<Long> all = LongStream.iterate(3, slot -> slot < 100_000, slot -> slot + 10)
                .boxed()
                .toList();
        assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
    }
}
