package io.nudger.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.nudger.check.CheckResult;
import io.nudger.check.WireFormat;
import io.nudger.testing.RandomResults;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MemoryOutboxTest {
    private static final CheckResult RESULT = new RandomResults(1).next();

    private final Outbox outbox = new MemoryOutbox(3);

    private static Parcel parcel(int number) {
        return Parcel.of(number, RESULT, WireFormat.JSON, 0);
    }

    private static long number(@Nullable Parcel parcel) {
        return parcel == null ? -1 : parcel.number();
    }

    private List<Long> takeAll() {
        List<Long> numbers = new ArrayList<>();
        for (Parcel parcel = outbox.take(); parcel != null; parcel = outbox.take()) {
            numbers.add(parcel.number());
        }
        return numbers;
    }

    @Test
    void oldestGoesFirst() {
        for (int i = 0; i < 3; i++) {
            assertThat(outbox.add(parcel(i))).isNull();
        }

        assertThat(takeAll()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void returnedParcelsComeBackToTheirPlace() {
        for (int i = 0; i < 3; i++) {
            assertThat(outbox.add(parcel(i))).isNull();
        }
        assertThat(number(outbox.take())).isEqualTo(0);
        assertThat(number(outbox.take())).isEqualTo(1);
        outbox.putBack(parcel(0));
        outbox.putBack(parcel(1));

        assertThat(takeAll()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void fullOutboxGivesUpTheOldestThatWaits() {
        for (int i = 0; i < 3; i++) {
            assertThat(outbox.add(parcel(i))).isNull();
        }
        assertThat(number(outbox.take())).isEqualTo(0);

        assertThat(number(outbox.add(parcel(3)))).isEqualTo(1);
        assertThat(outbox.size()).isEqualTo(3);
        assertThat(takeAll()).containsExactly(2L, 3L);
    }

    @Test
    void takenParcelsCountUntilTheyAreSettled() {
        assertThat(outbox.add(parcel(0))).isNull();
        Parcel taken = outbox.take();
        assertThat(number(taken)).isEqualTo(0);
        assertThat(outbox.isIdle()).isTrue();
        assertThat(outbox.size()).isEqualTo(1);

        outbox.remove(parcel(0));

        assertThat(outbox.size()).isZero();
    }
}
