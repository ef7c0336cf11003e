package io.nudger.persist;

import io.nudger.check.CheckResult;
import io.nudger.check.SlotGap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What became of a record when it was read. */
sealed interface Reading {
    /** The record as it came. */
    ConsumerRecord<byte[], byte[]> source();

    /** Which of so many lanes it belongs to. */
    int lane(int lanes);

    /** It is a result that belongs into the record. */
    record Good(ConsumerRecord<byte[], byte[]> source, CheckResult result) implements Reading {
        @Override
        public int lane(int lanes) {
            return laneOf(result.target().name(), lanes);
        }
    }

    /** It tells of slots that did not run, as a whole. */
    record Gap(ConsumerRecord<byte[], byte[]> source, SlotGap gap) implements Reading {
        @Override
        public int lane(int lanes) {
            return laneOf(gap.target().name(), lanes);
        }
    }

    /**
     * It cannot be stored, now or later.
     *
     * @param reason the kind
     * @param message what exactly, in one line for people
     */
    record DeadLetter(ConsumerRecord<byte[], byte[]> source, DeadReason reason, String message) implements Reading {
        @Override
        public int lane(int lanes) {
            return 0;
        }
    }

    private static int laneOf(String target, int lanes) {
        return Math.floorMod(target.hashCode(), lanes);
    }
}
