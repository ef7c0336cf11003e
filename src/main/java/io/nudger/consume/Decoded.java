package io.nudger.consume;

import io.nudger.check.CheckResult;
import io.nudger.check.Origin;
import io.nudger.check.SlotGap;
import io.nudger.check.TargetInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What became of a record when it was read. */
public sealed interface Decoded {
    /** The record as it came. */
    public ConsumerRecord<byte[], byte[]> source();

    /** Which of so many workers it belongs to. */
    public int worker(int workers);

    /** It is of a target, and belongs into the record. */
    public sealed interface OfTarget extends Decoded {
        /** The zone and the monitor. */
        Origin origin();

        /** The target, as the monitor knew it. */
        TargetInfo target();

        @Override
        default int worker(int workers) {
            return workerOf(target().name(), workers);
        }
    }

    /** It is a result that belongs into the record. */
    public record Result(ConsumerRecord<byte[], byte[]> source, CheckResult result) implements OfTarget {
        @Override
        public Origin origin() {
            return result.origin();
        }

        @Override
        public TargetInfo target() {
            return result.target();
        }
    }

    /** It is a range of slots that did not run. */
    public record Gap(ConsumerRecord<byte[], byte[]> source, SlotGap gap) implements OfTarget {
        @Override
        public Origin origin() {
            return gap.origin();
        }

        @Override
        public TargetInfo target() {
            return gap.target();
        }
    }

    /**
     * It cannot be stored, now or later.
     *
     * @param reason the kind
     * @param message what exactly, in one line for people
     */
    public record Rejected(ConsumerRecord<byte[], byte[]> source, DeadReason reason, String message)
            implements Decoded {
        @Override
        public int worker(int workers) {
            return 0;
        }
    }

    private static int workerOf(String target, int workers) {
        return Math.floorMod(target.hashCode(), workers);
    }
}
