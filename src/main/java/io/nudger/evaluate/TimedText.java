package io.nudger.evaluate;

/**
 * A text that can be read for a limited time only. The engine of the regular expressions cannot be interrupted, but it
 * asks for one character after the other.
 */
final class TimedText implements CharSequence {
    private final String text;
    private final TimeLimit limit;

    TimedText(String text, TimeLimit limit) {
        this.text = text;
        this.limit = limit;
    }

    @Override
    public char charAt(int index) {
        limit.step();
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
