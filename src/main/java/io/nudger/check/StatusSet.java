package io.nudger.check;

import java.util.List;
import java.util.StringJoiner;

/**
 * A set of HTTP status codes.
 *
 * @param ranges the ranges it is made of, in the order given; not empty
 */
public record StatusSet(List<Range> ranges) {
    /** 200 to 299. */
    public static final StatusSet SUCCESS = new StatusSet(List.of(new Range(200, 299)));

    private static final int LOWEST = 100;
    private static final int HIGHEST = 599;
    private static final int CLASS_SIZE = 100;

    public StatusSet {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a set of status codes must not be empty");
        }
    }

    /**
     * A range of codes, both ends included.
     *
     * @param from the lowest code
     * @param to the highest code
     */
    public record Range(int from, int to) {
        public Range {
            if (from < LOWEST || to > HIGHEST || from > to) {
                throw new IllegalArgumentException("status codes lie between 100 and 599, the lower one first");
            }
        }

        /** {@code 200}, {@code 2xx} or {@code 200-204}. */
        @Override
        public String toString() {
            if (from == to) {
                return Integer.toString(from);
            }
            if (from % CLASS_SIZE == 0 && to == from + CLASS_SIZE - 1) {
                return from / CLASS_SIZE + "xx";
            }
            return from + "-" + to;
        }
    }

    /** Whether the code is one of the set. */
    public boolean contains(int code) {
        return ranges.stream().anyMatch(range -> range.from <= code && code <= range.to);
    }

    /**
     * Reads a comma-separated list of codes, ranges and classes: {@code 2xx,301,400-404}.
     *
     * @throws IllegalArgumentException when it is none; the message says what is wanted
     */
    public static StatusSet parse(String text) {
        return new StatusSet(List.of(text.split(",", -1)).stream()
                .map(part -> parseRange(part.strip()))
                .toList());
    }

    private static Range parseRange(String part) {
        if (part.matches("[1-5]xx")) {
            int from = (part.charAt(0) - '0') * CLASS_SIZE;
            return new Range(from, from + CLASS_SIZE - 1);
        }
        if (part.matches("\\d{3}")) {
            return new Range(Integer.parseInt(part), Integer.parseInt(part));
        }
        if (part.matches("\\d{3}-\\d{3}")) {
            return new Range(Integer.parseInt(part.substring(0, 3)), Integer.parseInt(part.substring(4)));
        }
        throw new IllegalArgumentException("wanted a status code (200), a range (200-204) or a class (2xx)");
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        StringJoiner joiner = new StringJoiner(",");
        ranges.forEach(range -> joiner.add(range.toString()));
        return joiner.toString();
    }
}
