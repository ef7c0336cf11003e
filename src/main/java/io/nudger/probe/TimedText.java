package io.nudger.probe;

import java.util.concurrent.TimeUnit;

/**
 * A text that can be read for a limited time only. The engine of the regular expressions cannot be interrupted, but it
 * asks for one character after the other.
 */
final class TimedText implements CharSequence {
    /** Reading the clock costs about as much as a simple pattern needs for a few characters. */
    private static final int READS_PER_LOOK = 1 << 10;

    private final String text;
    private final long limitNanos;
    private final long begin = System.nanoTime();
    private int reads;

    /** The time was over before the text was. */
    static final class TimeIsUpException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TimeIsUpException(long limitNanos) {
            super("more than " + TimeUnit.NANOSECONDS.toMillis(limitNanos) + " ms", null, false, false);
        }
    }

    TimedText(String text, long limitNanos) {
        this.text = text;
        this.limitNanos = limitNanos;
    }

    @Override
    public char charAt(int index) {
        if (++reads % READS_PER_LOOK == 0 && System.nanoTime() - begin > limitNanos) {
            throw new TimeIsUpException(limitNanos);
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
